package io.github.syncimage.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.testing.ShellCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive of a release, unpacked and started as somebody does who has nothing else of the project. */
class DistIT {
    @TempDir
    private static Path folder;

    private static Path checkout;
    private static Path archive;
    private static Path program;

    @BeforeAll
    static void unpack() throws Exception {
        // Of its own, because other tests use what was built meanwhile.
        checkout = Files.createDirectories(folder.resolve("checkout"));
        run(
                Path.of(""),
                "cp",
                "-r",
                "--parents",
                "target/sync-image.jar",
                "target/lib",
                "bin",
                "routes",
                "configs",
                "scripts",
                "README.md",
                "README.zh.md",
                "CHANGELOG.md",
                "LICENSE",
                "pom.xml",
                checkout.toString());
        // As an earlier build leaves it, whose library had another version.
        Files.writeString(checkout.resolve("target/lib/old-0.1.jar"), "of an earlier build");
        archive = checkout.resolve(run(checkout, "scripts/dist.sh").strip());
        run(folder, "tar", "-xzf", archive.toString());
        program = folder.resolve(archive.getFileName().toString().replace(".tar.gz", ""));
    }

    @Test
    void itsNameIsTheVersionThatTheProgramNames() throws Exception {
        String version = run(folder, program + "/bin/sync-image", "--version").split("[ \n]")[1];
        assertThat(archive.getFileName()).hasToString("sync-image-" + version + ".tar.gz");
    }

    @Test
    void itsRulesRoutesAndTemplatesAreFoundFromAnywhere() throws Exception {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        assertThat(run(
                        elsewhere,
                        program + "/bin/sync-image",
                        "check",
                        "-t",
                        "t",
                        "-u",
                        "octo",
                        "-p",
                        "hello",
                        "--set",
                        "registries.generic.registry=quay.io",
                        "--set",
                        "app.data_dir=" + elsewhere))
                .startsWith("ok: octo/hello to quay.io, 16 rules (")
                .contains(program + "/configs/rules.yaml");
    }

    @Test
    void theArchiveOfClassesIsMadeWhereItRunsAndUsed() throws Exception {
        run(folder, program + "/scripts/class-data.sh", program + "/sync-image.jar");
        assertThat(program.resolve("sync-image.jsa")).isNotEmptyFile();
        Path log = folder.resolve("classes");

        ShellCommand.run(
                        folder,
                        Map.of("JDK_JAVA_OPTIONS", "-Xlog:class+load:file=" + log),
                        program + "/bin/sync-image",
                        "explain",
                        "--title",
                        "[PORTER]nginx:1.27")
                .orThrow();

        assertThat(Files.readString(log))
                .containsPattern("io\\.github\\.syncimage\\.Main source: shared objects file \\(top\\)");
    }

    @Test
    void nothingOfAnOperatorOrOfAnEarlierBuildIsInIt() throws IOException {
        try (Stream<Path> files = Files.walk(program)) {
            assertThat(files.map(file -> program.relativize(file).toString()))
                    .contains(
                            "LICENSE",
                            "configs/rules.yaml",
                            "configs/mirrors.yaml",
                            "configs/config.example.yaml",
                            "routes/poll-issues.camel.yaml")
                    .doesNotContain("configs/config.yaml", "configs/camel.properties", "secrets", "lib/old-0.1.jar");
        }
    }

    @Test
    void theChecksumFitsAndTheSameSourcesGiveTheSameArchive() throws Exception {
        String before = Files.readString(Path.of(archive + ".sha256"));
        run(archive.getParent(), "sha256sum", "--check", archive.getFileName() + ".sha256");
        run(checkout, "scripts/dist.sh");
        assertThat(Files.readString(Path.of(archive + ".sha256"))).isEqualTo(before);
    }

    @Test
    void theChangelogHasNotesForThisVersionAndNoneForAnother() throws Exception {
        String version = program.getFileName().toString().replace("sync-image-", "");
        assertThat(run(Path.of(""), "scripts/release-notes.sh", version)).contains("### For operators");
        assertThat(ShellCommand.run(Path.of(""), Map.of(), "scripts/release-notes.sh", "9.9.9")
                        .exit())
                .isEqualTo(1);
    }

    /** Its standard output. */
    private static String run(Path directory, String... command) {
        ShellCommand.Result result = ShellCommand.run(directory, Map.of(), command);
        assertThat(result.exit()).as(result.err()).isZero();
        return result.out();
    }
}
