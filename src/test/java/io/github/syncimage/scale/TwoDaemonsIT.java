package io.github.syncimage.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.testing.Gate;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Daemons that share a PostgreSQL share the work, and what happens to one of them happens to nobody's request. */
class TwoDaemonsIT {
    private static final String MIRRORED = ": mirrored ";

    @TempDir
    private Path folder;

    private Fleet fleet;

    @BeforeEach
    void open() throws Exception {
        fleet = new Fleet(folder);
        for (int i = 0; i < 12; i++) {
            fleet.upstream.add("acme/app" + i, "1", LoopbackImages.single("app" + i, "linux/amd64"));
        }
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void shareManyIssuesAndHandBackAtOnceWhenOneIsStopped() throws Exception {
        try (Gate gate = Gate.closed(fleet.upstream.uri(), call -> call.line().contains("/blobs/"))) {
            Daemon one = fleet.start("one", Fleet.through(gate.uri()));
            Daemon two = fleet.start("two", Fleet.through(gate.uri())).awaitReady();
            one.awaitReady();
            int[] issues = new int[12];
            for (int i = 0; i < issues.length; i++) {
                issues[i] = fleet.request("acme/app" + i + ":1");
            }
            await().until(() -> fleet.jobsOf("one") == 2 && fleet.jobsOf("two") == 2);
            await().until(() -> fleet.github.comments(issues[11]).size() == 1);
            // A job is picked a moment before its run is told of.
            await().untilAsserted(this::assertThatStatusTellsOfAll);
            one.terminate();
            assertThat(fleet.working()).containsExactly("two");

            gate.open();
            fleet.awaitClosed(issues);
            fleet.assertServedOnce(issues);
            assertThat(two.log()).contains(MIRRORED).doesNotContain("is taken over");
            two.terminate();
        }
    }

    private void assertThatStatusTellsOfAll() throws Exception {
        JsonNode status = new ObjectMapper().readTree(fleet.status(0, "--json"));
        assertThat(status.path("shared").asBoolean()).isTrue();
        assertThat(status.path("database").asText()).contains("postgresql://").doesNotContain("pass");
        assertThat(status.path("daemons")).hasSize(2).allSatisfy(daemon -> {
            assertThat(daemon.path("alive").asBoolean()).isTrue();
            assertThat(daemon.path("role").asText()).isEqualTo("all");
            assertThat(daemon.path("version").asText()).isNotEmpty();
            assertThat(daemon.path("requests")).hasSize(2);
        });
        assertThat(status.findValuesAsText("leads")).containsExactlyInAnyOrder("true", "false");
        assertThat(status.path("running")).hasSize(4).allSatisfy(run -> {
            assertThat(run.path("node").asText()).isIn("one", "two");
            assertThat(run.path("images").get(0).asText()).startsWith("gcr.io/acme/app");
        });
        assertThat(status.path("queue").findValuesAsText("position"))
                .containsExactly("1", "2", "3", "4", "5", "6", "7", "8");
        assertThat(fleet.status(0))
                .contains("2 alive", "one all", "two all", ", reads the issues, 2 of 2: ", "worked on: 4", "in line: 8")
                .contains("  1. acme/mirror#");
    }

    @Test
    void aKilledOnesRequestsGoOnAndOneThatStoodStillWritesNothing() throws Exception {
        try (Gate ofKilled =
                        Gate.closed(fleet.upstream.uri(), call -> call.line().contains("/blobs/"));
                Gate ofStopped =
                        Gate.closed(fleet.upstream.uri(), call -> call.line().contains("/blobs/"))) {
            Daemon killed = fleet.start("killed", Fleet.through(ofKilled.uri())).awaitReady();
            int deadly = fleet.request("acme/app0:1");
            int goesOn = fleet.request("acme/app1:1");
            await().until(() -> fleet.jobsOf("killed") == 2);
            Daemon stopped =
                    fleet.start("stopped", Fleet.through(ofStopped.uri())).awaitReady();
            int taken = fleet.request("acme/app2:1");
            await().until(() -> ofStopped.holds() && fleet.jobsOf("stopped") == 1);
            fleet.diedTwiceOf("acme/mirror#" + deadly);
            Daemon other = fleet.start("other").awaitReady();

            killed.kill();
            stopped.pause();
            fleet.awaitClosed(deadly, goesOn, taken);
            stopped.goOn();
            ofStopped.open();
            stopped.awaitLog("was taken over by another daemon");

            fleet.assertServedOnce(goesOn, taken);
            assertThat(other.log()).contains("acme/mirror#" + taken + " is taken over");
            assertThat(fleet.github.issue(deadly).labels()).contains("failed");
            assertThat(fleet.github.comments(deadly)).hasSize(1);
            assertThat(stopped.log()).doesNotContain("unexpected");
            other.terminate();
            int next = fleet.request("acme/app3:1");
            fleet.awaitClosed(next);
            fleet.assertServedOnce(next);
            stopped.awaitLog("issue " + next + MIRRORED);
        }
    }
}
