package io.github.syncimage.flow.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Named.named;

import io.github.syncimage.demo.ExchangeCall;
import io.github.syncimage.demo.LoopbackGitHub;
import io.github.syncimage.flow.Flow;
import io.github.syncimage.flow.World;
import io.github.syncimage.testing.Gate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** GitHub away, the limit reached, the program killed at the worst moments. */
@Tag("slow")
class InterruptedFlowTest {
    @RegisterExtension
    private final World world = new World();

    private final int issue = world.open(World.HELLO);

    static List<Named<Consumer<LoopbackGitHub>>> faults() {
        return List.of(
                named("it is away at the start", github -> github.failNext(3, 503)),
                named("it cannot take a change, and breaks off the closing", github -> {
                    github.failNext(2, 502, call -> call.method().equals("PATCH"));
                    github.failNext(1, 0, InterruptedFlowTest::closes);
                }),
                named(
                        "the primary limit is reached",
                        github -> github.allow(3, Instant.now().plusSeconds(2))),
                named("the secondary limit is reached", github -> {
                    github.limitSecondary(1, call -> call.method().equals("POST"), 403, Duration.ofSeconds(1));
                    github.limitSecondary(1, InterruptedFlowTest::closes, 429, Duration.ofSeconds(1));
                }));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void waitsAndSendsAgainAndTheIssueHasOneComment(Consumer<LoopbackGitHub> fault) {
        fault.accept(world.github);

        world.runUntilClosed(issue);

        assertThat(world.comment(issue)).contains("docker pull");
        assertThat(world.labels(issue)).containsExactly("porter", "success");
    }

    @Test
    void looksForTheCommentBeforeItWritesItAgain() {
        world.github.failNext(1, 0, call -> call.method().equals("POST"));

        world.runUntilClosed(issue);

        assertThat(world.github.comments(issue)).hasSize(1);
        assertThat(world.calls()).contains("GET /issues/1/comments");
    }

    @Test
    void findsAtTheNextStartWhatItHadToLeave() {
        Gate gate = world.gate("gcr.io", call -> true);
        Flow first = world.daemon();
        await().until(() -> world.github.comments(issue).size() == 1 && gate.holds());
        world.stop(first, gate);
        assertThat(world.closed(issue)).isFalse();

        world.runUntilClosed(issue);

        assertThat(world.github.comments(issue)).hasSize(1);
        assertThat(world.labels(issue)).containsExactly("porter", "success");
    }

    private static boolean closes(ExchangeCall call) {
        return call.method().equals("PATCH") && call.path().endsWith("/issues/1");
    }
}
