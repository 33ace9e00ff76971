package io.github.syncimage.github.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.demo.DemoGitHub;
import io.github.syncimage.demo.LoopbackGitHub;
import io.github.syncimage.flow.Flow;
import io.github.syncimage.flow.World;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each kind of token serves, with what GitHub grants it: whether it has a user, who writes, how much it may ask. */
@Tag("slow")
class TokenKindsTest {
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final String APP = "image-mirror[bot]";

    /** Kinds of tokens, and what GitHub makes of them. */
    enum Kind {
        CLASSIC(DemoGitHub.SELF, 5000, github -> {}),
        FINE_GRAINED(DemoGitHub.SELF, 5000, github -> {}),
        ACTIONS(LoopbackGitHub.ACTIONS, 1000, github -> github.withoutUser(403)),
        INSTALLATION(APP, 5000, github -> github.withoutUser(403, APP)),
        USER_WITHOUT_TRIAGE(DemoGitHub.SELF, 5000, LoopbackGitHub::dropLabels);

        private final String login;
        private final int hourly;
        private final Consumer<LoopbackGitHub> grants;

        Kind(String login, int hourly, Consumer<LoopbackGitHub> grants) {
            this.login = login;
            this.hourly = hourly;
            this.grants = grants;
        }
    }

    @RegisterExtension
    private final World world = new World();

    @ParameterizedTest
    @EnumSource(Kind.class)
    void servesARequestAndKnowsItsCommentAgain(Kind kind) {
        kind.grants.accept(world.github);
        world.github.allow(kind.hourly, Instant.now().plus(1, ChronoUnit.HOURS));
        int issue = world.open(World.HELLO);

        try (Flow flow = world.daemon()) {
            world.awaitClosed(issue);
            assertThat(flow.parts().limits().remaining()).isBetween(0, kind.hourly - 1);
            // It is told once GitHub's answer to the closing was looked at.
            await().until(() -> flow.parts().runs().size() == 0);
            assertThat(flow.parts().conditions().now().containsKey("rights"))
                    .as("told that labels are dropped")
                    .isEqualTo(kind == Kind.USER_WITHOUT_TRIAGE);
        }
        World.tick();
        world.github.reopen(issue);
        world.runUntilClosed(issue);

        assertThat(world.github.comments(issue))
                .as("one for each run: the second knows the first to be over")
                .hasSize(2)
                .allSatisfy(comment -> assertThat(comment.user()).isEqualTo(kind.login));
        assertThat(world.labels(issue))
                .contains("porter")
                .as("silently left out where the user may not")
                .satisfies(
                        labels -> assertThat(labels.contains("success")).isEqualTo(kind != Kind.USER_WITHOUT_TRIAGE));
    }

    @Test
    void losesNothingToASecondaryLimit() throws IOException {
        int issue = world.open(World.HELLO);
        // The comment, its edit and the closing meet it, by both statuses that GitHub has for it.
        world.github.limitSecondary(1, call -> call.method().equals("POST"), 403, SOON);
        world.github.limitSecondary(
                1, call -> call.method().equals("PATCH") && call.path().contains("/comments/"), 429, SOON);
        world.github.limitSecondary(
                1, call -> call.method().equals("PATCH") && call.path().endsWith("/issues/" + issue), 429, SOON);
        try (Flow flow = world.withoutProgress().daemon()) {
            world.awaitClosed(issue);
        }

        assertThat(world.writes())
                .as("each a second time, where it was refused")
                .containsSubsequence(
                        "POST /issues/1/comments",
                        "POST /issues/1/comments",
                        "PATCH /issues/comments/ID",
                        "PATCH /issues/comments/ID",
                        "PATCH /issues/1",
                        "PATCH /issues/1");
        assertThat(world.github.comments(issue)).hasSize(1);
    }
}
