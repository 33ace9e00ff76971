package io.github.syncimage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoutesCommandTest {
    @TempDir
    private Path folder;

    @Test
    void listsEachRouteWithItsSentence() {
        CommandLineRun run = run("routes");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("mirror-image", "Asks upstream and target")
                .doesNotContain("<svg");
    }

    @Test
    void drawsIntoAFileOrToStandardOutput() throws IOException {
        Path file = folder.resolve("flow.svg");

        assertThat(run("routes", "--picture", file.toString()).exitCode()).isZero();
        assertThat(Files.readString(file)).contains("<svg", "mirror-image");
        assertThat(run("routes", "--picture", "-").out()).isEqualTo(Files.readString(file));
        assertThat(run("routes", "--format", "mermaid").out()).startsWith("flowchart LR");
    }

    /** {@code make drawings} writes it anew. */
    @Test
    void theDrawingInTheDocumentationIsCurrent() throws IOException {
        Path drawing = Path.of("docs/flow.svg");
        String current = run("routes", "--picture", "-").out();
        if (Boolean.getBoolean("drawings.write")) {
            Files.writeString(drawing, current);
        }
        assertThat(Files.readString(drawing))
                .as("`make drawings` makes it current")
                .isEqualTo(current);
    }

    @Test
    void saysWhereItCannotWriteAndWhatItCannotRead() {
        assertThat(run("routes", "--picture", "/nowhere/flow.svg").exitCode()).isEqualTo(2);
        assertThat(run("routes", "--format", "png").exitCode()).isEqualTo(2);
    }

    private static CommandLineRun run(String... arguments) {
        return CommandLineRun.of(Path.of("").toAbsolutePath(), Map.of(), arguments);
    }
}
