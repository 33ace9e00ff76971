package io.github.syncimage.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.syncimage.demo.registry.LoopbackImages;
import io.github.syncimage.testing.FreePort;
import io.github.syncimage.testing.Gate;
import io.github.syncimage.testing.Waiting;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The built program as its own process: exit codes, signals, health. */
class ProgramIT {
    /** As operators are promised; copies in work get 20 of it, and hold on for minutes here. */
    private static final int STOPS_WITHIN_SECONDS = 30;

    @TempDir
    private Path folder;

    private World world;
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        world = new World(folder);
        world.upstream.add(
                "google-samples/hello-app", "1.0", LoopbackImages.index("hello", "linux/amd64", "linux/arm64"));
    }

    @AfterEach
    void close() throws InterruptedException {
        for (Process process : started) {
            // While it is there it may write into the folder that JUnit is about to remove.
            process.destroyForcibly().waitFor();
        }
        world.close();
    }

    @Test
    void runAnswersTellsItsHealthAndEndsWithZeroOnSigterm() throws Exception {
        int port = FreePort.find();
        world.with("app.http_port", String.valueOf(port));
        Process run = start("run");
        int issue = world.github.open("[PORTER]gcr.io/google-samples/hello-app:1.0", "", "alice", "porter");
        await().until(() -> !world.github.issue(issue).open());

        assertThat(get(port, "/observe/health/live").statusCode()).isEqualTo(200);
        assertThat(get(port, "/observe/health/ready").statusCode()).isEqualTo(200);
        assertThat(get(port, "/observe/metrics").body())
                .contains("sync_image_requests_total{outcome=\"mirrored\"} 1.0", "sync_image_github_away_seconds 0.0")
                .containsPattern("sync_image_moved_bytes_total [1-9]");

        run.destroy();
        assertThat(run.waitFor(STOPS_WITHIN_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(run.exitValue()).as(output()).isZero();
        assertThat(output()).doesNotContain(World.TOKEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/manifests/", "/blobs/"})
    void runStopsInTimeInTheMiddleOfACopyAndTheNextOneFinishesIt(String held) throws Exception {
        try (Gate gate =
                Gate.closed(world.upstream.uri(), request -> request.line().contains(held))) {
            world.through("gcr.io", gate.uri());
            Process run = start("run");
            int issue = world.github.open("[PORTER]gcr.io/google-samples/hello-app:1.0", "", "alice", "porter");
            await().until(gate::holds);

            run.destroy();
            assertThat(run.waitFor(STOPS_WITHIN_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(run.exitValue()).as(output()).isZero();
            assertThat(output()).doesNotContain("InterruptedException", "Error processing exchange");
            assertThat(world.github.issue(issue).open()).isTrue();

            gate.open();
            assertThat(exit("once")).as(output()).isZero();
            assertThat(world.github.issue(issue).open()).isFalse();
            assertThat(world.github.comments(issue)).hasSize(1);
        }
    }

    @Test
    void onceIsZeroWhenNothingIsOpenAndOneWhenARequestFailed() throws Exception {
        assertThat(exit("once")).as(output()).isZero();

        world.github.open("[PORTER]gcr.io/google-samples/hello-app:9.9", "", "alice", "porter");
        assertThat(exit("once")).as(output()).isEqualTo(1);
        assertThat(exit("once")).as(output()).isZero();
    }

    @Test
    void aRefusalIsNoFailureWhereOnlyThoseAreAskedFor() throws Exception {
        world.github.open("[PORTER]example.com/a/b:1", "", "alice", "porter");
        assertThat(exit("once", "--only-failures")).as(output()).isZero();
        assertThat(output()).contains("refused 1, failed 0");

        world.with("github.api_url", "http://127.0.0.1:1/api/v3");
        assertThat(exit("once", "--only-failures")).as(output()).isEqualTo(1);
    }

    @Test
    void theLogNamesEachImageAlsoARefusedOne() throws Exception {
        int served = world.github.open("[PORTER]gcr.io/google-samples/hello-app:1.0", "", "alice", "porter");
        int refused = world.github.open("[PORTER]example.com/a/b:1", "", "alice", "porter");
        assertThat(exit("once")).isEqualTo(1);
        assertThat(output())
                .contains("issue " + served + ": mirrored gcr.io/google-samples/hello-app:1.0 -> ")
                .contains("issue " + refused + ": refused example.com/a/b:1 (unsupported_registry)");
    }

    @Test
    void asJsonEveryLineIsAnObjectWithoutSecrets() throws Exception {
        world.with("app.log_format", "json");
        world.with("app.debug", "true");
        world.github.open("[PORTER]gcr.io/google-samples/hello-app:1.0", "", "alice", "porter");
        assertThat(exit("once")).as(output()).isZero();

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

        assertThat(exit("once")).isEqualTo(1);
        assertThat(output().lines().filter(line -> line.contains("GitHub cannot be reached: ")))
                .hasSize(1);
        assertThat(output()).doesNotContain("\tat ");
    }

    @Test
    void runNamesBrokenRoutesAndExitsWithTwo() throws Exception {
        Path route = world.route("close-issue");
        Files.writeString(route, Files.readString(route).replace("- choice", "- chioce"));

        assertThat(exit("run")).isEqualTo(2);
        assertThat(output())
                .startsWith("routes/github/close-issue.camel.yaml: ")
                .hasLineCount(1);
    }

    @Test
    void onceRefusesToStartWithoutTheRouteThatEverythingBeginsWith() throws Exception {
        Files.delete(world.home.routes().resolve("poll-issues.camel.yaml"));

        assertThat(exit("once")).isEqualTo(2);
        assertThat(output())
                .startsWith("routes/poll-issues.camel.yaml: the route is missing")
                .hasLineCount(1);
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                Path.of("target/sync-image.jar").toAbsolutePath().toString()));
        command.addAll(Arrays.asList(arguments));
        world.options().forEach((key, value) -> command.addAll(List.of("--set", key + "=" + value)));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("SYNC_IMAGE_HOME", folder.toString());
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private int exit(String... arguments) throws Exception {
        Process process = start(arguments);
        assertThat(process.waitFor(Waiting.LONG.toSeconds(), TimeUnit.SECONDS))
                .as(output())
                .isTrue();
        return process.exitValue();
    }

    private Path log() {
        return folder.resolve("output.log");
    }

    private String output() throws IOException {
        return Files.exists(log()) ? Files.readString(log()) : "";
    }

    private static HttpResponse<String> get(int port, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .build(),
                        BodyHandlers.ofString());
    }
}
