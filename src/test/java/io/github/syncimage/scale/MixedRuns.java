package io.github.syncimage.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.testing.Gate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Daemons of two releases, while one takes the other's place: {@code OLD_JAR=…/sync-image.jar make chaos} runs it with that
 * jar for the earlier one.
 */
class MixedRuns extends FleetRuns {
    private static final Path OLD = Path.of(System.getenv().getOrDefault("OLD_JAR", "none"));
    private static final String MIRRORED = ": mirrored ";

    @BeforeAll
    static void anEarlierRelease() {
        assumeTrue(Files.exists(OLD), "OLD_JAR, the jar of an earlier release, is not given");
    }

    @Test
    void oneTakesTheOthersPlaceAndNothingIsDoneTwice() throws Exception {
        try (Gate deaths = Gate.closed(fleet.upstream.uri(), call -> call.line().contains("/acme/death"));
                Gate stops = Gate.closed(deaths.uri(), call -> call.line().contains("/acme/stop"));
                Gate ends = Gate.closed(stops.uri(), call -> call.line().contains("/acme/last"))) {
            String gated = Fleet.through(ends.uri());
            Daemon first = fleet.startJar(OLD, "first", gated).awaitReady();
            Daemon second = fleet.startJar(OLD, "second", gated).awaitReady();

            int[] stopped = request("stop", 6);
            await().until(() -> fleet.jobsOf("first") == 2 && fleet.jobsOf("second") == 2);
            first.terminate();
            Daemon third = fleet.start("third", gated).awaitReady();
            await().until(() -> fleet.jobsOf("third") == 2 && fleet.jobsOf("second") == 2);
            assertThat(fleet.leader()).as("an old one leads").isEqualTo("second");
            stops.open();
            fleet.awaitClosed(stopped);
            // It is logged after the closing.
            await().until(() -> Fleet.saying(MIRRORED, second, third).equals(List.of("second", "third")));

            int[] dead = request("death", 4);
            await().until(() -> fleet.jobsOf("third") == 2 && fleet.jobsOf("second") == 2);
            third.kill();
            second.awaitLog("is taken over");
            deaths.open();
            fleet.awaitClosed(dead);

            Daemon fourth = fleet.start("fourth", gated).awaitReady();
            second.terminate();
            fourth.awaitLog("reads the issues for all daemons");
            Daemon back = fleet.startJar(OLD, "back", gated).awaitReady();
            int[] last = request("last", 12);
            await().until(() -> fleet.jobsOf("fourth") == 2 && fleet.jobsOf("back") == 2);
            ends.open();
            fleet.awaitClosed(last);
            await().until(() -> Fleet.saying(MIRRORED, fourth, back).equals(List.of("fourth", "back")));

            int[] all =
                    Stream.of(stopped, dead, last).flatMapToInt(IntStream::of).toArray();
            fleet.assertServedOnce(all);
            report.line(
                    "two releases: one stopped in its work and replaced by the next, which is killed in its work; then the"
                            + " next one leads, and the one before comes back",
                    all.length + " requests, each served once, some by either; those of the killed one went on at the"
                            + " one before");
        }
    }

    private int[] request(String image, int number) {
        return IntStream.range(0, number)
                .map(i -> {
                    fleet.upstream.add("acme/" + image + i, "1", LoopbackImages.single(image + i, "linux/amd64"));
                    return fleet.request("acme/" + image + i + ":1");
                })
                .toArray();
    }
}
