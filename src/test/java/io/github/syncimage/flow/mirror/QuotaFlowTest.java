package io.github.syncimage.flow.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.demo.ExchangeCall;
import io.github.syncimage.demo.Flavour;
import io.github.syncimage.demo.LoopbackGitHub;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.demo.SampleImage;
import io.github.syncimage.flow.Flow;
import io.github.syncimage.flow.World;
import io.github.syncimage.testing.Gate;
import io.github.syncimage.text.Sizes;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What counts of a day's quota, for whom, and what becomes of the rest. */
@Tag("slow")
class QuotaFlowTest {
    private static final String BLOBS = "/blobs/";

    @RegisterExtension
    private final World world = new World().with("limits.requests_per_user_per_day", "1");

    private final LoopbackGitHub github = world.github;

    @BeforeEach
    void open() throws IOException {
        // The day must not end in the middle.
        await().until(() -> LocalTime.now(ZoneOffset.UTC).isBefore(LocalTime.of(23, 59)));
        for (int i = 1; i <= 6; i++) {
            world.upstream.add("a/app" + i, "1", image(i));
        }
    }

    private static SampleImage image(int number) {
        return LoopbackImages.image(Flavour.OCI, "linux/amd64", List.of(LoopbackImages.random(number, 1000)));
    }

    @Test
    void aRunCountsForWhoHasAskedForItAndOnlyOneThatCopies() {
        github.associate("maint", "COLLABORATOR");
        int first = ask("alice", 1);
        try (Flow flow = world.daemon()) {
            world.awaitClosed(first);
            world.upstream.forgetCalls();
            int second = ask("alice", 2);
            int there = ask("alice", 1);
            world.awaitClosed(second, there);

            assertServed(first, there);
            assertRefused(second, "a user may ask for 1 images a day");
            assertThat(world.upstream.calls())
                    .as("no manifest is read for who has used up the day")
                    .noneMatch(
                            call -> call.method().equals("GET") && call.path().contains("/app2/"));

            github.comment(second, "maint", "/retry");
            world.awaitComments(second, 3);
            assertServed(second);

            int third = ask("alice", 3);
            world.awaitClosed(third);
            github.comment(third, "maint", "/retry");
            world.awaitComments(third, 3);
            assertRefused(third, "a user may ask for 1 images a day");
        }
    }

    @Test
    void anEditThatCopiesCountsAgain() {
        world.with("limits.requests_per_user_per_day", "2");
        int issue = ask("alice", 1);
        try (Flow flow = world.daemon()) {
            world.awaitClosed(issue);
            for (int app = 2; app <= 3; app++) {
                World.tick();
                int comments = github.comments(issue).size();
                github.editTitle(issue, title(app));
                github.reopen(issue);
                await().until(() -> github.comments(issue).size() > comments && world.closed(issue));
            }
        }

        assertThat(world.target.repositories()).containsExactlyInAnyOrder("mirrored/app1", "mirrored/app2");
        assertRefused(issue, "a user may ask for 2 images a day");
    }

    @Test
    void aFailureThatIsNotTheUsersCountsNotAndAStopInTheMiddleOnce() {
        world.upstream.failNext(1000, 404, call -> call.path().contains(BLOBS));
        int failing = ask("alice", 1);
        world.runUntilClosed(failing);
        assertThat(world.labels(failing)).containsExactly("porter", "failed");
        world.upstream.behave();

        int next = ask("alice", 2);
        Gate gate = world.gateBlobs();
        Flow stopped = world.daemon();
        await().until(gate::holds);
        world.stop(stopped, gate);
        assertThat(world.closed(next)).isFalse();
        world.runUntilClosed(next);
        assertServed(next);
        int last = ask("alice", 3);
        world.runUntilClosed(last);
        assertRefused(last, "a user may ask for 1 images a day");
    }

    @Test
    void ofAnIssueWhatIsLeftOfTheDayIsServedInItsOrder() {
        long two = Stream.of(image(1), image(2))
                .flatMap(image -> image.blobs().stream())
                .mapToLong(blob -> blob.length)
                .sum();
        world.with("limits.requests_per_user_per_day", "0").with("limits.bytes_per_user_per_day", "" + two);
        int issue = github.open(title(1), "gcr.io/a/app2:1\ngcr.io/a/app3:1\ngcr.io/a/app1:1", "alice", "porter");
        int trusted = ask("carol", 4);
        world.with("limits.trusted_users", "carol").runUntilClosed(issue, trusted);

        assertThat(world.target.repositories())
                .containsExactlyInAnyOrder("mirrored/app1", "mirrored/app2", "mirrored/app4");
        assertThat(world.lastComment(issue))
                .contains("mirrored/app1:1", "mirrored/app2:1", "gcr.io/a/app3:1", Sizes.text(two) + " mirrored a day");
        assertThat(world.upstream.calls().stream().map(ExchangeCall::path).filter(path -> path.contains(BLOBS)))
                .isNotEmpty()
                .noneMatch(path -> path.contains("/app3/"));
        assertServed(trusted);
    }

    @Test
    void whereTheCountsCannotBeReadARequestWaits() throws SQLException {
        int issue;
        try (Flow flow = world.daemon()) {
            sql("ALTER TABLE counted_request RENAME TO away");
            issue = ask("alice", 1);
            await().until(() -> flow.parts().runs().waiting() == 1);
            assertThat(world.closed(issue)).isFalse();
            assertThat(world.lastComment(issue)).contains("⏳", "goes on by itself", "cannot be read");
            assertThat(world.target.repositories()).isEmpty();
        }
        sql("ALTER TABLE away RENAME TO counted_request");

        world.runUntilClosed(issue);

        assertThat(github.comments(issue)).hasSize(1);
        assertServed(issue);
    }

    private void sql(String statement) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection("jdbc:sqlite:" + world.folder.resolve("data/sync-image.db"));
                Statement run = connection.createStatement()) {
            run.execute(statement);
        }
    }

    private int ask(String user, int app) {
        return world.open(user, title(app));
    }

    private static String title(int app) {
        return "[PORTER]gcr.io/a/app" + app + ":1";
    }

    private void assertServed(int... issues) {
        for (int issue : issues) {
            assertThat(world.labels(issue)).as(world.lastComment(issue)).contains("success");
        }
    }

    private void assertRefused(int issue, String why) {
        assertThat(github.issue(issue).stateReason()).isEqualTo("not_planned");
        assertThat(world.lastComment(issue)).contains(why);
    }
}
