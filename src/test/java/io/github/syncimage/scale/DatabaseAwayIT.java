package io.github.syncimage.scale;

import io.github.syncimage.demo.registry.LoopbackImages;
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
        daemon.awaitLog("nothing is remembered");
        fleet.postgres.start();

        fleet.awaitClosed(issue);
        fleet.assertServedOnce(issue);
        daemon.terminate();
    }
}
