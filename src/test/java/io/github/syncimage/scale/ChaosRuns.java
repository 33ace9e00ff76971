package io.github.syncimage.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bench.LineSimulator;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * What takes too long for every test run: {@code make chaos} runs it, and {@code docs/scale.md} tells its last result.
 */
class ChaosRuns extends FleetRuns {
    private static final int TARGETS = 25;
    private static final int ISSUES = 120;

    @Test
    void threeDaemonsServeEachOf120IssuesOnceWhateverHappens() throws Exception {
        fleet.offer(TARGETS);
        // Five seconds a copy, or more.
        try (LineSimulator line = new LineSimulator(fleet.upstream.uri().getPort(), Duration.ofMillis(50), 48 << 10)) {
            String upstream = Fleet.through(URI.create("http://127.0.0.1:" + line.port()));
            for (String node : List.of("one", "two", "three")) {
                fleet.start(node, upstream).awaitReady();
            }
            List<Integer> all = new ArrayList<>();
            wave(all, 0, () -> {
                String killed = atWork();
                fleet.named(killed).kill();
                fleet.start(killed, upstream);
            });
            wave(all, 1, () -> {
                Daemon stopped = fleet.named(atWork());
                stopped.pause();
                TimeUnit.SECONDS.sleep(Fleet.PAST_DEAD_SECONDS);
                stopped.goOn();
            });
            wave(all, 2, () -> fleet.databaseGone(3));
            List<Integer> again = List.copyOf(all.subList(0, 10));
            wave(all, 3, () -> {
                again.forEach(fleet.github::reopen);
                String leader = fleet.leader();
                fleet.named(leader).kill();
                fleet.start(leader, upstream);
            });
            wave(all, 4, () -> fleet.databaseGone(20));

            long results = all.stream().mapToLong(fleet::results).sum();
            long comments = all.stream()
                    .mapToLong(issue -> fleet.github.comments(issue).size())
                    .sum();
            long tags = fleet.tagsSet();
            report.line(
                    "3 daemons, " + ISSUES + " issues on " + TARGETS
                            + " targets, 10 opened again; `kill -9` of a worker and" + " of the leader, SIGSTOP for "
                            + Fleet.PAST_DEAD_SECONDS + " s, the database gone for 3 s and for 20 s",
                    results + " results of " + (ISSUES + 10) + " due, " + comments + " comments, "
                            + tags + " tags written for " + TARGETS + " targets; "
                            + fleet.sql("select sum(xact_commit) from pg_stat_database")
                                    .get(0) + " transactions");
            for (int issue : all) {
                assertThat(fleet.github.issue(issue).labels()).contains("success");
                assertThat(fleet.github.comments(issue))
                        .as("comments on " + issue + ": " + fleet.github.comments(issue))
                        .hasSize(again.contains(issue) ? 2 : 1);
            }
            assertThat(comments).isEqualTo(ISSUES + 10);
            assertThat(results).as("each result was written once").isEqualTo(ISSUES + 10);
            assertThat(tags).as("no target was written by two at once").isEqualTo(TARGETS);
        }
    }

    private interface Trouble {
        void comes() throws Exception;
    }

    /** A fifth of the issues, on a fifth of the targets, and what happens in the middle of them. */
    private void wave(List<Integer> all, int number, Trouble trouble) throws Exception {
        int[] issues = new int[ISSUES / 5];
        for (int i = 0; i < issues.length; i++) {
            issues[i] = fleet.request("acme/app" + (number * TARGETS / 5 + i % (TARGETS / 5)) + ":1");
        }
        atWork();
        trouble.comes();
        Arrays.stream(issues).forEach(all::add);
        for (int issue : all) {
            await("issue " + issue)
                    .atMost(Duration.ofMinutes(3))
                    .until(() -> !fleet.github.issue(issue).open());
        }
    }

    private String atWork() {
        return await().until(fleet::working, nodes -> !nodes.isEmpty()).get(0);
    }
}
