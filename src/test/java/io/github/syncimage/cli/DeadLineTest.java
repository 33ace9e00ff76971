package io.github.syncimage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.testing.Front;
import io.github.syncimage.testing.LogLines;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code once} on a line that is dead in its ways: it ends by itself, with 1 and a line that says so. */
@Tag("slow")
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class DeadLineTest {
    @TempDir
    Path home;

    @Test
    void onAHostThatTakesNoConnection() throws IOException {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<Socket> waiting = fill(full);
            endsWithOneLine(URI.create("http://127.0.0.1:" + full.getLocalPort()));
            for (Socket socket : waiting) {
                socket.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void onAHostThatSaysNothing(String scheme) throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        // For https this is a handshake that never ends: its first bytes are no head of a request.
        try (Front silent = Front.alone().script((request, client) -> await(end))) {
            endsWithOneLine(URI.create(scheme + "://" + silent.host()));
        } finally {
            end.countDown();
        }
    }

    private void endsWithOneLine(URI github) {
        try (LogLines log = new LogLines()) {
            CommandLineRun run = CommandLineRun.of(
                    home,
                    Map.of(
                            "GITHUB_TOKEN", "t",
                            "GITHUB_REPOSITORY", "octo/hello",
                            "GITHUB_API_URL", github.toString(),
                            "GENERIC_REGISTRY", "127.0.0.1:1",
                            "SYNC_IMAGE_HTTP_PORT", "0"),
                    "once");
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(log.with("no answer from GitHub since")).hasSize(1);
            assertThat(log.with("GitHub cannot be reached").stream().filter(line -> !line.contains("from comments")))
                    .hasSize(1);
        }
    }

    /** Connects until the system has no place for another connection. */
    private static List<Socket> fill(ServerSocket server) throws IOException {
        List<Socket> waiting = new ArrayList<>();
        while (waiting.size() < 64) {
            Socket socket = new Socket();
            try {
                socket.connect(server.getLocalSocketAddress(), 500);
                waiting.add(socket);
            } catch (SocketTimeoutException full) {
                return waiting;
            }
        }
        throw new IllegalStateException("it takes any number of connections");
    }

    private static boolean await(CountDownLatch end) {
        return wait(end, 600);
    }

    private static boolean wait(CountDownLatch end, int seconds) {
        try {
            return end.await(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
