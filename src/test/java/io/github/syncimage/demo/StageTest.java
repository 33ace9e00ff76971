package io.github.syncimage.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.settings.Home;
import io.github.syncimage.settings.Keys;
import io.github.syncimage.settings.Settings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StageTest {
    @Test
    void leadsTheDaemonToItsStandIns(@TempDir Path home) {
        try (Stage stage = new Stage()) {
            Settings settings = Settings.load(new Home(home), List.of(stage.config()), Map.of(), Map.of(), true);

            assertThat(settings.get(Keys.GITHUB_API_URL)).isEqualTo(stage.gitHub.apiUrl());
            assertThat(settings.hosts().get("gcr.io").network().endpoint()).isEqualTo(stage.upstream.uri());
            assertThat(settings.get(Keys.TARGET_REGISTRY)).isEqualTo(stage.target.host());
            assertThat(settings.get(Keys.HTTP_PORT)).isZero();
            assertThat(settings.get(Keys.WEBHOOK_PORT))
                    .as("none that somebody is given who asks for any")
                    .isBetween(20_000, 32_000);
            assertThat(settings.rules().supported()).contains("gcr.io");
        }
    }

    @Test
    void leavesNothingBehind() {
        Stage stage = new Stage();
        Path folder = stage.config().getParent();
        assertThat(folder).isDirectory();
        stage.close();
        stage.close();

        assertThat(folder).doesNotExist();
    }

    @Test
    void tellsOfADemoThatWentWrong() {
        StringWriter told = new StringWriter();
        try (Stage stage = new Stage()) {
            stage.open();
            Story story = new Story(stage, new PrintWriter(told));
            story.told(stage.tell());
            story.end(Duration.ofSeconds(1));

            assertThat(stage.wentWell()).isFalse();
        }
        assertThat(told.toString())
                .contains("does not reach the daemon (0)", "Issue #1 is open", "nothing arrived", "It went wrong.");
    }
}
