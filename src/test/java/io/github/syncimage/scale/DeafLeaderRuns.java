package io.github.syncimage.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.testing.Link;
import io.github.syncimage.testing.Relay;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The one that reads the issues cannot reach GitHub any more, and reaches all else. */
class DeafLeaderRuns extends FleetRuns {
    private static final int ISSUES = 6;

    @Test
    void aLeaderThatDoesNotReachGitHubLetsAnotherReadTheIssues() throws Exception {
        assumeTrue(Link.possible(), "a network of its own takes root");
        for (int i = 0; i <= ISSUES; i++) {
            fleet.upstream.add("acme/app" + i, "1", LoopbackImages.single("app" + i, "linux/amd64"));
        }
        try (Link link = Link.add();
                Relay github = new Relay(Link.HERE, fleet.github.apiUrl().getPort());
                Relay upstream = new Relay(Link.HERE, fleet.upstream.uri().getPort());
                Relay target = new Relay(Link.HERE, fleet.target.uri().getPort());
                Relay database = new Relay(Link.HERE, fleet.postgres.port())) {
            fleet.reachedAt(Link.HERE);
            Daemon deaf = fleet.startBy(link.command(), Link.THERE, "deaf", "limits.concurrent_requests=1")
                    .awaitReady();
            Daemon other = fleet.start("other").awaitReady();
            assertThat(fleet.leader()).isEqualTo("deaf");
            int before = fleet.request("acme/app0:1");
            fleet.awaitClosed(before);

            github.swallow(Link.THERE);
            long begin = System.nanoTime();
            int[] issues = new int[ISSUES];
            for (int i = 0; i < ISSUES; i++) {
                issues[i] = fleet.request("acme/app" + (i + 1) + ":1");
            }
            await().atMost(Duration.ofMinutes(5)).until(() -> other.log().contains("reads the issues for all daemons"));
            long led = seconds(begin);
            fleet.awaitClosed(Duration.ofMinutes(3), issues);
            long served = seconds(begin);
            assertThat(deaf.log()).contains("cannot read the issues and lets another daemon try");
            fleet.assertServedOnce(issues);

            github.letThrough(Link.THERE);
            deaf.awaitReady();
            other.terminate();
            int next = fleet.request("acme/app0:1");
            fleet.awaitClosed(next);
            assertThat(fleet.leader()).isEqualTo("deaf");
            report.line(
                    "the leader does not reach GitHub any more, and all else; " + ISSUES + " requests meanwhile",
                    "another read the issues " + led + " s later, all were served " + served
                            + " s after the break; with its line back it works and leads again");
        }
    }

    private static long seconds(long begin) {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
    }
}
