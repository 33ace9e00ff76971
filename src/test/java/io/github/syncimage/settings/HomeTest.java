package io.github.syncimage.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HomeTest {
    @Test
    void theEnvironmentNamesIt() {
        Home home = Home.find(Map.of("SYNC_IMAGE_HOME", "/opt/sync-image"));
        assertThat(home.routes()).isEqualTo(Path.of("/opt/sync-image/routes"));
        assertThat(home.resolve(Path.of("data"))).isEqualTo(Path.of("/opt/sync-image/data"));
        assertThat(home.resolve(Path.of("/var/data"))).isEqualTo(Path.of("/var/data"));
    }

    @Test
    void otherwiseItIsTheWorkingDirectoryOrAroundTheJar() {
        assertThat(Home.find(Map.of("SYNC_IMAGE_HOME", " ")).configs().resolve("rules.yaml"))
                .exists();
    }
}
