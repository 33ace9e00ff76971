package io.github.syncimage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A file that is there and cannot be read is a problem, for {@code check} and for the start, and never taken for one that
 * is not there. Tests run as root, who may read everything, so links that lead nowhere and folders take its place.
 */
class UnreadableFilesTest {
    @TempDir
    Path home;

    @BeforeEach
    void files() {
        CommandLineRun.copy(home, "routes", "configs");
    }

    @ParameterizedTest
    @CsvSource({
        "configs/camel.properties, link",
        "configs/camel.properties, folder",
        "configs/camel.properties, latin1",
        "configs/camel.properties, escape",
        "overrides/configs/camel.properties, link",
        "configs/templates/zh/failed.mustache, link",
        "configs/templates/zh/failed.mustache, folder",
        "overrides/configs/templates/zh/failed.mustache, link",
        "configs/rules.yaml, link",
        "configs/rules.yaml, folder",
        "overrides/configs/rules.yaml, link",
    })
    void isNamedByCheckAndByTheStart(String name, String what) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        Files.deleteIfExists(file);
        switch (what) {
            case "link" -> Files.createSymbolicLink(file, home.resolve("nowhere"));
            case "folder" -> Files.createDirectory(file);
            case "latin1" -> Files.write(file, "name=Grüße\n".getBytes(StandardCharsets.ISO_8859_1));
            default -> Files.writeString(file, "name=\\u12\n");
        }
        for (String command : new String[] {"check", "once"}) {
            CommandLineRun run = CommandLineRun.of(
                    home,
                    Map.of(
                            "GITHUB_TOKEN", "t",
                            "GITHUB_REPOSITORY", "octo/hello",
                            "GITHUB_API_URL", "http://127.0.0.1:1",
                            "GENERIC_REGISTRY", "127.0.0.1:1"),
                    command);
            assertThat(run.err())
                    .as(command)
                    .contains(Path.of(name).getFileName().toString())
                    .hasLineCount(1);
            assertThat(run.exitCode()).as(command).isEqualTo(2);
        }
    }
}
