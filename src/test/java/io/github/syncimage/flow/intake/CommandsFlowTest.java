package io.github.syncimage.flow.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.demo.LoopbackGitHub;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.flow.Flow;
import io.github.syncimage.flow.World;
import io.github.syncimage.flow.answer.OutcomeCounters;
import io.github.syncimage.flow.line.Interruptions;
import io.github.syncimage.testing.Gate;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people ask for in comments, and closing, while a request is queued, in work or done. */
@Tag("slow")
class CommandsFlowTest {

    @RegisterExtension
    private final World world = new World().withoutProgress();

    private final LoopbackGitHub github = world.github;
    private Gate gate;

    @BeforeEach
    void open() throws IOException {
        world.upstream.add(
                "google-samples/hello-app",
                "1.0",
                LoopbackImages.index("hello", "linux/amd64", "linux/arm64", "linux/s390x"));
        gate = world.gateBlobs();
        github.associate("maint", "COLLABORATOR");
    }

    @Test
    void retryInTheMiddleOfARunStartsAnotherOneAfterItHoweverFarApartPollsAre() {
        world.with("github.poll_interval", "1h");
        int issue = world.open(World.HELLO);
        try (Flow flow = world.daemon()) {
            await().until(gate::holds);
            github.comment(issue, "alice", "/retry linux/s390x");
            Interruptions interruptions = (Interruptions) flow.beans().get("interruptions");
            await().until(() -> interruptions.wantsAnother(World.id(issue)));
            gate.open();
            world.awaitComments(issue, 3);
        }
        assertThat(github.comments(issue).get(0).body()).contains(":success -->");
        assertThat(github.comments(issue).get(2).body()).contains(":success:", "| Wanted platforms | `linux/s390x` |");
        assertThat(world.labels(issue)).containsExactly("porter", "success", "platform");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "/retry linux/arm64         ; `linux/arm64`",
                "/retry arm64, linux/s390x  ; `linux/arm64`, `linux/s390x`",
                "/retry linux/arm64 please! ; `linux/arm64`",
                "/retry all                 ; all",
                "/retry please              ; `linux/amd64`, `linux/arm64`",
            })
    void retryNamesPlatforms(String comment, String wanted) {
        gate.open();
        int issue = world.open(World.ABSENT);
        world.runUntilClosed(issue);
        github.editTitle(issue, World.HELLO);
        World.tick();
        github.comment(issue, "alice", comment);

        world.runUntilComments(issue, 3);

        assertThat(github.comments(issue).get(2).body()).contains("| Wanted platforms | " + wanted + " |");
        assertThat(world.labels(issue)).contains("success");
    }

    @ParameterizedTest
    @CsvSource({"/retry linux/banana, linux/banana", "/retry banana, banana", "'/retry arm64,banana', banana"})
    void retryWithABadPlatformIsAnswered(String comment, String bad) {
        gate.open();
        int issue = world.open(World.HELLO);
        world.runUntilClosed(issue);
        World.tick();
        github.comment(issue, "alice", comment);

        world.runUntilComments(issue, 3);

        assertThat(github.comments(issue).get(2).body()).contains("❌", "'" + bad + "' is no platform");
        assertThat(github.issue(issue).stateReason()).isEqualTo("not_planned");
    }

    @Test
    void retryIsReadAtOnceAfterAnOutage() {
        int issue = world.open(World.ABSENT);
        try (Flow flow = world.daemon()) {
            world.awaitClosed(issue);
            World.tick();
            github.failNext(20, 503, call -> call.path().endsWith("/issues/comments"));
            github.comment(issue, "alice", "/retry");
            await().until(() -> github.comments(issue).size() == 3);
        }
    }

    @Test
    void aPlatformOfARetryIsKeptOverARestart() {
        int issue = world.open(World.ABSENT);
        world.runUntilClosed(issue);
        github.editTitle(issue, World.HELLO);
        World.tick();
        github.comment(issue, "alice", "/retry linux/s390x");
        Flow first = world.daemon();
        await().until(gate::holds);
        world.stop(first, gate);
        assertThat(github.issue(issue).open()).isTrue();

        world.runUntilClosed(issue);

        assertThat(github.comments(issue)).hasSize(3);
        assertThat(github.comments(issue).get(2).body()).contains("| Wanted platforms | `linux/s390x` |");
    }

    @ParameterizedTest
    @CsvSource({"alice", "maint"})
    void cancelStopsTheCopyButNotAStrangers(String who) {
        int issue = world.open(World.HELLO);
        try (Flow flow = world.daemon()) {
            await().until(gate::holds);
            github.comment(issue, "stranger", "/cancel");
            world.awaitPolls(3);
            assertThat(world.closed(issue)).isFalse();
            github.comment(issue, who, "/cancel");
            world.awaitClosed(issue);
            await().until(() -> flow.parts().runs().size() == 0);
            assertThat(flow.parts().counters().count(OutcomeCounters.Result.CANCELLED))
                    .isEqualTo(1);
            assertThat(flow.parts().counters().count(OutcomeCounters.Result.FAILED))
                    .isZero();
        }
        assertThat(github.comments(issue).get(0).body()).contains("🚫 Cancelled", ":cancelled -->");
        assertThat(github.issue(issue).stateReason()).isEqualTo("not_planned");
        assertThat(world.labels(issue)).containsExactly("porter");
        assertThat(world.target.tags("mirrored/hello-app")).isEmpty();
    }

    @Test
    void cancelIsSeenWithinSecondsThoughPollsAreFarApart() {
        world.with("github.poll_interval", "1h");
        int issue = world.open(World.HELLO);
        try (Flow flow = world.daemon()) {
            await().until(gate::holds);
            github.comment(issue, "alice", "/cancel");
            world.awaitClosed(issue);
        }
        assertThat(github.comments(issue).get(0).body()).contains("🚫 Cancelled");
    }

    @Test
    void cancelAnswersARequestThatWaitsForItsTurn() {
        world.with("limits.concurrent_requests", "1");
        int first = world.open(World.HELLO);
        int second = world.open("[PORTER]gcr.io/google-samples/hello-app:1.0|linux/s390x");
        try (Flow flow = world.daemon()) {
            await().until(() -> gate.holds() && github.comments(second).size() == 1);
            github.comment(second, "alice", "/cancel");
            world.awaitClosed(second);
            assertThat(github.issue(first).open()).isTrue();
            assertThat(github.comments(second).get(0).body()).contains("🚫 Cancelled");
            gate.open();
            world.awaitClosed(first);
        }
        assertThat(world.labels(second)).containsExactly("porter");
        assertThat(github.comments(second)).hasSize(2);
    }

    /** Also where the answer comes after the command, and so looks as if it had heeded it. */
    @Test
    void cancelCountsThatIsWrittenWhileTheFirstAnswerIs() {
        int issue = world.open(World.HELLO);
        try (Gate answer = firstAnswer();
                Flow flow = answeredThrough(answer)) {
            await().until(answer::holds);
            github.comment(issue, "alice", "/cancel");
            world.awaitPolls(3);
            answer.open();
            world.awaitClosed(issue);
        }
        assertThat(github.comments(issue).get(1).body()).contains("🚫 Cancelled");
        assertThat(world.labels(issue)).containsExactly("porter");
    }

    /** Whether a look reads them before the answer is there, or only then. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void cancelAndRetryAreBothObeyedThatAreWrittenWhileTheFirstAnswerIs(boolean seenBefore) {
        world.with("github.poll_interval", seenBefore ? "200ms" : "3s");
        int issue = world.open(World.HELLO);
        try (Gate answer = firstAnswer();
                Flow flow = answeredThrough(answer)) {
            await().until(answer::holds);
            github.comment(issue, "alice", "/cancel");
            github.comment(issue, "alice", "/retry");
            if (seenBefore) {
                world.awaitPolls(3);
            }
            answer.open();
            await().until(() -> github.comments(issue).size() == 4);
            gate.open();
            world.awaitClosed(issue);
        }
        assertThat(github.comments(issue).get(2).body()).contains("🚫 Cancelled", ":cancelled -->");
        assertThat(github.comments(issue).get(3).body())
                .contains(":success:" + github.comments(issue).get(1).id() + " -->");
        assertThat(world.labels(issue)).containsExactly("porter", "success");
    }

    @Test
    void platformsAreReadWhenTheRunClosesThatNoLookHasReadBefore() {
        world.with("github.poll_interval", "1h");
        int issue = world.open(World.HELLO);
        gate.open();
        try (Gate answer = firstAnswer();
                Flow flow = answeredThrough(answer)) {
            await().until(answer::holds);
            github.comment(issue, "alice", "/retry linux/s390x");
            answer.open();
            world.awaitComments(issue, 3);
        }
        assertThat(github.comments(issue).get(1).body()).contains(":success -->");
        assertThat(github.comments(issue).get(2).body())
                .contains(
                        ":success:" + github.comments(issue).get(0).id() + " -->",
                        "| Wanted platforms | `linux/s390x` |");
    }

    /** Whether a look reads it before the answer is there, or only then. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void platformsCountThatAreNamedWhileTheFirstAnswerIsWritten(boolean seenBefore) {
        world.with("github.poll_interval", seenBefore ? "200ms" : "3s");
        int issue = world.open(World.HELLO);
        try (Gate answer = firstAnswer();
                Flow flow = answeredThrough(answer)) {
            await().until(answer::holds);
            github.comment(issue, "alice", "/retry linux/s390x");
            if (seenBefore) {
                world.awaitPolls(3);
            }
            answer.open();
            Interruptions interruptions = (Interruptions) flow.beans().get("interruptions");
            await().until(() -> interruptions.wantsAnother(World.id(issue)));
            gate.open();
            world.awaitComments(issue, 3);
        }
        assertThat(github.comments(issue).get(1).body()).contains("`linux/amd64`, `linux/arm64`");
        assertThat(github.comments(issue).get(2).body()).contains("| Wanted platforms | `linux/s390x` |");
    }

    @Test
    void closingStopsTheCopyAndStaysAsItIs() {
        int issue = world.open(World.HELLO);
        try (Flow flow = world.daemon()) {
            await().until(gate::holds);
            github.close(issue);
            await().until(() -> github.comments(issue).get(0).body().contains("🚫 Cancelled"));
            await().until(() -> flow.parts().runs().size() == 0);
            gate.open();
            World.tick();
            github.reopen(issue);
            await().until(() -> world.labels(issue).contains("success"));
        }
        assertThat(world.writes())
                .containsExactly(
                        "POST /issues/1/comments",
                        "PATCH /issues/comments/ID",
                        "POST /issues/1/comments",
                        "PATCH /issues/comments/ID",
                        "PATCH /issues/1");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void retryAndOpeningAgainRunACancelledRequestAgain(boolean retry) {
        int issue = world.open(World.HELLO);
        try (Flow flow = world.daemon()) {
            await().until(gate::holds);
            github.comment(issue, "alice", "/cancel");
            world.awaitClosed(issue);
            gate.open();
            World.tick();
            if (retry) {
                github.comment(issue, "alice", "/retry");
            } else {
                github.reopen(issue);
            }
            await().until(() -> world.labels(issue).contains("success"));
        }
        assertThat(github.comments(issue)).hasSize(retry ? 4 : 3);
    }

    @Test
    void cancelWrittenWhileTheProgramWasAwayCounts() {
        int issue = world.open(World.HELLO);
        github.comment(issue, "alice", "/cancel");

        world.runUntilClosed(issue);

        assertThat(github.comments(issue).get(1).body()).contains("🚫 Cancelled");
        assertThat(world.target.repositories()).isEmpty();
    }

    @Test
    void cancelEndsAWaitForARegistry() {
        world.upstream.limitRate(1, call -> call.path().contains("hello-app"), Duration.ofMinutes(50));
        int issue = world.open(World.HELLO);
        try (Flow flow = world.daemon()) {
            await().until(() -> flow.parts().runs().waiting() == 1);
            github.comment(issue, "alice", "/cancel");
            world.awaitClosed(issue);
        }
        assertThat(github.comments(issue)).hasSize(2);
        assertThat(github.comments(issue).get(0).body()).contains("🚫 Cancelled");
    }

    /** Holds what is written first, while what is read goes by. */
    private Gate firstAnswer() {
        return Gate.closed(github.apiUrl().resolve("/"), call -> call.line().startsWith("POST "));
    }

    private Flow answeredThrough(Gate answer) {
        return world.with("github.api_url", answer.uri() + "/api/v3").daemon();
    }
}
