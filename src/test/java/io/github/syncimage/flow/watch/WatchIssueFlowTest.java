package io.github.syncimage.flow.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.demo.Comment;
import io.github.syncimage.demo.ExchangeCall;
import io.github.syncimage.demo.TrackedIssue;
import io.github.syncimage.flow.Flow;
import io.github.syncimage.flow.World;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class WatchIssueFlowTest extends WatchedList {
    private static final String SELDOM = "{source: quay.io/a/app, type: repository, all: true, interval: 24h}";
    private static final String BOX = "- [ ] <!-- sync-image run-now -->";
    private static final String TICKED = "- [x] <!-- sync-image run-now -->";

    @Test
    void aListHasOneIssueThatIsEditedInPlaceAndATickedBoxRunsIt() {
        write(SELDOM);
        try (Flow flow = world.daemon()) {
            awaitIssue();
            TrackedIssue issue = world.github.issue(1);
            assertThat(issue.title()).isEqualTo("[WATCH] base");
            assertThat(issue.labels()).containsExactly("watch");
            assertThat(issue.body())
                    .startsWith("<!-- sync-image watch base: -->\n")
                    .contains(BOX + " run it now")
                    .contains("| `quay.io/a/app` | 1 |  | 20")
                    .doesNotContain("Moved", "Failing |  |");

            looks(3);
            assertThat(world.writes()).as("nothing has changed").containsExactly("POST /issues");
            ExchangeCall look = looks().get(looks().size() - 1);
            assertThat(look.query()).isEqualTo("labels=watch&state=all&sort=created&direction=asc&per_page=100");
            assertThat(look.headers()).as("which is free").containsKey("if-none-match");

            world.upstream.add("a/app", "1.0", TWO);
            tick();
            await().until(() -> body().contains("`" + ONE.digest() + "` | `" + TWO.digest() + "`"));
            await().until(() -> body().contains(BOX));
            looks(2);
            assertThat(world.writes()).allMatch(call -> call.equals("POST /issues") || call.equals("PATCH /issues/1"));
        }
        assertThat(world.github.comments(1)).as("nothing fails").isEmpty();
        assertThat(world.github.issue(1).open()).isTrue();
    }

    @Test
    void aRestartGoesOnInTheSameIssueAlsoAfterACrashBeforeTheAnswerCame() {
        write(SELDOM);
        // GitHub has it, and nobody here has learnt of that: the next look and the next start must find it.
        world.github.loseAnswer(1, created());
        try (Flow flow = world.daemon()) {
            awaitIssue();
            looks(3);
            assertThat(flow.parts().watches().names()).containsExactly("base");
        }
        try (Flow flow = world.daemon()) {
            looks(3);
            world.upstream.add("a/app", "1.1", TWO);
            tick();
            await().until(() -> body().contains("| `quay.io/a/app` | 2 |"));
        }
        assertThat(world.writes()).filteredOn("POST /issues"::equals).hasSize(1);
    }

    @Test
    void aCommentIsWrittenOnlyWhenSomethingNewlyFailsOrRecovers() {
        write(SELDOM);
        try (Flow flow = world.daemon()) {
            awaitIssue();
            world.upstream.add("a/app", "2.0", TWO);
            world.upstream.failNext(10_000, 404, call -> call.path().endsWith("/manifests/2.0"));
            tick();
            await().until(() -> world.github.comments(1).size() == 1);
            await().until(() -> body().contains("mirrored/app:2.0`"));
            assertThat(comments().get(0)).contains("Newly failing", "mirrored/app:2.0`");

            tick();
            await().until(() -> body().contains(BOX));
            looks(2);
            assertThat(comments()).as("told once").hasSize(1);

            world.upstream.behave();
            tick();
            await().until(() -> world.github.comments(1).size() == 2);
            assertThat(comments().get(1)).contains("No longer failing: 1");
            await().until(() -> !body().contains("### ❌ Failing"));
        }
    }

    @Test
    void itIsNobodysRequestAndAClosedOneIsLeftAlone() {
        write(SELDOM);
        try (Flow flow = world.daemon()) {
            awaitIssue();
            world.github.label(1, "watch", "porter");
            world.awaitPolls(8);
            assertThat(world.writes()).as("no answer, not closed").noneMatch(call -> call.contains("comments"));
            assertThat(world.github.issue(1).open()).isTrue();

            world.github.close(1);
            looks(2);
            world.github.forgetCalls();
            tick();
            looks(3);
            assertThat(world.writes()).as("closed").isEmpty();
            assertThat(flow.parts().runs().size()).isZero();

            world.github.reopen(1);
            await().until(() -> body().contains(BOX));
        }
    }

    @Test
    void somebodyElsesIssueThatLooksLikeItIsNotTaken() {
        write(SELDOM);
        world.github.open("[WATCH] base", "<!-- sync-image watch base: -->\n" + TICKED, "mallory", "watch");
        try (Flow flow = world.daemon()) {
            await().until(() -> world.writes().equals(List.of("POST /issues")));
            looks(2);
            assertThat(world.writes()).containsExactly("POST /issues");
        }
    }

    @Test
    void whileGitHubIsAwayTheListsGoOnAndAreToldOfLater() {
        write(SELDOM);
        world.github.failNext(10_000, 503);
        try (Flow flow = world.daemon()) {
            await().until(() -> target("app", "1.0"), ONE.digest()::equals);
            world.github.behave();
            await().until(() -> world.github.calls().stream().anyMatch(created()));
            await().until(() -> body().contains("| `quay.io/a/app` | 1 |"));
            assertThat(flow.parts().watches().lastSuccess("base")).isPositive();
        }
    }

    @Test
    void aCommentIsNotRepeatedWhileTheEditAfterItFails() {
        write(SELDOM);
        try (Flow flow = world.daemon()) {
            awaitIssue();
            world.github.failNext(3, 503, call -> call.method().equals("PATCH"));
            world.upstream.add("a/app", "2.0", TWO);
            world.upstream.failNext(10_000, 404, call -> call.path().endsWith("/manifests/2.0"));
            tick();
            await().until(() -> body().contains("mirrored/app:2.0`"));
            assertThat(world.writes()).filteredOn("PATCH /issues/1"::equals).hasSizeGreaterThan(3);
            assertThat(comments()).hasSize(1);
            assertThat(flow.parts().watches().failedTags("base")).isEqualTo(1);
        }
    }

    private static Predicate<ExchangeCall> created() {
        return call -> call.method().equals("POST") && call.path().endsWith("/issues");
    }

    /** The list has been gone through, and GitHub has taken its issue: a call is told of before it is answered. */
    private void awaitIssue() {
        await().until(() -> world.github.issue(1).open());
        assertThat(world.writes()).containsExactly("POST /issues");
    }

    /** Somebody ticks the box, where there is one: what a tick has begun unticks it at its end. */
    private void tick() {
        World.tick();
        await().until(() -> body().contains(BOX));
        String body = body();
        world.github.editBody(1, body.replace(BOX, TICKED).replace("\n", "\r\n"));
    }

    private String body() {
        return world.github.issue(1).body();
    }

    private void looks(int times) {
        int before = looks().size();
        await().until(() -> looks().size() >= before + times);
    }

    private List<ExchangeCall> looks() {
        return world.github.calls().stream()
                .filter(call -> call.query().contains("labels=watch"))
                .toList();
    }

    private List<String> comments() {
        return world.github.comments(1).stream().map(Comment::body).toList();
    }
}
