package io.github.syncimage.flow.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.demo.LoopbackServer;
import io.github.syncimage.demo.Response;
import io.github.syncimage.flow.World;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator adds to after-failure and after-refusal. */
class HooksTest {
    private static final String REFUSED = "[PORTER]nowhere.example/hello:1";

    @RegisterExtension
    private final World world = new World();

    private int status = 204;
    private final LoopbackServer hook = world.closing(new LoopbackServer("hook", true, request -> Response.of(status)));

    @BeforeEach
    void add() {
        add("after-failure", "${variable.issue} ${body.source} ${body.temporary}");
        add("after-refusal", "${variable.issue} ${body.image} ${body.reason}");
        world.upstream.failNext(1000, 400, call -> call.path().contains("/broken/"));
    }

    private void add(String route, String body) {
        Path file = world.route(route);
        world.write(file, World.read(file) + """
                        - setHeader: { name: CamelHttpMethod, constant: POST }
                        - setBody: { simple: "%s" }
                        - to: { id: hook-%s, uri: "%s" }
                """.formatted(body, route, hook.uri()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "[PORTER]gcr.io/broken/app:1; 1 gcr.io/broken/app:1 ",
                "[PORTER]nowhere.example/hello:1; 1 nowhere.example/hello:1 unsupported_registry",
            })
    void areToldOfAFailureAndOfARefusal(String title, String told) {
        world.runUntilClosed(world.open(title));

        assertThat(hook.calls()).singleElement().satisfies(call -> assertThat(call.body())
                .startsWith(told));
        assertThat(world.labels(1)).containsExactly("porter", "failed");
    }

    @Test
    void changeNothingWhereTheirStepFails() {
        status = 500;
        world.runUntilClosed(world.open(REFUSED), world.open("[PORTER]gcr.io/broken/app:1"));

        assertThat(hook.calls()).hasSize(2);
        for (int issue : new int[] {1, 2}) {
            assertThat(world.labels(issue)).containsExactly("porter", "failed");
            assertThat(world.github.comments(issue)).hasSize(1);
        }
    }

    @Test
    void areNotToldOfASuccess() {
        world.runUntilClosed(world.open(World.HELLO));

        assertThat(hook.calls()).isEmpty();
    }
}
