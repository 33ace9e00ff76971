package io.github.syncimage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class DemoCommandTest {
    @Test
    void mirrorsAnImageAndShowsTheComment() {
        CommandLineRun run = CommandLineRun.of(
                Path.of("").toAbsolutePath(),
                Map.of("REPORT_LANGUAGE", "en", "GITHUB_TOKEN", "of-somebody", "PLATFORMS", "no platform"),
                "demo");

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("[PORTER]gcr.io/google-samples/hello-app:1.0")
                .containsPattern("docker pull 127\\.0\\.0\\.1:[0-9]+/mirrored/hello-app:1\\.0")
                .contains("closed as completed, labelled porter and success")
                .contains("All went well")
                .contains("GitHub tells the daemon by its webhook, and is answered 202")
                .as("for the delivery, and before it is closed; had the list shown it, once")
                .contains("2 x GET /issues/N ")
                .doesNotContain("token-of-the-demo", "secret-of-the-demo");
    }
}
