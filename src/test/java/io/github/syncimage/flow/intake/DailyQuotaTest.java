package io.github.syncimage.flow.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.flow.run.RequestRun;
import io.github.syncimage.github.ManualClock;
import io.github.syncimage.github.Served;
import io.github.syncimage.github.model.Issue;
import io.github.syncimage.github.model.RepositoryName;
import io.github.syncimage.store.MirrorStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DailyQuotaTest {
    @TempDir
    private Path folder;

    private final ManualClock clock = new ManualClock();
    private MirrorStore store;
    private DailyQuota quota;

    @BeforeEach
    void open() {
        store = MirrorStore.open(folder, null);
        quota = new DailyQuota(store, repository -> 2, List.of("carol"), clock);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void countsARequestOnceHoweverOftenItComesBy() {
        assertThat(exceededBy(1, "alice")).isFalse();
        assertThat(exceededBy(1, "alice")).isFalse();
        assertThat(exceededBy(2, "alice")).isFalse();
        assertThat(exceededBy(3, "alice")).isTrue();
        assertThat(exceededBy(4, "bob")).isFalse();
    }

    @Test
    void countsImagesNotIssues() {
        assertThat(quota.exceededBy(run(1, "alice"), 3)).isTrue();
        assertThat(quota.exceededBy(run(2, "alice"), 2)).isFalse();
        assertThat(quota.exceededBy(run(2, "alice"), 2)).isFalse();
        assertThat(exceededBy(3, "alice")).isTrue();
    }

    @Test
    void whatItRefusedTakesNothingFromWhatItTook() {
        for (int issue = 1; issue <= 5; issue++) {
            exceededBy(issue, "alice");
        }

        assertThat(exceededBy(1, "alice")).as("tried again").isFalse();
        assertThat(exceededBy(2, "alice")).as("tried again").isFalse();
    }

    @Test
    void aNewDayTakesWhatTheLastOneRefused() {
        for (int issue = 1; issue <= 3; issue++) {
            exceededBy(issue, "alice");
        }
        clock.advance(Duration.ofDays(1));

        assertThat(exceededBy(3, "alice")).isFalse();
        assertThat(exceededBy(4, "alice")).isFalse();
        assertThat(exceededBy(5, "alice")).isTrue();
    }

    @Test
    void hasNoLimitForTrustedUsersOrWhereNoneIsSet() {
        DailyQuota none = new DailyQuota(store, repository -> 0, List.of(), clock);
        for (int issue = 1; issue <= 3; issue++) {
            assertThat(exceededBy(issue, "Carol")).isFalse();
            assertThat(none.exceededBy(run(issue, "alice"), 1)).isFalse();
        }
    }

    @Test
    void anotherRepositoryHasIssuesAndAQuotaOfItsOwn() {
        RepositoryName other = new RepositoryName("acme", "other");
        DailyQuota both = new DailyQuota(store, name -> name.equals(other) ? 1 : 2, List.of(), clock);
        exceededBy(1, "alice");
        exceededBy(2, "alice");

        assertThat(both.exceededBy(run(other, 1, "alice"), 1)).isFalse();
        assertThat(both.exceededBy(run(other, 2, "alice"), 1)).isTrue();
        assertThat(exceededBy(3, "alice")).isTrue();
    }

    private boolean exceededBy(int issue, String user) {
        return quota.exceededBy(run(issue, user), 1);
    }

    private static RequestRun run(int issue, String user) {
        return run(Served.MIRROR, issue, user);
    }

    private static RequestRun run(RepositoryName repository, int issue, String user) {
        return RequestRun.on(Issue.parse(
                repository,
                String.format(
                        "{\"number\": %d, \"title\": \"[PORTER]nginx\", \"user\": {\"login\": \"%s\"}, \"state\": \"open\"}",
                        issue, user)));
    }
}
