package io.github.syncimage.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.demo.LoopbackServer;
import io.github.syncimage.demo.Response;
import java.nio.file.Path;
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
        assertThat(world.edit(world.route("post-process"), when, when + blocks.get(0)))
                .containsOnlyOnce(when);
        write("routes/publish-at-example.camel.yaml", blocks.get(1));
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
        assertThat(blocks).hasSize(2);
        return blocks;
    }
}
