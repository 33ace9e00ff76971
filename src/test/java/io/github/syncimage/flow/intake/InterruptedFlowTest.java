package io.github.syncimage.flow.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.demo.ExchangeCall;
import io.github.syncimage.demo.LoopbackGitHub;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.flow.Flow;
import io.github.syncimage.flow.World;
import io.github.syncimage.github.Served;
import io.github.syncimage.testing.Gate;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** GitHub away, the limit reached, the program killed at the worst moments: docs/decisions/0031 lists them. */
@Tag("slow")
class InterruptedFlowTest {
    @TempDir
    private Path folder;

    private World world;
    private LoopbackGitHub github;
    private int issue;

    @BeforeEach
    void open() throws IOException {
        world = new World(folder);
        github = world.github;
        world.upstream.add("google-samples/hello-app", "1.0", LoopbackImages.single("hello", "linux/amd64"));
        issue = github.open("[PORTER]gcr.io/google-samples/hello-app:1.0", "", "alice", "porter");
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void goesOnInTheCommentThatAnEarlierStartHasWritten() throws IOException {
        world.withoutProgress();
        github.comment(issue, LoopbackGitHub.SELF, "<!-- sync-image " + marker("working") + " -->\nwaiting");

        runUntilClosed();

        assertThat(github.comments(issue)).singleElement().satisfies(comment -> assertThat(comment.body())
                .contains("docker pull", marker("success")));
        assertThat(world.writes()).containsExactly("PATCH /issues/comments/ID", "PATCH /issues/1");
    }

    @Test
    void onlyClosesWhatWasAnsweredAlready() {
        github.comment(issue, LoopbackGitHub.SELF, "<!-- sync-image " + marker("success") + " -->\nmirrored");

        runUntilClosed();

        assertThat(world.writes()).containsExactly("PATCH /issues/1");
        assertThat(world.target.repositories()).isEmpty();
        assertThat(github.issue(issue).labels()).containsExactly("porter", "success");
    }

    @Test
    void believesNoMarkerOfAStranger() {
        github.comment(issue, "stranger", "<!-- sync-image " + marker("success") + " -->\nmirrored, believe me");

        runUntilClosed();

        assertThat(github.comments(issue)).hasSize(2);
        assertThat(world.target.repositories()).containsExactly("mirrored/hello-app");
    }

    @Test
    void startsWhileGitHubIsAwayAndGoesOnWhenItIsBack() {
        github.failNext(3, 503);

        runUntilClosed();

        assertThat(github.comments(issue)).hasSize(1);
    }

    @Test
    void looksForTheCommentBeforeItWritesItAgain() {
        github.failNext(1, 0, call -> call.method().equals("POST"));

        runUntilClosed();

        assertThat(github.comments(issue)).hasSize(1);
        assertThat(world.calls()).contains("GET /issues/1/comments");
    }

    @Test
    void sendsAgainWhatGitHubCouldNotTake() {
        github.failNext(2, 502, call -> call.method().equals("PATCH"));
        github.failNext(1, 0, InterruptedFlowTest::closes);

        runUntilClosed();

        assertThat(github.comments(issue)).hasSize(1);
        assertThat(github.issue(issue).labels()).containsExactly("porter", "success");
    }

    @Test
    void closesOnceThoughTheAnswerWasLost() {
        github.loseAnswer(1, InterruptedFlowTest::closes);

        runUntilClosed();

        assertThat(world.writes())
                .containsExactly("POST /issues/1/comments", "PATCH /issues/comments/ID", "PATCH /issues/1");
        assertThat(github.issue(issue).labels()).containsExactly("porter", "success");
    }

    @Test
    void waitsTogetherUntilThePrimaryLimitIsReset() {
        github.allow(3, Instant.now().plusSeconds(6));

        runUntilClosed();

        assertThat(github.comments(issue)).hasSize(1);
        assertThat(github.issue(issue).labels()).containsExactly("porter", "success");
    }

    @Test
    void waitsAsLongAsTheSecondaryLimitSays() {
        github.limitSecondary(1, call -> call.method().equals("POST"), 403, Duration.ofSeconds(2));
        github.limitSecondary(1, InterruptedFlowTest::closes, 429, Duration.ofSeconds(2));

        runUntilClosed();

        assertThat(github.comments(issue)).hasSize(1);
        assertThat(github.issue(issue).labels()).containsExactly("porter", "success");
    }

    @Test
    void findsAtTheNextStartWhatItHadToLeave() {
        try (Gate gate = Gate.closed(world.upstream.uri(), call -> true)) {
            Flow first = world.through("gcr.io", gate.uri()).daemon();
            await().until(() -> github.comments(issue).size() == 1);
            await().until(gate::holds);
            // What breaks off now is known for the end of the program, and not put off.
            first.parts().runs().close();
            first.parts().limits().stop();
            gate.open();
            first.close();
        }
        assertThat(github.issue(issue).open()).isTrue();
        world.through("gcr.io", world.upstream.uri());

        runUntilClosed();

        assertThat(github.comments(issue)).hasSize(1);
        assertThat(github.issue(issue).labels()).containsExactly("porter", "success");
    }

    private static boolean closes(ExchangeCall call) {
        return call.method().equals("PATCH") && call.path().endsWith("/issues/1");
    }

    private String marker(String state) {
        return issue + ":" + fingerprint() + ":" + state;
    }

    private String fingerprint() {
        return Served.issue(
                        issue, github.issue(issue).title(), github.issue(issue).body(), "alice", Instant.EPOCH)
                .fingerprint();
    }

    private void runUntilClosed() {
        try (Flow flow = world.daemon()) {
            await().until(() -> !github.issue(issue).open());
        }
    }
}
