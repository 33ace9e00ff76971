package io.github.syncimage.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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

    private String script(String what) throws Exception {
        return run(0, List.of("scripts/install.sh", what), Map.of("DESTDIR", root.toString()));
    }

    private String run(int expected, List<String> command, Map<String, String> environment) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.matches("(GITHUB|GENERIC|HUAWEI|JDK|JAVA_TOOL|_JAVA)_.*"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment()
                .put("SYNC_IMAGE_HOME", root.resolve("etc/sync-image").toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isEqualTo(expected);
        return printed;
    }
}
