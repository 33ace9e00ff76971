package io.github.syncimage.flow.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.demo.ExchangeCall;
import io.github.syncimage.demo.LoopbackGitHub;
import io.github.syncimage.flow.Flow;
import io.github.syncimage.flow.World;
import io.github.syncimage.github.Conditions.Condition;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a run ends, with labels as repositories have them and with people who change the issue at the last moment. */
@Tag("slow")
class EndOfRunTest {

    @RegisterExtension
    private final World world = new World().withoutProgress();

    private final LoopbackGitHub github = world.github;

    @Test
    void knowsItsLabelsInTheSpellingOfTheRepository() {
        github.open("the labels of this repository", "", "maint", "Success", "Failed");
        int issue = world.open(World.ABSENT);
        world.runUntilClosed(issue);
        assertThat(world.labels(issue)).containsExactly("porter", "Failed");

        github.editTitle(issue, World.HELLO);
        github.reopen(issue);
        world.runUntilClosed(issue);
        assertThat(world.labels(issue)).containsExactly("porter", "Success");

        github.reopen(issue);
        world.runUntilClosed(issue);
        assertThat(github.comments(issue)).as("three runs").hasSize(3);
        assertThat(world.labels(issue)).containsExactly("porter", "Success");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void runsAgainWhereTheLabelWasTakenOffAndTheIssueOpenedAgain(boolean meanwhileAway) {
        int issue = world.open(World.ABSENT);
        Flow flow = world.daemon();
        world.awaitClosed(issue);
        if (meanwhileAway) {
            flow.close();
            World.tick();
        }
        github.label(issue, "porter");
        github.reopen(issue);
        try (Flow running = meanwhileAway ? world.daemon() : flow) {
            world.awaitComments(issue, 2);
        }
        assertThat(world.labels(issue)).containsExactly("porter", "failed");
    }

    @Test
    void saysThatLabelsAreLeftOutAndRunsAgainWhenTheIssueIsOpenedAgain() {
        github.dropLabels();
        int issue = world.open(World.ABSENT);
        try (Flow flow = world.daemon()) {
            world.awaitClosed(issue);
            await().until(() -> rights(flow) != null);
            assertThat(rights(flow).line()).contains("label", "acme/mirror");
            github.reopen(issue);
            world.awaitComments(issue, 2);
            world.awaitPolls(3);
        }
        assertThat(github.comments(issue)).hasSize(2);
        assertThat(closings(issue)).hasSize(2);
    }

    @Test
    void saysThatLabelsAreRefusedAndClosesWithoutThem() {
        github.failNext(1000, 403, call -> writesIssue(call) && call.body().contains("labels"));
        int issue = world.open(World.HELLO);
        try (Flow flow = world.daemon()) {
            world.awaitClosed(issue);
            await().until(() -> rights(flow) != null);
            world.awaitPolls(3);
        }
        assertThat(github.issue(issue).stateReason()).isEqualTo("completed");
        assertThat(github.comments(issue)).hasSize(1);
        assertThat(closings(issue)).hasSize(2);
    }

    @Test
    void saysThatItMayCloseNothingAndDoesNotTryAgainAndAgain() {
        github.failNext(1000, 403, EndOfRunTest::writesIssue);
        int issue = world.open(World.HELLO);
        try (Flow flow = world.daemon()) {
            await().until(() -> rights(flow) != null);
            assertThat(rights(flow).line()).contains("close", "acme/mirror");
            await().until(() -> flow.parts().runs().size() == 0);
            world.awaitPolls(4);
            assertThat(flow.parts().runs().size()).isZero();
            assertThat(flow.parts().runs().waiting()).isZero();
        }
        assertThat(github.comments(issue)).hasSize(1);
        assertThat(closings(issue)).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PATCH /issues/comments/ID", "PATCH /issues/1"})
    void anEditJustBeforeTheClosingIsTaken(String before) {
        int issue = world.open(World.ABSENT);
        github.before(call -> World.line(call).equals(before), () -> github.editTitle(issue, World.HELLO));

        // What came between is closed for a moment before it is taken.
        try (Flow flow = world.daemon()) {
            await().until(() -> world.labels(issue).contains("success"));
        }
        assertThat(world.labels(issue)).containsExactly("porter", "success");
        assertThat(github.comments(issue)).hasSize(2);
        assertThat(world.target.repositories()).containsExactly("mirrored/hello-app");
    }

    @Test
    void labelsThatPeopleAddBeforeTheClosingStay() {
        world.with("github.poll_interval", "1h");
        int issue = world.open(World.HELLO);
        github.before(
                call -> World.line(call).equals("PATCH /issues/comments/ID"),
                () -> github.label(issue, "Porter", "important"));

        world.runUntilClosed(issue);

        assertThat(world.labels(issue)).containsExactly("porter", "important", "success");
    }

    @Test
    void labelsThatPeopleAddBeforeAnotherRunStay() {
        int issue = world.open(World.ABSENT);
        world.runUntilClosed(issue);
        github.reopen(issue);
        github.before(
                call -> World.line(call).equals("POST /issues/1/comments"),
                () -> github.label(issue, "porter", "failed", "important"));

        world.runUntilClosed(issue);

        assertThat(world.labels(issue)).containsExactly("porter", "important", "failed");
    }

    @Test
    void sendsItsOwnHeadersAndNoOthers() {
        int issue = world.open(World.ABSENT);
        world.runUntilClosed(issue);
        World.tick();
        github.comment(issue, "alice", "/retry");
        world.runUntilComments(issue, 3);

        Set<String> always = Set.of(
                "host",
                "connection",
                "accept-encoding",
                "user-agent",
                "accept",
                "authorization",
                "x-github-api-version");
        for (ExchangeCall call : github.calls()) {
            assertThat(call.headers().keySet()).as("of %s", call).containsAll(Set.of("authorization", "accept"));
            assertThat(call.headers().keySet())
                    .as("of %s", call)
                    .filteredOn(name -> !always.contains(name))
                    .isSubsetOf(call.writes() ? Set.of("content-type", "content-length") : Set.of("if-none-match"));
        }
    }

    private static boolean writesIssue(ExchangeCall call) {
        return call.writes() && call.path().matches(".*/issues/[0-9]+(/labels.*)?");
    }

    private List<String> closings(int issue) {
        return world.writes().stream()
                .filter(("PATCH /issues/" + issue)::equals)
                .toList();
    }

    private static Condition rights(Flow flow) {
        return flow.parts().conditions().now().get("rights");
    }
}
