package io.github.syncimage.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.copy.plan.CopyResult;
import io.github.syncimage.copy.plan.Dialect;
import io.github.syncimage.demo.Artifacts;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.testing.DockerRegistry;
import io.github.syncimage.testing.ShellCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Artifacts that the real oras pushes, in real registries, and the commands of answers, run by a shell. */
class ArtifactsIT {
    private static final TwoRegistries REGISTRIES = new TwoRegistries();
    private static DockerRegistry upstream;
    private static DockerRegistry target;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        upstream = DockerRegistry.start();
        target = DockerRegistry.start();
    }

    @AfterAll
    static void stop() {
        REGISTRIES.close();
        upstream.close();
        target.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--artifact-type application/x", "--config conf.json:application/vnd.example+json"})
    void orasPullsWhatOrasPushed(String options) throws Exception {
        Files.writeString(folder.resolve("notes.txt"), "notes");
        Files.writeString(folder.resolve("conf.json"), "{}");
        String name = "files" + options.hashCode();
        run(folder, "oras push " + options + " " + local(upstream) + "/a/" + name + ":1 notes.txt:text/plain");

        CopyResult result = copy(ImageReference.parse(upstream.host() + "/a/" + name + ":1"), "b/" + name + ":1");

        Path pulled = Files.createDirectory(folder.resolve("pulled"));
        run(pulled, result.command());
        assertThat(result.command()).startsWith("oras pull ");
        assertThat(pulled.resolve("notes.txt")).hasContent("notes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"config only", "wasm artifact", "typed entries"})
    void orasCopiesWhatHasNoTitles(String what) throws Exception {
        String name = what.replace(' ', '-');
        ImageReference source = REGISTRIES.source("a/" + name + ":1", Artifacts.of(what));

        CopyResult result = copy(source, "b/" + name + ":1");

        assertThat(result.command()).endsWith(" --to-oci-layout " + name + ":1");
        run(folder, result.command());
        assertThat(Files.readString(folder.resolve(name + "/index.json")))
                .contains(result.targetDigest().toString());
    }

    /** Of a chart oras takes the whole, since it has no titles; Helm itself is not to be had. */
    @Test
    void aChartComesByteForByte() {
        CopyResult result = copy(REGISTRIES.source("a/chart:1.2.3_b", Artifacts.helm("chart")), "b/chart:1.2.3_b");

        assertThat(result.command()).isEqualTo("helm pull oci://" + target.host() + "/b/chart --version 1.2.3+b");
        run(folder, "oras manifest fetch " + local(target) + "/b/chart@" + result.sourceDigest());
    }

    private static CopyResult copy(ImageReference source, String to) {
        return REGISTRIES.copy(source, TwoRegistries.at(target.host(), to), "linux/arm64", Dialect.AUTO);
    }

    /** By this name oras speaks plain HTTP unasked. */
    private static String local(DockerRegistry registry) {
        return registry.host().replace("127.0.0.1", "localhost");
    }

    private static void run(Path folder, String command) {
        String[] words =
                List.of("sh", "-c", command.replace("127.0.0.1", "localhost")).toArray(String[]::new);
        ShellCommand.Result result = ShellCommand.run(folder, Map.of(), words);
        assertThat(result.exit()).as(command + ": " + result).isZero();
    }
}
