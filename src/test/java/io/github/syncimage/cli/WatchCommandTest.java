package io.github.syncimage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.demo.ExchangeCall;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.demo.LoopbackRegistry;
import io.github.syncimage.demo.SampleImage;
import io.github.syncimage.registry.Credentials;
import io.github.syncimage.text.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class WatchCommandTest {
    private static final SampleImage ONE = LoopbackImages.index("one", "linux/amd64", "linux/arm64");
    private static final SampleImage TWO = LoopbackImages.index("two", "linux/amd64", "linux/arm64");

    private final LoopbackRegistry upstream = new LoopbackRegistry();
    private final LoopbackRegistry target = new LoopbackRegistry();
    private String out = "";
    private String err = "";

    @TempDir
    private Path home;

    @AfterEach
    void close() {
        upstream.close();
        target.close();
    }

    @Test
    void checkSaysWhatWouldBeCopiedAndSendsNothing() throws IOException {
        upstream.add("a/app", "1.0", ONE);
        upstream.add("a/app", "1.1", TWO);
        Path file = list("{source: quay.io/a/app, type: repository, tags: {semverRange: ['>=1.1']}}");

        assertThat(run("watch", "--file", file.toString(), "--check")).isZero();

        assertThat(out)
                .contains("new       quay.io/a/app:1.1 -> " + target.host() + "/mirror/app:1.1")
                .contains("quay.io/a/app: 1 of 2 tags are meant; 1 new")
                .doesNotContain("1.0");
        assertThat(target.calls()).noneMatch(ExchangeCall::writes);
        assertThat(err).isEmpty();
    }

    @Test
    void onceCopiesByTheRulesAndReportsEachTag() throws IOException {
        upstream.add("a/app", "1.0", ONE);
        Path file = list("{source: quay.io/a/app, type: repository, all: true}");
        Path report = home.resolve("report.jsonl");

        assertThat(run("watch", "--file", file.toString(), "--once", "--json", "--report", report.toString()))
                .isZero();

        assertThat(target.manifest("mirror/app", "1.0").orElseThrow().digest()).isEqualTo(ONE.digest());
        assertThat(lines(out)).singleElement().satisfies(line -> assertThat(line)
                .containsEntry("list", "list")
                .containsEntry("entry", "quay.io/a/app")
                .containsEntry("tag", "1.0")
                .containsEntry("outcome", "mirrored")
                .containsEntry("source", "quay.io/a/app:1.0")
                .containsEntry("target", target.host() + "/mirror/app:1.0")
                .containsEntry("source_digest", ONE.digest().toString())
                .containsKeys("size", "moved", "seconds", "mirrored"));
        assertThat(Files.readString(report)).isEqualTo(out);

        upstream.add("a/app", "1.0", TWO);
        assertThat(run("watch", "--file", file.toString(), "--once", "--json")).isZero();
        assertThat(lines(out)).singleElement().satisfies(line -> assertThat(line)
                .containsEntry("previous", ONE.digest().toString())
                .containsEntry("source_digest", TWO.digest().toString()));

        assertThat(run("watch", "--file", file.toString(), "--once", "--json")).isZero();
        assertThat(lines(out)).singleElement().satisfies(line -> assertThat(line)
                .containsEntry("outcome", "present"));
    }

    @Test
    void exitsWith1WhereATagFailsOrAListIsIncomplete() throws IOException {
        upstream.add("a/app", "1.0", ONE);
        upstream.add("a/app", "1.1", TWO);
        upstream.failNext(100, 403, call -> call.path().endsWith("/manifests/1.0"));
        Path file = list(
                "{source: quay.io/a/app, type: repository, all: true}",
                "{source: quay.io/b/absent, type: repository, all: true}");

        assertThat(run("watch", "--file", file.toString(), "--once", "--json")).isEqualTo(1);

        assertThat(lines(out))
                .extracting(line -> line.get("outcome") + " " + line.get("reason"))
                .containsExactlyInAnyOrder("refused private_or_absent", "mirrored null", "failed entry");
        assertThat(target.manifest("mirror/app", "1.1")).isPresent();
        assertThat(run("watch", "--file", file.toString(), "--check")).isEqualTo(1);
        assertThat(out)
                .contains("new       quay.io/a/app:1.0 -> ")
                .contains("quay.io/b/absent: failed: could not list the tags (quay.io/b/absent): there are none");
    }

    @Test
    void aBadFileIsWrongUsage() throws IOException {
        Path file = list("{source: quay.io/a/app, type: repository, tag: {allow: [x]}}");

        assertThat(run("watch", "--file", file.toString(), "--check")).isEqualTo(2);
        assertThat(err)
                .contains(file + ":2: sync[0].tag: unknown key")
                .contains(file + ":2: sync[0].tags: says no tags");
        assertThat(run("watch", "--file", home.resolve("none.yml").toString(), "--once"))
                .isEqualTo(2);
        assertThat(err).contains("there is no such file");
    }

    @Test
    void needsAFileAndWhatToDo() {
        assertThat(run("watch", "--check")).isEqualTo(2);
        assertThat(err).contains("give --file, or watch.file in the configuration");
        assertThat(run("watch", "--file", "x.yml")).isEqualTo(2);
        assertThat(err).contains("(--check | --once)");
    }

    @Test
    void whatHasNoEffectIsWarnedOf() throws IOException {
        Path file = home.resolve("list.yml");
        Files.writeString(file, "defaults: {parallel: 3}\nsync: []\n");

        assertThat(run("watch", "--check", "--set", "watch.file=" + file)).isZero();
        assertThat(err)
                .isEqualTo("warning: " + file + ":1: defaults.parallel: has no effect here" + System.lineSeparator());
    }

    @Test
    void aStepThatIsTooLargeAsksForForce() throws IOException {
        upstream.add("a/app", "1.0", ONE);
        upstream.add("a/app", "1.1", TWO);
        Path file = list("{source: quay.io/a/app, type: repository, all: true}");

        assertThat(run("watch", "--file", file.toString(), "--once", "--set", "watch.largest_step=1"))
                .isEqualTo(1);
        assertThat(out).contains("2 tags are to be copied, more than watch.largest_step (1), so none is");
        assertThat(target.calls()).noneMatch(ExchangeCall::writes);
        assertThat(run("watch", "--file", file.toString(), "--once", "--set", "watch.largest_step=1", "--force"))
                .isZero();
        assertThat(target.tags("mirror/app")).hasSize(2);
    }

    @Test
    void credentialsOfTheFileServeWhereTheConfigurationHasNone() throws IOException {
        upstream.add("a/app", "1.0", ONE);
        upstream.requireBasic(new Credentials("me", "s3cret"), false);
        Path file = home.resolve("list.yml");
        Files.writeString(
                file,
                "creds: [{registry: quay.io, user: me, pass: '{{env \"PASSWORD\"}}'}]\n"
                        + "sync: [{source: 'quay.io/a/app:1.0', type: image}]\n");

        assertThat(run("watch", "--file", file.toString(), "--once")).isZero();
        assertThat(target.manifest("mirror/app", "1.0")).isPresent();
        assertThat(out + err).doesNotContain("s3cret");
    }

    private Path list(String... entries) throws IOException {
        List<String> lines = new ArrayList<>(List.of("sync:"));
        for (String entry : entries) {
            lines.add("- " + entry);
        }
        return Files.write(home.resolve("list.yml"), lines);
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of(
                "--set", "registries.generic.registry=" + target.host(),
                "--set", "registries.generic.namespace=mirror",
                "--set", "registries.hosts.quay.io.endpoint=" + upstream.uri()));
        StringWriter output = new StringWriter();
        StringWriter errors = new StringWriter();
        CommandLine line = SyncImage.commandLine(Map.of("SYNC_IMAGE_HOME", home.toString(), "PASSWORD", "s3cret"));
        int code = line.setOut(new PrintWriter(output))
                .setErr(new PrintWriter(errors))
                .execute(all.toArray(String[]::new));
        out = output.toString();
        err = errors.toString();
        return code;
    }

    private static List<Map<String, Object>> lines(String text) {
        return text.lines()
                .map(line -> {
                    try {
                        return Json.read(line.getBytes(StandardCharsets.UTF_8));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .toList();
    }
}
