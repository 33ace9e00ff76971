package io.github.syncimage.scale;

import static org.awaitility.Awaitility.await;

import io.github.syncimage.acceptance.Program;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.awaitility.core.ConditionTimeoutException;

/** One of a {@link Fleet}: the built program as a process, and the port of its health and metrics. */
final class Daemon implements AutoCloseable {
    final String node;
    private final Program program;
    private final String address;

    Daemon(String node, Program program, String address) {
        this.node = node;
        this.program = program;
        this.address = address;
    }

    /** Returns when its routes run. */
    Daemon awaitReady() throws IOException {
        try {
            await(node + " is ready").until(() -> status("/observe/health/ready") == 200);
        } catch (ConditionTimeoutException e) {
            // What it waited for is only known while it does.
            throw new AssertionError(node + " is not ready: " + log() + program.threads(), e);
        }
        return this;
    }

    /** An HTTP status; 0 while nobody answers. */
    int status(String path) {
        try {
            return get(path).statusCode();
        } catch (IOException notThere) {
            return 0;
        }
    }

    /** What it says of itself, {@code /observe/metrics}. */
    String read(String path) throws IOException {
        return get(path).body();
    }

    private HttpResponse<String> get(String path) throws IOException {
        try {
            return HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(URI.create(address + path)).build(), BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** SIGKILL, as where its machine loses its power. */
    void kill() throws InterruptedException {
        program.kill();
    }

    /** SIGSTOP: it does nothing any more, and knows nothing of it. */
    void pause() throws IOException, InterruptedException {
        program.signal("STOP");
    }

    /** SIGCONT: it goes on as if no time had passed. */
    void goOn() throws IOException, InterruptedException {
        program.signal("CONT");
    }

    /** SIGTERM; returns when it has ended, in order. */
    void terminate() throws InterruptedException {
        program.terminate();
    }

    /** Waits until it has ended by itself. */
    void ended(int exitCode) throws InterruptedException {
        program.ended(exitCode);
    }

    /** Returns when its log has such a line. */
    Daemon awaitLog(String line) {
        await(node + " logs " + line).until(() -> log().contains(line));
        return this;
    }

    /** How many lines of its log have that. */
    long times(String part) {
        return log().lines().filter(line -> line.contains(part)).count();
    }

    String log() {
        return program.err();
    }

    @Override
    public void close() {
        program.close();
    }
}
