package bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What goes in comes out: the benchmark's line loses, repeats and reorders nothing. */
class LineSimulatorTest {
    @Test
    void carriesBothDirectionsAndTheirEnds() throws Exception {
        byte[] question = new byte[300_000];
        new Random(1).nextBytes(question);
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                LineSimulator line = new LineSimulator(server.getLocalPort(), Duration.ofMillis(4), 50_000_000)) {
            CompletableFuture<Void> echo = CompletableFuture.runAsync(() -> echoOnce(server));
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), line.port())) {
                CompletableFuture<byte[]> answer = CompletableFuture.supplyAsync(() -> readAll(client));
                OutputStream out = client.getOutputStream();
                out.write(question);
                client.shutdownOutput();
                assertThat(answer.get()).isEqualTo(question);
            }
            echo.get();
            assertThat(line.connections()).isEqualTo(1);
        }
    }

    private static void echoOnce(ServerSocket server) {
        try (Socket connection = server.accept()) {
            connection.getInputStream().transferTo(connection.getOutputStream());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static byte[] readAll(Socket socket) {
        try {
            InputStream in = socket.getInputStream();
            return in.readAllBytes();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
