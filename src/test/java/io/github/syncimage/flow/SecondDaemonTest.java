package io.github.syncimage.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.syncimage.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where nothing is shared, one daemon has a data folder. */
class SecondDaemonTest {
    @TempDir
    private Path folder;

    private World world;

    @BeforeEach
    void open() throws IOException {
        world = new World(folder);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void isRefusedWhileTheFirstRuns() {
        try (Flow first = world.daemon()) {
            assertThatThrownBy(() -> world.beans().daemon())
                    .isInstanceOf(SettingsException.class)
                    .hasMessageContaining(
                            "another daemon (process " + ProcessHandle.current().pid() + ") uses "
                                    + world.home.routes().resolveSibling("data").resolve("sync-image.db"))
                    .hasMessageContaining("daemons that share the work need a PostgreSQL: app.database_url");
            assertThat(first.context().isStarted()).isTrue();
        }
        try (Flow second = world.daemon()) {
            assertThat(second.context().isStarted()).isTrue();
        }
    }

    @Test
    void otherCommandsWorkBesideADaemon() throws Exception {
        try (Flow daemon = world.daemon();
                Flow once = world.beans().once()) {
            once.start();
            once.awaitDone();
            assertThat(daemon.context().isStarted()).isTrue();
        }
    }
}
