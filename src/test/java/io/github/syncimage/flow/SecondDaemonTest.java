package io.github.syncimage.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.syncimage.settings.SettingsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Where nothing is shared, one daemon has a data world.folder. */
class SecondDaemonTest {
    @RegisterExtension
    private final World world = new World();

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
    void otherCommandsWorkBesideADaemon() {
        try (Flow daemon = world.daemon()) {
            world.runOnce();
            assertThat(daemon.context().isStarted()).isTrue();
        }
    }
}
