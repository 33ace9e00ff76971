package io.github.syncimage.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.testing.ShellCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** {@code scripts/install.sh}, below a folder of its own: {@code make install DESTDIR=…}. */
class InstallIT {
    @TempDir
    private Path root;

    @BeforeEach
    void install() throws Exception {
        script("install");
    }

    @Test
    void whatIsInstalledRunsWithTheOperatorsFilesBesideIt() throws Exception {
        Path routes = Files.createDirectories(root.resolve("etc/sync-image/overrides/routes"));
        Files.writeString(routes.resolve("post-process.camel.yaml"), "- : [");

        String printed = run(
                2,
                List.of(root.resolve("opt/sync-image/bin/sync-image").toString(), "check"),
                Map.of("GITHUB_TOKEN", "t"));

        assertThat(printed)
                .contains("overrides/routes/post-process.camel.yaml: ")
                .contains("github.repo")
                .doesNotContain("Exception");
    }

    @Test
    void theOperatorsFilesStay() throws Exception {
        Path config = root.resolve("etc/sync-image/configs/config.yaml");
        Path token = root.resolve("etc/sync-image/secrets/github_token");
        Files.writeString(config, "report.language: en");
        Files.writeString(token, "mine");
        Path old = Files.writeString(root.resolve("opt/sync-image/lib/old.jar"), "");

        script("install");

        assertThat(config).hasContent("report.language: en");
        assertThat(token).hasContent("mine");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(token)))
                .isEqualTo("rw-------");
        assertThat(old).doesNotExist();

        script("uninstall");

        assertThat(config).hasContent("report.language: en");
        assertThat(files()).allMatch(file -> file.startsWith("etc/sync-image/"));
    }

    static boolean systemdIsThere() {
        return Stream.of("/usr/bin/systemd-analyze", "/bin/systemd-analyze")
                .anyMatch(path -> Files.exists(Path.of(path)));
    }

    @Test
    @EnabledIf(value = "systemdIsThere", disabledReason = "without systemd-analyze its unit cannot be verified")
    void systemdTakesTheUnit() throws Exception {
        String unit = Files.readString(root.resolve("usr/local/lib/systemd/system/sync-image.service"));
        // It looks for the program at the path that the unit names.
        Path copy = Files.writeString(root.resolve("sync-image.service"), unit.replace("/opt/", root + "/opt/"));

        assertThat(run(0, List.of("systemd-analyze", "verify", "--man=no", copy.toString()), Map.of()))
                .isEmpty();
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString())
                    .toList();
        }
    }

    private void script(String what) {
        run(0, List.of("scripts/install.sh", what), Map.of("DESTDIR", root.toString()));
    }

    /** All that it printed. */
    private String run(int expected, List<String> command, Map<String, String> environment) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("SYNC_IMAGE_HOME", root.resolve("etc/sync-image").toString());
        ShellCommand.Result result = ShellCommand.run(Path.of(""), all, command.toArray(String[]::new));
        assertThat(result.exit()).as(result.err()).isEqualTo(expected);
        return result.out() + result.err();
    }
}
