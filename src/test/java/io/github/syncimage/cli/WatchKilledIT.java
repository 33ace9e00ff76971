package io.github.syncimage.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.acceptance.Program;
import io.github.syncimage.demo.ExchangeCall;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.demo.LoopbackRegistry;
import io.github.syncimage.testing.Gate;
import io.github.syncimage.testing.TagWrites;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code watch --once} as a process that is killed in the middle of a list. */
class WatchKilledIT {
    private static final List<String> TAGS = List.of("1.0", "1.1", "1.2", "1.3", "1.4", "1.5");
    private static final int DONE = 2;
    private static final Pattern TOLD = Pattern.compile("\"tag\":\"([^\"]+)\",\"outcome\":\"([^\"]+)\"");

    private final LoopbackRegistry upstream = new LoopbackRegistry();
    private final LoopbackRegistry target = new LoopbackRegistry();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        upstream.close();
        target.close();
    }

    @Test
    void theNextRunGoesOnWhereOneThatWasKilledHasCome() throws Exception {
        TAGS.forEach(tag -> upstream.add("a/app", tag, LoopbackImages.index("app" + tag, "linux/amd64")));
        Files.writeString(
                folder.resolve("list.yml"),
                "sync: [{source: quay.io/a/app, type: repository, all: true, referrers: false}]\n");
        Path report = folder.resolve("report.jsonl");

        // From the third image on no blob comes.
        try (Gate gate = Gate.closed(
                        upstream.uri(),
                        call -> call.line().contains("/blobs/")
                                && target.tags("mirror/app").size() == DONE);
                Program killed = start(gate.uri())) {
            await().until(gate::holds);
            await().until(() -> told(report, "mirrored").size() == DONE);
            killed.kill();
        }
        List<String> done = told(report, "mirrored");
        assertThat(done).as("what the killed run has reported").hasSize(DONE);
        assertThat(target.tags("mirror/app")).containsExactlyInAnyOrderElementsOf(done);

        int asked = upstream.calls().size();
        int sent = target.calls().size();
        try (Program again = start(upstream.uri())) {
            again.ended(0);
        }

        assertThat(told(report, "present")).containsExactlyInAnyOrderElementsOf(done);
        assertThat(told(report, "mirrored")).hasSize(TAGS.size() - DONE).doesNotContainAnyElementsOf(done);
        assertThat(TAGS).allSatisfy(tag -> assertThat(
                        target.manifest("mirror/app", tag).orElseThrow().digest())
                .isEqualTo(upstream.manifest("a/app", tag).orElseThrow().digest()));
        List<String> tags = done.stream().map(tag -> "/manifests/" + tag).toList();
        assertThat(upstream.calls().stream().skip(asked).filter(call -> ends(call, tags)))
                .as("what is done costs a HEAD each")
                .hasSize(DONE)
                .allSatisfy(call -> assertThat(call.method()).isEqualTo("HEAD"));
        assertThat(target.calls().stream().skip(sent).filter(call -> ends(call, tags)))
                .isEmpty();
        TagWrites.assertEachOnce(target, TAGS);
    }

    private static boolean ends(ExchangeCall call, List<String> endings) {
        return endings.stream().anyMatch(call.path()::endsWith);
    }

    private Program start(URI quay) throws IOException {
        return Program.start(
                folder,
                "watch",
                "--file",
                "list.yml",
                "--once",
                "--report",
                "report.jsonl",
                "--set",
                "registries.generic.registry=" + target.host(),
                "--set",
                "registries.generic.namespace=mirror",
                "--set",
                "registries.hosts.quay.io.endpoint=" + quay);
    }

    /** The tags of which that was reported. */
    private static List<String> told(Path report, String outcome) throws IOException {
        return Files.readAllLines(report).stream()
                .map(TOLD::matcher)
                .filter(Matcher::find)
                .filter(told -> told.group(2).equals(outcome))
                .map(told -> told.group(1))
                .toList();
    }
}
