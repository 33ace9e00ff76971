package io.github.syncimage.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.syncimage.acceptance.Program;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.testing.FreePort;
import io.github.syncimage.testing.Gate;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The built program as its own process: exit codes, signals, health. */
class ProgramIT {
    @RegisterExtension
    private final World world = new World();

    private final List<Program> started = new ArrayList<>();

    @AfterEach
    void close() {
        started.forEach(Program::close);
    }

    @Test
    void runAnswersTellsItsHealthAndEndsWithZeroOnSigterm() throws Exception {
        int port = FreePort.find();
        world.with("app.http_port", String.valueOf(port));
        Program run = start("run");
        int issue = world.open(World.HELLO);
        world.awaitClosed(issue);

        assertThat(get(port, "/observe/health/live").statusCode()).isEqualTo(200);
        assertThat(get(port, "/observe/health/ready").statusCode()).isEqualTo(200);
        await().untilAsserted(() -> assertThat(get(port, "/observe/metrics").body())
                .contains("sync_image_requests_total{outcome=\"mirrored\"} 1.0", "sync_image_github_away_seconds 0.0")
                .containsPattern("sync_image_moved_bytes_total [1-9]"));

        run.terminate();
        assertThat(output()).doesNotContain(World.TOKEN);
    }

    /** One copy waits for a manifest, the other for a blob. */
    @ParameterizedTest
    @CsvSource({"run, 0", "once, 143"})
    void stopsInTimeInTheMiddleOfACopyAndTheNextOneFinishesIt(String command, int exitCode) throws Exception {
        world.upstream.add("google-samples/second", "1.0", LoopbackImages.index("second", "linux/amd64"));
        try (Gate gate = Gate.closed(
                world.upstream.uri(), request -> request.line().matches(".*/(second/blobs|hello-app/manifests)/.*"))) {
            world.through("gcr.io", gate.uri());
            int blob = world.open("[PORTER]gcr.io/google-samples/second:1.0");
            Program stopped = start(command);
            await().until(gate::holds);
            int manifest = world.open(World.HELLO);
            await().until(() -> gate.held().toString().contains("/manifests/"));

            stopped.signal("TERM");
            stopped.ended(exitCode);
            // Nobody else waits for the end: two that do may wait for each other.
            assertThat(output())
                    .doesNotContain("InterruptedException", "Error processing exchange", "JVM shutdown hook");
            assertThat(world.github.issue(blob).open()).isTrue();
            assertThat(world.github.issue(manifest).open()).isTrue();

            gate.open();
            start("once").ended(0);
            for (int issue : new int[] {blob, manifest}) {
                assertThat(world.github.issue(issue).open()).isFalse();
                assertThat(world.github.comments(issue)).hasSize(1);
            }
        }
    }

    @Test
    void aRefusalIsNoFailureWhereOnlyThoseAreAskedForAndTheLogNamesEachImage() throws Exception {
        int served = world.open(World.HELLO);
        int refused = world.open("[PORTER]example.com/a/b:1");
        start("once", "--only-failures").ended(0);
        assertThat(output())
                .contains("mirrored 1", "refused 1, failed 0")
                .contains("issue " + served + ": mirrored gcr.io/google-samples/hello-app:1.0 -> ")
                .contains("issue " + refused + ": refused example.com/a/b:1 (unsupported_registry)");
    }

    @Test
    void asJsonEveryLineIsAnObjectWithoutSecrets() throws Exception {
        world.with("app.log_format", "json");
        world.with("app.debug", "true");
        world.open(World.HELLO);
        start("once").ended(0);

        ObjectMapper json = new ObjectMapper();
        List<String> messages = new ArrayList<>();
        // What the command itself prints is one line.
        assertThat(output().lines().filter(line -> !line.startsWith("{"))).hasSize(1);
        for (String line : output().lines().filter(line -> line.startsWith("{")).toList()) {
            messages.add(json.readTree(line).path("message").asText());
        }
        assertThat(messages)
                .anyMatch(message -> message.contains(": mirrored gcr.io/google-samples/hello-app:1.0 -> "));
        assertThat(output()).doesNotContain(World.TOKEN);
    }

    @Test
    void onceSaysInALineThatGitHubCannotBeReached() throws Exception {
        // Nobody listens there; another server might get the port of one that was closed.
        world.with("github.api_url", "http://127.0.0.1:1/api/v3");
        Program strict = start("once");
        world.with("app.data_dir", world.folder.resolve("other").toString());
        Program lenient = start("once", "--only-failures");

        for (Program once : List.of(strict, lenient)) {
            once.ended(1);
            assertThat((once.err() + once.out()).lines().filter(line -> line.contains("GitHub cannot be reached: ")))
                    .hasSize(1);
        }
    }

    @Test
    void runNamesBrokenRoutesAndExitsWithTwo() throws Exception {
        Path route = world.route("close-issue");
        Files.writeString(route, Files.readString(route).replace("- choice", "- chioce"));

        start("run").ended(2);
        assertThat(output())
                .startsWith("routes/github/close-issue.camel.yaml: ")
                .hasLineCount(1);
    }

    @Test
    void onceRefusesToStartWithoutTheRouteThatEverythingBeginsWith() throws Exception {
        Files.delete(world.home.routes().resolve("poll-issues.camel.yaml"));

        start("once").ended(2);
        assertThat(output())
                .startsWith("routes/poll-issues.camel.yaml: the route is missing")
                .hasLineCount(1);
    }

    private Program start(String... arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of(arguments));
        world.options().forEach((key, value) -> words.addAll(List.of("--set", key + "=" + value)));
        Program program = Program.startBy(
                List.of(),
                world.folder,
                List.of(),
                Map.of("SYNC_IMAGE_HOME", world.folder.toString()),
                words.toArray(String[]::new));
        started.add(program);
        return program;
    }

    /** What all of them have said, at stderr and stdout. */
    private String output() {
        return started.stream().map(program -> program.err() + program.out()).collect(Collectors.joining());
    }

    private static HttpResponse<String> get(int port, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .build(),
                        BodyHandlers.ofString());
    }
}
