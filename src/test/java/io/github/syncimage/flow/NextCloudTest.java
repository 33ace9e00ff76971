package io.github.syncimage.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.syncimage.demo.Faults;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.demo.LoopbackServer;
import io.github.syncimage.demo.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of docs/next-cloud.md, taken out of that page and run. */
@Tag("slow")
class NextCloudTest {
    private static final Pattern BLOCK = Pattern.compile("```(?:yaml|properties)\n(.*?)```", Pattern.DOTALL);
    private static final String HOST = "registry.example.com";

    @TempDir
    private Path folder;

    private World world;
    private List<String> blocks;

    @BeforeEach
    void open() throws IOException {
        world = new World(folder);
        world.upstream.add("google-samples/hello-app", "1.0", LoopbackImages.index("hello", "linux/amd64"));
        blocks = blocks();
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void tellsAWebhookAboutEachMirroredImage() throws IOException {
        write("routes/notify-webhook.camel.yaml", blocks.get(0));
        append("routes/post-process.camel.yaml", blocks.get(1));
        try (var hook = new LoopbackServer("hook", true, request -> Response.of(204))) {
            write("configs/camel.properties", pointed(blocks.get(2), hook));

            String comment = answer(flow -> await().until(() -> !hook.calls().isEmpty()));

            assertThat(comment).contains("| Public | yes");
            var call = hook.calls().get(0);
            assertThat(call.method()).isEqualTo("POST");
            JsonNode told = new ObjectMapper().readTree(call.body());
            assertThat(told.path("source").asText()).isEqualTo("gcr.io/google-samples/hello-app:1.0");
            assertThat(told.path("target").asText()).isEqualTo(world.target.host() + "/mirrored/hello-app:1.0");
            assertThat(told.path("digest").asText()).startsWith("sha256:");
            assertThat(told.path("visibility").asText()).isEqualTo("PUBLIC");
        }
    }

    @Test
    void aWebhookThatFailsChangesNothing() throws IOException {
        write("routes/notify-webhook.camel.yaml", blocks.get(0));
        append("routes/post-process.camel.yaml", blocks.get(1));
        write("configs/camel.properties", "webhook.url = http://127.0.0.1:1/hook\n");

        assertThat(answer()).contains("docker pull " + world.target.host() + "/mirrored/hello-app:1.0");
        assertThat(world.github.issue(1).labels()).containsExactly("porter", "success");
    }

    @Test
    void aWebhookThatDoesNotAnswerIsGivenUp() throws IOException {
        assertThat(blocks.get(0)).contains("httpClient.responseTimeout: \"10000\"");
        write("routes/notify-webhook.camel.yaml", blocks.get(0).replace("\"10000\"", "\"200\""));
        append("routes/post-process.camel.yaml", blocks.get(1));
        Faults slow = new Faults();
        slow.latency(Duration.ofMinutes(10));
        try (var hook = new LoopbackServer("hook", true, request -> slow.answer(request, other -> Response.of(204)))) {
            write("configs/camel.properties", pointed(blocks.get(2), hook));

            // The copy on its way to the hook is gone long before the hook would answer.
            String comment = answer(flow -> await().until(() -> !hook.calls().isEmpty()
                    && flow.context().getInflightRepository().size("notify-webhook") == 0));

            assertThat(comment).contains("| Public | yes");
        }
    }

    @Test
    void callsTheApiOfAnotherRegistry() throws IOException {
        try (var api = new LoopbackServer("api", true, request -> Response.of(204))) {
            branch(api);

            assertThat(answer()).contains("docker pull " + HOST + "/mirrored/hello-app:1.0", "| Public | yes");

            assertThat(api.calls()).singleElement().satisfies(call -> {
                assertThat(call).hasToString("PUT /projects/mirrored/hello-app/public");
                assertThat(call.headers()).containsEntry("authorization", "Bearer s3cret");
            });
        }
    }

    @Test
    void looksAllTheSameWhereThatApiFails() throws IOException {
        try (var api = new LoopbackServer("api", true, request -> Response.of(500))) {
            branch(api);

            assertThat(answer()).contains("docker pull " + HOST + "/mirrored/hello-app:1.0", "| Public | yes");
            assertThat(world.github.issue(1).labels()).containsExactly("porter", "success");
        }
    }

    private void branch(LoopbackServer api) throws IOException {
        world.with("registries.generic.registry", HOST)
                .with(
                        "registries.hosts." + HOST + ".endpoint",
                        world.target.uri().toString());
        Path postProcess = folder.resolve("routes/post-process.camel.yaml");
        String route = Files.readString(postProcess);
        assertThat(route).containsOnlyOnce("            when:\n");
        Files.writeString(postProcess, route.replace("            when:\n", "            when:\n" + blocks.get(3)));
        write("routes/publish-at-example.camel.yaml", blocks.get(4));
        write("configs/camel.properties", "example.api_url = " + api.uri() + "\nexample.token = s3cret\n");
    }

    private String answer() {
        return answer(flow -> {});
    }

    private String answer(Consumer<Flow> then) {
        world.github.open("[PORTER]gcr.io/google-samples/hello-app:1.0", "", "alice", "porter");
        try (Flow flow = world.daemon()) {
            await().until(() -> !world.github.issue(1).open());
            then.accept(flow);
        }
        return world.github.comments(1).get(0).body();
    }

    private static String pointed(String properties, LoopbackServer hook) {
        String address = "https://deploy.example.com";
        assertThat(properties).contains(address);
        return properties.replace(address, hook.uri().toString());
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(folder.resolve(file), text);
    }

    private void append(String file, String text) throws IOException {
        Files.writeString(folder.resolve(file), Files.readString(folder.resolve(file)) + text);
    }

    private static List<String> blocks() throws IOException {
        List<String> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(Files.readString(Path.of("docs/next-cloud.md")));
        while (matcher.find()) {
            blocks.add(matcher.group(1));
        }
        assertThat(blocks).hasSize(5);
        return blocks;
    }
}
