package io.github.syncimage.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.acceptance.Program;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The built jar with its libraries beside it, as a user starts it, from a folder that is not the project's. */
class JarIT {
    private static final Path JAR = Path.of("target/sync-image.jar").toAbsolutePath();

    @TempDir
    Path folder;

    @Test
    void theVersionComesFromTheManifest() throws Exception {
        assertThat(run(0, "--version"))
                .matches("sync-image \\d+\\.\\d+\\.\\d+\\S*( \\([0-9a-f]{12}, \\d{4}-\\d\\d-\\d\\d\\))?\n");
    }

    @Test
    void itFindsItsHomeAroundTheJar() throws Exception {
        assertThat(run(
                        0,
                        "check",
                        "-t",
                        "t",
                        "-u",
                        "octo",
                        "-p",
                        "hello",
                        "--set",
                        "registries.generic.registry=quay.io"))
                .startsWith("ok: octo/hello to quay.io, 16 rules (")
                .contains("configs/rules.yaml");
    }

    @Test
    void theWorkingDirectorysFilesCountWithoutRoutesBesideThem() throws Exception {
        Files.createDirectories(folder.resolve("configs"));
        Files.writeString(
                folder.resolve("configs/config.yaml"),
                "github: {token: t, user: octo, repo: hello}\nregistries.generic.registry: cwd.example.com\n");
        assertThat(run(0, "explain", "--title", "[PORTER]nginx:1")).contains("\"cwd.example.com/nginx:1\"");
        assertThat(run(0, "check")).startsWith("ok: octo/hello to cwd.example.com, 16 rules (configs/config.yaml;");

        Files.writeString(folder.resolve("configs/rules.yaml"), "\"^quay.io\": quay\n");
        assertThat(run(0, "explain", "--title", "[PORTER]nginx:1")).contains("unsupported_registry");
        assertThat(run(0, "check")).contains(", 1 rules (configs/config.yaml; rules of configs/rules.yaml)");
    }

    @Test
    void theDemoSaysWhereItLooksForRoutes() throws Exception {
        Path alone = Files.createDirectories(folder.resolve("app/bin")).resolve("sync-image.jar");
        Files.copy(JAR, alone);
        Files.createSymbolicLink(alone.resolveSibling("lib"), JAR.resolveSibling("lib"));

        Program demo = Program.startJar(alone, folder, List.of(), "demo").ended(2);

        assertThat(demo.err().lines()).singleElement().asString().contains("routes/", "SYNC_IMAGE_HOME");
    }

    @Test
    void problemsGoToStderr() throws Exception {
        Program check = start("check", "-c", "absent.yaml").ended(2);

        assertThat(check.out()).isEmpty();
        assertThat(check.err()).startsWith("absent.yaml: there is no such file\n");
    }

    @Test
    void aDaemonWithoutRoutesDoesNotStart() throws Exception {
        Files.createDirectories(folder.resolve("routes"));
        Files.createSymbolicLink(folder.resolve("configs"), Path.of("configs").toAbsolutePath());

        Program once =
                start("once", "-t", "t", "-u", "octo", "-p", "hello", "--set", "registries.generic.registry=quay.io");

        assertThat(once.ended(2).err()).contains("routes: there are none\n");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aKilledCommandLeavesNothingInTheTemporaryFolder() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            String registry = "127.0.0.1:" + silent.getLocalPort();
            try (Program copy = start("copy", registry + "/a/b:1", registry + "/c/d:1")) {
                Path maps = Path.of("/proc", String.valueOf(copy.pid()), "maps");
                await().until(() -> Files.readString(maps).contains("libsqlitejdbc.so"));
                assertThat(Files.readString(maps))
                        .contains(JAR.resolveSibling("lib/org/sqlite/native/Linux")
                                .toString());
            }
        }
        assertThat(folder.resolve("tmp")).isEmptyDirectory();
    }

    /** Its standard output. */
    private String run(int exitCode, String... arguments) throws IOException, InterruptedException {
        return start(arguments).ended(exitCode).out();
    }

    private Program start(String... arguments) throws IOException {
        return Program.startBy(
                List.of(),
                folder,
                List.of("-Djava.io.tmpdir=" + Files.createDirectories(folder.resolve("tmp"))),
                Map.of("SYNC_IMAGE_DATA", folder.resolve("data").toString()),
                arguments);
    }
}
