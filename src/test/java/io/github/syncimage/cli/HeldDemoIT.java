package io.github.syncimage.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code demo --hold} as a newcomer runs it, and ends it. */
class HeldDemoIT {
    private static final Path JAR = Path.of("target/sync-image.jar").toAbsolutePath();
    private static final Pattern ADDRESS = Pattern.compile("(?m)^     (http://127\\.0\\.0\\.1:\\d+/)   ");

    @TempDir
    private Path folder;

    @Test
    void staysUpUntilItIsInterruptedAndLeavesNothing() throws Exception {
        Path out = folder.resolve("out");
        Process demo = new ProcessBuilder(
                        // Whoever runs the tests in the background has its children ignore the signal.
                        "env",
                        "--default-signal=INT",
                        "java",
                        "-Djava.io.tmpdir=" + Files.createDirectories(folder.resolve("tmp")),
                        "-jar",
                        JAR.toString(),
                        "demo",
                        "--hold")
                .redirectOutput(out.toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
        try {
            await().until(() -> addresses(out).size() == 2);
            assertThat(body(addresses(out).get(0))).contains("<title>sync-image</title>", "index.js");
            String view = addresses(out).get(1);
            assertThat(body(view)).contains("operator.js");
            await().until(() -> body(view + "api/v1/flow").contains("\"work\":{\"running\":2"));

            new ProcessBuilder("kill", "-INT", String.valueOf(demo.pid()))
                    .start()
                    .waitFor();
            assertThat(demo.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(demo.exitValue()).isZero();
            assertThat(Files.readString(folder.resolve("err"))).isEmpty();
            try (Stream<Path> left = Files.list(folder.resolve("tmp"))) {
                assertThat(left.filter(file -> file.getFileName().toString().startsWith("sync-image")))
                        .isEmpty();
            }
        } finally {
            demo.destroyForcibly();
        }
    }

    private static List<String> addresses(Path out) throws IOException {
        return ADDRESS.matcher(Files.readString(out, UTF_8))
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }

    private static String body(String address) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofString())
                .body();
    }
}
