package io.github.syncimage.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.acceptance.ClassArchive;
import io.github.syncimage.testing.ShellCommand;
import io.github.syncimage.testing.ShellCommand.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code bin/sync-image}: what it does with the archive of classes and with the operator's options, where it was built, and
 * what without an archive that fits, laid out as in the container image.
 */
class LauncherIT {
    @TempDir
    Path folder;

    private Path home;

    @BeforeEach
    void layOut() throws IOException {
        home = Files.createDirectories(folder.resolve("home"));
        Files.createDirectories(home.resolve("bin"));
        Files.copy(Path.of("bin/sync-image"), home.resolve("bin/sync-image"));
        assertThat(home.resolve("bin/sync-image").toFile().setExecutable(true)).isTrue();
        Files.copy(Path.of("target/sync-image.jar"), home.resolve("sync-image.jar"));
        for (String part : List.of("target/lib", "routes", "configs")) {
            Path real = Path.of(part).toAbsolutePath();
            Files.createSymbolicLink(home.resolve(real.getFileName()), real);
        }
    }

    @Test
    void startsThroughALinkWithoutAnArchive() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("sync-image"), home.resolve("bin/sync-image"));

        Result result = run(Map.of(), link.toString(), "--version");

        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(result.out()).startsWith("sync-image ");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void passesOverAnArchiveThatDoesNotFit() throws Exception {
        Files.writeString(home.resolve("sync-image.jsa"), "this is no archive");

        Result result = run(Map.of(), launcher(), "--version");

        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(result.out()).hasLineCount(1);
        assertThat(result.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "once", "copy", "explain"})
    void everyCommandStartsAndItsExitCodeComesThrough(String command) throws Exception {
        Result result = run(Map.of(), built(), command, "--no-such-option");

        assertThat(result.exit()).as(result.err()).isEqualTo(2);
        assertThat(result.err()).startsWith("sync-image: ").contains("(see sync-image " + command + " --help)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS"})
    void leavesTheCollectorToTheOperator(String variable) throws Exception {
        Result result = run(Map.of(variable, "-XX:+UseG1GC"), built(), "--version");

        assertThat(result.exit()).as(result.err()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "'', run, 104",
        "'', --config nowhere.yaml, 104",
        "-Xmx300m, run, 300",
        "-XX:MaxHeapSize=300m, run, 300",
        "-Xmx40g, copy, 40960",
        "-XX:MaxRAM=4g, copy, 1024",
        "-XX:MaxRAM=4g, --debug once, 1024",
    })
    void givesTheDaemonASmallHeapUnlessTheOperatorSaysHowMuch(String said, String arguments, int mebibytes)
            throws Exception {
        assertThat(heap(said, arguments)).isEqualTo(mebibytes);
    }

    /** A quarter of 256 GiB would need longer addresses than the archive was made with. */
    @Test
    void usesTheArchiveOnALargeMachineToo() throws Exception {
        for (String command : List.of("once", "copy", "explain")) {
            Path log = folder.resolve("classes");

            run(
                    Map.of("JDK_JAVA_OPTIONS", "-XX:MaxRAM=256g -Xlog:class+load:file=" + log),
                    built(),
                    command,
                    "--no-such-option");

            assertThat(Files.readString(log))
                    .as(command)
                    .containsPattern("io\\.github\\.syncimage\\.Main source: shared objects file \\(top\\)");
        }
    }

    /** The largest heap in MiB that a command would get, told by the Java machine before it starts. */
    private long heap(String said, String arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(built()));
        command.addAll(List.of(arguments.split(" ")));
        command.add("--no-such-option");
        Result result = run(Map.of("JDK_JAVA_OPTIONS", said + " -XX:+PrintFlagsFinal"), command.toArray(String[]::new));
        Matcher flag = Pattern.compile("size_t MaxHeapSize +:?= ([0-9]+)").matcher(result.out());
        assertThat(flag.find()).as(result.out() + result.err()).isTrue();
        return Long.parseLong(flag.group(1)) / (1 << 20);
    }

    @Test
    void saysWhereTheJarShouldBe() throws Exception {
        Files.delete(home.resolve("sync-image.jar"));

        Result result = run(Map.of(), launcher(), "--version");

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).startsWith("sync-image: there is no ").contains("make build");
    }

    /** With an archive, which fits its jar at its place alone. */
    private static String built() throws IOException {
        ClassArchive.makeOnce();
        return Path.of("bin/sync-image").toAbsolutePath().toString();
    }

    private String launcher() {
        return home.resolve("bin/sync-image").toString();
    }

    private Result run(Map<String, String> environment, String... command) throws IOException {
        return ShellCommand.run(Files.createDirectories(folder.resolve("elsewhere")), environment, command);
    }
}
