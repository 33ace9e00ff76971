package io.github.syncimage.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.testing.Gate;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL comes late, and goes for a while. */
class DatabaseAwayIT {
    private static final String AWAY = "the database that daemons share does not answer";

    @TempDir
    private Path folder;

    @Test
    void whoWasStartedBeforeItServesOnceItIsThereAndACopyEndsWhileItIsAway() throws Exception {
        try (Fleet fleet = new Fleet(folder);
                Gate gate =
                        Gate.closed(fleet.upstream.uri(), call -> call.line().contains("/acme/held/blobs/"))) {
            for (String name : List.of("app", "held")) {
                fleet.upstream.add("acme/" + name, "1", LoopbackImages.single(name, "linux/amd64"));
            }
            fleet.postgres.stop();
            Daemon one = fleet.start("one", Fleet.through(gate.uri()));
            int early = fleet.request("acme/app:1");
            one.awaitLog(AWAY);
            // It is not ready either while it still starts.
            await().untilAsserted(
                            () -> assertThat(one.read("/observe/health/ready")).contains(AWAY));
            assertThat(one.status("/observe/health/ready")).isEqualTo(503);
            fleet.postgres.start();
            fleet.awaitClosed(early);
            fleet.assertServedOnce(early);
            one.awaitReady();

            Daemon two = fleet.start("two", Fleet.through(gate.uri())).awaitReady();
            int held = fleet.request("acme/held:1");
            await().until(() -> gate.holds() && fleet.working().size() == 1);
            long before = one.times(AWAY);
            fleet.postgres.stop();
            await().until(() -> one.times(AWAY) > before);
            two.awaitLog(AWAY);
            gate.open();
            fleet.postgres.start();

            fleet.awaitClosed(held);
            fleet.assertServedOnce(held);
            assertThat(fleet.tagsSet()).isEqualTo(2);
            assertThat(one.log() + two.log()).doesNotContain("is taken over");
            one.terminate();
        }
    }
}
