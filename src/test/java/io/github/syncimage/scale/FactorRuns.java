package io.github.syncimage.scale;

import bench.LineSimulator;
import io.github.syncimage.demo.Flavour;
import io.github.syncimage.demo.LoopbackImages;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How much more several daemons do than one, and what an idle one costs: no promise, so it is only told by {@code make chaos}. */
class FactorRuns extends FleetRuns {
    private int asked;

    @Test
    void threeDaemonsOnLinesOfTheirOwn() throws Exception {
        int images = 42;
        // Long beside what an image costs otherwise, as it is where the line counts.
        offer(2 * images, 2 << 20);
        List<LineSimulator> lines = new ArrayList<>();
        List<Long> took = new ArrayList<>();
        for (int daemons : new int[] {1, 3}) {
            for (int i = 0; i < daemons; i++) {
                LineSimulator line = new LineSimulator(fleet.upstream.uri().getPort(), Duration.ZERO, 512 << 10);
                lines.add(line);
                fleet.start(
                                "of" + daemons + "-" + i,
                                "limits.concurrent_requests=1",
                                "limits.concurrent_blobs=1",
                                Fleet.through(URI.create("http://127.0.0.1:" + line.port())))
                        .awaitReady();
            }
            took.add(timed(images));
        }
        for (LineSimulator line : lines) {
            line.close();
        }
        report.line(
                "three daemons, each on a line of its own of 512 KiB/s, " + images + " images of 2 MiB",
                String.format(
                        Locale.ROOT,
                        "%.1f s, %.2f times as fast as one (%.1f s)",
                        took.get(1) / 1e3,
                        (double) took.get(0) / took.get(1),
                        took.get(0) / 1e3));
    }

    @Test
    void aThousandSmallRequestsByThree() throws Exception {
        aThousandSmallRequests(Duration.ofMillis(100));
    }

    /** As if GitHub were in the same room: all is the work of this machine then. */
    @Test
    void aThousandSmallRequestsByThreeBesideGitHub() throws Exception {
        aThousandSmallRequests(Duration.ZERO);
    }

    private void aThousandSmallRequests(Duration roundTrip) throws Exception {
        int images = 1000;
        offer(2 * images, 1 << 10);
        // A thousand requests are three thousand calls, of the five thousand that it takes in an hour.
        fleet.github.allow(1_000_000, Instant.now().plus(Duration.ofHours(1)));
        List<Long> took = new ArrayList<>();
        try (LineSimulator line = new LineSimulator(fleet.github.apiUrl().getPort(), roundTrip, 0)) {
            for (int daemons : new int[] {1, 3}) {
                for (int i = 0; i < daemons; i++) {
                    fleet.start(
                                    "by" + daemons + "-" + i,
                                    "github.poll_interval=3s",
                                    "github.api_url=http://127.0.0.1:" + line.port() + "/api/v3")
                            .awaitReady();
                }
                took.add(timed(images));
            }
        }
        report.line(
                images + " small requests by three daemons, no pace at GitHub, which is " + roundTrip.toMillis()
                        + " ms away",
                String.format(
                        Locale.ROOT,
                        "%.1f s, %.2f of the time of one (%.1f s)",
                        took.get(1) / 1e3,
                        (double) took.get(1) / took.get(0),
                        took.get(0) / 1e3));
    }

    /** Images of one layer each, as large as that: nobody finds anything of one in another. */
    private void offer(int images, int size) {
        for (int i = 0; i < images; i++) {
            fleet.upstream.add(
                    "acme/app" + i,
                    "1",
                    LoopbackImages.image(Flavour.OCI, "linux/amd64", List.of(LoopbackImages.random(i, size))));
        }
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

    /** Milliseconds until so many that nobody has asked for are closed; then the daemons are ended. */
    private long timed(int images) throws InterruptedException {
        int[] issues = IntStream.range(asked, asked + images)
                .map(i -> fleet.request("acme/app" + i + ":1"))
                .toArray();
        asked += images;
        long begin = System.nanoTime();
        fleet.awaitClosed(Duration.ofMinutes(5), issues);
        long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        fleet.terminateAll();
        return took;
    }
}
