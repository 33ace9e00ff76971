package io.github.syncimage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.demo.LoopbackServer;
import io.github.syncimage.demo.Response;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sync-image notify}. */
class NotifyCommandTest {
    @TempDir
    private Path home;

    private CommandLineRun run(String config, String... arguments) throws Exception {
        if (Files.notExists(home.resolve("routes"))) {
            CommandLineRun.copy(home, "routes", "configs/templates");
        }
        Files.writeString(home.resolve("configs/config.yaml"), config);
        return CommandLineRun.of(home, Map.of(), arguments);
    }

    @Test
    void triesEachOnceAndSaysWhatCameBack() throws Exception {
        try (var server = new LoopbackServer(
                "r", true, request -> Response.of(request.path().equals("/ok") ? 200 : 503))) {
            String config = """
                    notify:
                      - { name: good, kind: slack, url: "%1$s/ok" }
                      - { name: bad, kind: webhook, url: "%1$s/t0psecret", secret: x, events: [mirrored] }
                    """.formatted(server.uri());

            CommandLineRun both = run(config, "notify");
            assertThat(both.out()).isEqualToNormalizingNewlines("good: ok\nbad: HTTP 503\n");
            assertThat(both.exitCode()).isEqualTo(1);
            assertThat(server.calls()).hasSize(2);
            assertThat(server.calls().get(1).body()).contains("io.github.syncimage.test");

            CommandLineRun one = run(config, "notify", "good");
            assertThat(one.exitCode()).isZero();
            assertThat(server.calls()).hasSize(3);

            CommandLineRun unknown = run(config, "notify", "better");
            assertThat(unknown.exitCode()).isEqualTo(2);
            assertThat(unknown.err()).startsWith("sync-image: no receiver of notify is called 'better'");
            assertThat(both.out() + both.err() + unknown.err()).doesNotContain("t0psecret");
        }
    }

    @Test
    void withoutReceiversThereIsNothingToTry() throws Exception {
        assertThat(run("{}\n", "notify").exitCode()).isEqualTo(2);
    }
}
