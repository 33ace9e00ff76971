package io.github.syncimage.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.demo.registry.LoopbackImages;
import io.github.syncimage.testing.Gate;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL comes late, and goes for a while. */
class DatabaseAwayIT {
    @TempDir
    private Path folder;

    private Fleet fleet;

    @BeforeEach
    void open() throws Exception {
        fleet = new Fleet(folder);
        fleet.upstream.add("acme/app", "1", LoopbackImages.single("app", "linux/amd64"));
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void aDaemonThatWasStartedBeforeItServesOnceItIsThere() throws Exception {
        fleet.postgres.stop();
        Daemon daemon = fleet.start("one");
        int issue = fleet.request("acme/app:1");
        daemon.awaitLog("the database that daemons share does not answer");
        await().until(() -> daemon.status("/observe/health/ready") == 503);
        assertThat(daemon.read("/observe/health/ready")).contains("the database that daemons share does not answer");
        fleet.postgres.start();

        fleet.awaitClosed(issue);
        fleet.assertServedOnce(issue);
        daemon.awaitReady();
        daemon.terminate();
    }

    @Test
    void aCopyEndsWhileItIsAwayAndTheResultWaits() throws Exception {
        try (Gate gate = Gate.closed(fleet.upstream.uri(), call -> call.line().contains("/blobs/"))) {
            Daemon one = fleet.start("one", Fleet.through(gate.uri()));
            Daemon two = fleet.start("two", Fleet.through(gate.uri()));
            int issue = fleet.request("acme/app:1");
            await().until(() -> gate.holds() && fleet.working().size() == 1);
            fleet.postgres.stop();
            one.awaitLog("the database that daemons share does not answer");
            two.awaitLog("the database that daemons share does not answer");
            gate.open();
            fleet.postgres.start();

            fleet.awaitClosed(issue);
            fleet.assertServedOnce(issue);
            assertThat(fleet.tagsSet()).isEqualTo(1);
            assertThat(one.log() + two.log()).doesNotContain("is taken over");
        }
    }
}
