package io.github.syncimage.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.syncimage.demo.Faults;
import io.github.syncimage.demo.LoopbackServer;
import io.github.syncimage.demo.Response;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The examples of docs/next-cloud.md, taken out of that page and run. */
@Tag("slow")
class NextCloudTest {
    private static final Pattern BLOCK = Pattern.compile("```(?:yaml|properties)\n(.*?)```", Pattern.DOTALL);
    private static final String HOST = "registry.example.com";

    @RegisterExtension
    private final World world = new World();

    private final List<String> blocks = blocks();

    @Test
    void tellsAWebhookAboutEachMirroredImage() throws JsonProcessingException {
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
    void aWebhookThatFailsChangesNothing() {
        write("routes/notify-webhook.camel.yaml", blocks.get(0));
        append("routes/post-process.camel.yaml", blocks.get(1));
        write("configs/camel.properties", "webhook.url = http://127.0.0.1:1/hook\n");

        assertThat(answer()).contains("docker pull " + world.target.host() + "/mirrored/hello-app:1.0");
        assertThat(world.labels(1)).containsExactly("porter", "success");
    }

    @Test
    void aWebhookThatDoesNotAnswerIsGivenUp() {
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
    void callsTheApiOfAnotherRegistry() {
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
    void looksAllTheSameWhereThatApiFails() {
        try (var api = new LoopbackServer("api", true, request -> Response.of(500))) {
            branch(api);

            assertThat(answer()).contains("docker pull " + HOST + "/mirrored/hello-app:1.0", "| Public | yes");
            assertThat(world.labels(1)).containsExactly("porter", "success");
        }
    }

    private void branch(LoopbackServer api) {
        world.with("registries.generic.registry", HOST).through(HOST, world.target.uri());
        String when = "            when:\n";
        assertThat(world.edit(world.route("post-process"), when, when + blocks.get(3)))
                .containsOnlyOnce(when);
        write("routes/publish-at-example.camel.yaml", blocks.get(4));
        write("configs/camel.properties", "example.api_url = " + api.uri() + "\nexample.token = s3cret\n");
    }

    private String answer() {
        return answer(flow -> {});
    }

    private String answer(Consumer<Flow> then) {
        world.open(World.HELLO);
        try (Flow flow = world.daemon()) {
            world.awaitClosed(1);
            then.accept(flow);
        }
        return world.comment(1);
    }

    private static String pointed(String properties, LoopbackServer hook) {
        String address = "https://deploy.example.com";
        assertThat(properties).contains(address);
        return properties.replace(address, hook.uri().toString());
    }

    private void write(String file, String text) {
        world.write(world.folder.resolve(file), text);
    }

    private void append(String file, String text) {
        write(file, World.read(world.folder.resolve(file)) + text);
    }

    private static List<String> blocks() {
        List<String> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(World.read(Path.of("docs/next-cloud.md")));
        while (matcher.find()) {
            blocks.add(matcher.group(1));
        }
        assertThat(blocks).hasSize(5);
        return blocks;
    }
}
