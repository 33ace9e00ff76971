package io.github.syncimage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

@Tag("slow")
class DemoCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void mirrorsAnImageAndShowsTheComment() {
        int code = run(Map.of("REPORT_LANGUAGE", "en", "GITHUB_TOKEN", "of-somebody", "PLATFORMS", "no platform"));

        assertThat(err.toString()).isEmpty();
        assertThat(code).isZero();
        assertThat(out.toString())
                .contains("[PORTER]gcr.io/google-samples/hello-app:1.0")
                .containsPattern("docker pull 127\\.0\\.0\\.1:[0-9]+/mirrored/hello-app:1\\.0")
                .contains("closed as completed, labelled porter and success")
                .contains("All went well")
                .contains("GitHub tells the daemon by its webhook, and is answered 202")
                .as("for the delivery, and before it is closed; had the list shown it, once")
                .contains("2 x GET /issues/N ")
                .doesNotContain("token-of-the-demo", "secret-of-the-demo");
    }

    private int run(Map<String, String> environment) {
        CommandLine line = SyncImage.commandLine(environment);
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute("demo");
    }
}
