package io.github.syncimage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoutesCommandTest {
    private static final Pattern FLOW =
            Pattern.compile("(<!-- flow: made by `make drawings` -->\n```mermaid\nflowchart LR\n)[^`]*?(\n```)");
    private static final Pattern ROUTE = Pattern.compile("[a-z][a-z-]*");

    @TempDir
    private Path folder;

    @Test
    void listsEachRouteWithItsSentence() {
        CommandLineRun run = run("routes");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("mirror-image", "Asks upstream and target")
                .doesNotContain("flowchart");
    }

    @Test
    void drawsIntoAFileOrToStandardOutput() throws IOException {
        Path file = folder.resolve("flow.mmd");

        assertThat(run("routes", "--picture", file.toString()).exitCode()).isZero();
        assertThat(Files.readString(file)).startsWith("flowchart LR").contains("watch --> mirror-image");
        assertThat(run("routes", "--picture", "-").out()).isEqualTo(Files.readString(file));
        assertThat(run("routes", "--format", "mermaid").out()).isEqualTo(Files.readString(file));
    }

    /** How GitHub is spoken to is left out. {@code make drawings} writes it anew. */
    @ParameterizedTest
    @ValueSource(strings = {"README.md", "README.zh.md", "docs/architecture.md"})
    void theDrawingInTheDocumentationIsCurrent(Path page) throws IOException {
        String story = run("routes", "--picture", "-")
                .out()
                .lines()
                .skip(1)
                .collect(Collectors.joining("\n"))
                .replaceFirst("(?s)  subgraph github\n.*?  end\n", "")
                .lines()
                .filter(line -> ROUTE.matcher(line)
                        .results()
                        .noneMatch(route -> Files.exists(Path.of("routes/github", route.group() + ".camel.yaml"))))
                .collect(Collectors.joining("\n"));
        String text = Files.readString(page);
        String current = FLOW.matcher(text).replaceFirst("$1" + Matcher.quoteReplacement(story) + "$2");
        if (Boolean.getBoolean("drawings.write")) {
            Files.writeString(page, current);
        }
        assertThat(Files.readString(page))
                .as("`make drawings` makes it current")
                .isEqualTo(current);
        assertThat(current).contains(story);
    }

    @Test
    void saysWhereItCannotWriteAndWhatItCannotRead() {
        assertThat(run("routes", "--picture", "/nowhere/flow.mmd").exitCode()).isEqualTo(2);
        assertThat(run("routes", "--format", "svg").exitCode()).isEqualTo(2);
    }

    private static CommandLineRun run(String... arguments) {
        return CommandLineRun.of(Path.of("").toAbsolutePath(), Map.of(), arguments);
    }
}
