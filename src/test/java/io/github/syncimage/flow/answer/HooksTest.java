package io.github.syncimage.flow.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.demo.LoopbackServer;
import io.github.syncimage.demo.Response;
import io.github.syncimage.flow.Flow;
import io.github.syncimage.flow.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator adds to after-failure and after-refusal. */
class HooksTest {
    @TempDir
    private Path folder;

    private World world;
    private LoopbackServer hook;
    private LoopbackServer broken;
    private int status = 204;

    @BeforeEach
    void open() throws IOException {
        world = new World(folder);
        hook = new LoopbackServer("hook", true, request -> Response.of(status));
        broken = new LoopbackServer("broken", true, request -> Response.of(400));
        add("after-failure", "${variable.issue} ${body.source} ${body.temporary}");
        add("after-refusal", "${variable.issue} ${body.image} ${body.reason}");
    }

    @AfterEach
    void close() {
        broken.close();
        hook.close();
        world.close();
    }

    @Test
    void isToldOfAFailure() {
        failing();
        try (Flow flow = world.daemon()) {
            assertTold(1, "1 gcr.io/google-samples/hello-app:1.0 ");
        }
        assertThat(world.github.issue(1).labels()).containsExactly("porter", "failed");
    }

    @Test
    void isToldOfARefusal() {
        refused();
        try (Flow flow = world.daemon()) {
            assertTold(1, "1 nowhere.example/hello:1 unsupported_registry");
        }
        assertThat(world.github.issue(1).labels()).containsExactly("porter", "failed");
    }

    @Test
    void changesNothingWhereItsStepFails() {
        status = 500;
        refused();
        failing();
        try (Flow flow = world.daemon()) {
            assertTold(2, "");
        }
        assertThat(world.github.issue(1).labels()).containsExactly("porter", "failed");
        assertThat(world.github.issue(2).labels()).containsExactly("porter", "failed");
        assertThat(world.github.comments(1)).hasSize(1);
        assertThat(world.github.comments(2)).hasSize(1);
    }

    @Test
    void isNotToldOfASuccess() {
        world.upstream.add("google-samples/hello-app", "1.0", LoopbackImages.index("hello", "linux/amd64"));
        request("[PORTER]gcr.io/google-samples/hello-app:1.0");
        try (Flow flow = world.daemon()) {
            await().until(() -> !world.github.issue(1).open());
        }
        assertThat(hook.calls()).isEmpty();
    }

    private void failing() {
        world.through("gcr.io", broken.uri());
        request("[PORTER]gcr.io/google-samples/hello-app:1.0");
    }

    private void refused() {
        request("[PORTER]nowhere.example/hello:1");
    }

    private void request(String title) {
        world.github.open(title, "", "alice", "porter");
    }

    private void assertTold(int times, String body) {
        await().until(() -> hook.calls().size() == times);
        world.awaitClosed(IntStream.rangeClosed(1, times).toArray());
        assertThat(hook.calls().get(0).body()).startsWith(body);
    }

    private void add(String route, String body) throws IOException {
        Path file = world.route(route);
        Files.writeString(file, Files.readString(file) + """
                        - setHeader: { name: CamelHttpMethod, constant: POST }
                        - setBody: { simple: "%s" }
                        - to: { id: hook-%s, uri: "%s" }
                """.formatted(body, route, hook.uri()));
    }
}
