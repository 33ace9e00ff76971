package io.github.syncimage.scale;

import static org.awaitility.Awaitility.await;

import bench.LineSimulator;
import io.github.syncimage.demo.registry.Flavour;
import io.github.syncimage.demo.registry.LoopbackImages;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How much more several daemons do than one, and what an idle one costs: no promise, so it is only told by {@code make chaos}. */
class FactorRuns extends FleetRuns {
    @Test
    void threeDaemonsOnLinesOfTheirOwn() throws Exception {
        int images = 36;
        for (int i = 0; i < 2 * images; i++) {
            fleet.upstream.add(
                    "acme/app" + i,
                    "1",
                    LoopbackImages.image(Flavour.OCI, "linux/amd64", List.of(LoopbackImages.random(i, 768 << 10))));
        }
        List<String> one = List.of("limits.concurrent_requests=1", "limits.concurrent_blobs=1");
        List<LineSimulator> lines = new ArrayList<>();
        List<Long> took = new ArrayList<>();
        for (int daemons : new int[] {1, 3}) {
            // Others for the second time: the target has those of the first.
            for (int i = 0; i < daemons; i++) {
                LineSimulator line = new LineSimulator(fleet.upstream.uri().getPort(), Duration.ZERO, 512 << 10);
                lines.add(line);
                List<String> set = new ArrayList<>(one);
                set.add(Fleet.through(URI.create("http://127.0.0.1:" + line.port())));
                fleet.start("of" + daemons + "-" + i, set.toArray(String[]::new))
                        .awaitReady();
            }
            took.add(timed(IntStream.range(daemons == 1 ? 0 : images, daemons == 1 ? images : 2 * images)
                    .map(i -> fleet.request("acme/app" + i + ":1"))
                    .toArray()));
            fleet.killAll();
            // Until nobody counts on them any more.
            TimeUnit.SECONDS.sleep(Fleet.PAST_DEAD_SECONDS);
        }
        for (LineSimulator line : lines) {
            line.close();
        }
        report.line(
                "three daemons, each on a line of its own of 512 KiB/s, " + images + " images of 768 KiB",
                String.format(
                        Locale.ROOT,
                        "%.1f s, %.1f times as fast as one (%.1f s)",
                        took.get(1) / 1e3,
                        (double) took.get(0) / took.get(1),
                        took.get(0) / 1e3));
    }

    @Test
    void aThousandSmallRequestsByThree() throws Exception {
        int images = 1000;
        fleet.upstream.add("acme/small", "1", LoopbackImages.single("small", "linux/amd64"));
        List<Long> took = new ArrayList<>();
        for (int daemons : new int[] {1, 3}) {
            for (int i = 0; i < daemons; i++) {
                fleet.start("by" + daemons + "-" + i, "registries.generic.namespace=by" + daemons)
                        .awaitReady();
            }
            took.add(timed(IntStream.range(0, images)
                    .map(i -> fleet.request("acme/small:1"))
                    .toArray()));
            fleet.killAll();
            // Until nobody counts on them any more.
            TimeUnit.SECONDS.sleep(Fleet.PAST_DEAD_SECONDS);
        }
        report.line(
                images + " small requests by three daemons, no pace at GitHub",
                String.format(
                        Locale.ROOT,
                        "%.1f s, %.2f of the time of one (%.1f s)",
                        took.get(1) / 1e3,
                        (double) took.get(1) / took.get(0),
                        took.get(0) / 1e3));
    }

    @Test
    void anIdleDaemon() throws Exception {
        fleet.logStatements();
        fleet.start("idle", "github.poll_interval=30s").awaitReady();
        TimeUnit.SECONDS.sleep(10);
        long before = fleet.transactions();
        int said = fleet.statements().size();
        TimeUnit.SECONDS.sleep(30);
        report.line(
                "an idle daemon",
                String.format(
                        Locale.ROOT,
                        "%.1f statements and %.1f transactions a second, %s connections",
                        (fleet.statements().size() - said) / 30.0,
                        (fleet.transactions() - before) / 30.0,
                        fleet.sql(
                                        "select count(*) from pg_stat_activity where application_name like 'PostgreSQL JDBC%' and pid <> pg_backend_pid()")
                                .get(0)));
    }

    /** Milliseconds until all are closed. */
    private long timed(int... issues) {
        long begin = System.nanoTime();
        for (int issue : issues) {
            await("issue " + issue)
                    .atMost(Duration.ofMinutes(5))
                    .until(() -> !fleet.github.issue(issue).open());
        }
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    }
}
