package io.github.syncimage.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bench.LineSimulator;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.store.PostgresPair;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The PostgreSQL of the daemons dies, and one that has followed it takes its place. */
class FailoverRuns extends FleetRuns {
    private static final int ISSUES = 40;

    @Test
    void aStandbyThatHasEverythingTakesThePlaceAfterTwentySeconds() throws Exception {
        try (PostgresPair pair = new PostgresPair()) {
            long[] seen = serve(pair, 20, () -> await().until(pair::inStep));
            fleet.assertServedOnce(all().toArray());
            tell("one that has followed it takes its place 20 s later", seen);
        }
    }

    @Test
    void aStandbyThatLacksTheLastCommitsTakesThePlaceAfterThreeSeconds() throws Exception {
        try (PostgresPair pair = new PostgresPair()) {
            long[] commits = new long[2];
            long[] seen = serve(pair, 3, () -> {
                await().until(pair::inStep);
                pair.part();
                await().until(pair::parted);
                commits[0] = pair.commits();
                long closed = closed();
                // Runs have ended, others have begun, and new issues were taken meanwhile.
                more = new int[] {fleet.request("acme/more:1")};
                await().until(() ->
                        closed() >= closed + 6 && fleet.github.comments(more[0]).size() == 1);
                commits[1] = pair.commits();
            });
            long lost = commits[1] - commits[0];
            assertThat(lost).isPositive();
            tell("one that lacks the last " + lost + " commits takes its place 3 s later", seen);
        }
    }

    private int[] issues = {};
    /** Asked for when the standby gets nothing any more. */
    private int[] more = {};

    private interface Trouble {
        void comes() throws Exception;
    }

    /** Seconds from the death until the next issue was closed, and until all were. */
    private long[] serve(PostgresPair pair, int later, Trouble before) throws Exception {
        fleet.shares(pair.url());
        fleet.upstream.add("acme/more", "1", LoopbackImages.single("more", "linux/amd64"));
        fleet.offer(ISSUES);
        try (LineSimulator line = new LineSimulator(fleet.upstream.uri().getPort(), Duration.ofMillis(50), 192 << 10)) {
            String upstream = Fleet.through(URI.create("http://127.0.0.1:" + line.port()));
            for (String node : List.of("one", "two", "three")) {
                fleet.start(node, upstream).awaitReady();
            }
            issues = IntStream.range(0, ISSUES)
                    .map(i -> fleet.request("acme/app" + i + ":1"))
                    .toArray();
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> closed() >= 6 && fleet.working().size() == 3);
            before.comes();
            pair.killPrimary();
            long begin = System.nanoTime();
            long closed = closed();
            TimeUnit.SECONDS.sleep(later);
            pair.promote();
            await().atMost(Duration.ofMinutes(3)).until(() -> closed() > closed);
            long next = seconds(begin);
            await().atMost(Duration.ofMinutes(5)).until(() -> closed() == all().count());
            return new long[] {next, seconds(begin)};
        }
    }

    private long closed() {
        return all().filter(issue -> !fleet.github.issue(issue).open()).count();
    }

    private IntStream all() {
        return IntStream.concat(IntStream.of(issues), IntStream.of(more));
    }

    private void tell(String how, long[] seen) throws Exception {
        int[] asked = all().toArray();
        assertThat(all().boxed()).allSatisfy(issue -> {
            assertThat(fleet.github.issue(issue).labels()).contains("success").doesNotContain("failed");
            assertThat(fleet.github.comments(issue)).hasSize(1);
            assertThat(fleet.closings(issue)).isEqualTo(1);
        });
        // Whose a name is may have been among what was lost; then the run that goes on takes the longer name.
        assertThat(fleet.tags().values()).allMatch(times -> times == 1);
        long renamed = fleet.tagsSet() - asked.length;
        // Who had written a result, and not closed yet, may be unknown to the one that took the place.
        long again = all().mapToLong(fleet::results).sum() - asked.length;
        report.line(
                "PostgreSQL dies in the middle of " + asked.length + " requests, and " + how,
                "the next closed " + seen[0] + " s after the death, all " + seen[1]
                        + " s after it; one comment, one closing and one tag each, " + again
                        + " results written once more into their comment, " + renamed + " images under two names");
    }

    private static long seconds(long begin) {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
    }
}
