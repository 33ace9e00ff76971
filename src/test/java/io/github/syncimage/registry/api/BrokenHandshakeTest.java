package io.github.syncimage.registry.api;

import static io.github.syncimage.registry.api.Samples.blob;
import static io.github.syncimage.registry.api.Samples.repository;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.registry.HostSettings;
import io.github.syncimage.registry.Manifest;
import io.github.syncimage.testing.Authority;
import io.github.syncimage.testing.DaemonThread;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A load balancer that breaks TLS handshakes, as one does that is being replaced: temporary for each kind of call. */
class BrokenHandshakeTest {
    private static final Manifest MANIFEST = Samples.manifest("{}");
    private static final byte[] LAYER = Samples.random(Samples.MIB);

    private static Authority authority;
    private static HttpsServer server;

    private ServerSocket balancer;
    private RegistryClient client;
    private final AtomicInteger connections = new AtomicInteger();
    private volatile Set<Integer> broken = Set.of();

    @BeforeAll
    static void startRegistry(@TempDir Path folder) throws IOException {
        authority = Authority.in(folder, "registry.example");
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.setHttpsConfigurator(new HttpsConfigurator(authority.server()));
        server.createContext("/", BrokenHandshakeTest::answer);
        server.start();
    }

    private static void answer(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
        String path = exchange.getRequestURI().getPath();
        var headers = exchange.getResponseHeaders();
        // Every request makes a handshake of its own.
        headers.set("Connection", "close");
        headers.set("Location", "/v2/a/blobs/uploads/1");
        headers.set("Docker-Content-Digest", MANIFEST.digest().toString());
        headers.set(
                "WWW-Authenticate",
                "Bearer realm=\"https://" + exchange.getRequestHeaders().getFirst("Host") + "/token\"");
        byte[] body = path.equals("/token")
                ? "{\"token\":\"t\"}".getBytes()
                : path.contains("/blobs/sha256:") ? LAYER : MANIFEST.bytes();
        headers.set("Content-Type", path.contains("/manifests/") ? MANIFEST.mediaType() : "application/json");
        boolean known = exchange.getRequestHeaders().containsKey("Authorization") || !path.startsWith("/v2/locked/");
        int status = !known
                ? 401
                : switch (exchange.getRequestMethod()) {
                    case "POST" -> 202;
                    case "PUT" -> 201;
                    default -> 200;
                };
        if (exchange.getRequestMethod().equals("GET")) {
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        } else {
            if (exchange.getRequestMethod().equals("HEAD")) {
                headers.set("Content-Length", "" + body.length);
            }
            exchange.sendResponseHeaders(status, -1);
        }
        exchange.close();
    }

    @AfterAll
    static void stopRegistry() {
        server.stop(0);
    }

    @BeforeEach
    void start() throws IOException {
        balancer = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        DaemonThread.start(() -> {
            while (true) {
                Socket socket = balancer.accept();
                DaemonThread.start(() -> serve(socket));
            }
        });
        String host = "localhost:" + balancer.getLocalPort();
        client = Samples.client(name -> new HostSettings(host, null, false, null, 16, null, authority.pem()));
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        balancer.close();
    }

    private void serve(Socket socket) throws IOException {
        try (socket) {
            if (broken.contains(connections.incrementAndGet())) {
                // The beginning of the client's hello was read, and nothing is said to it.
                socket.getInputStream().read();
                return;
            }
            try (Socket registry = new Socket(
                    InetAddress.getLoopbackAddress(), server.getAddress().getPort())) {
                DaemonThread.start(() -> {
                    registry.getInputStream().transferTo(socket.getOutputStream());
                    socket.shutdownOutput();
                });
                socket.getInputStream().transferTo(registry.getOutputStream());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "HEAD of a manifest, 1, 3",
        "GET of a manifest, 1, 3",
        "HEAD of a blob, 1, 3",
        "GET of a blob, 1, 3",
        "start of an upload, 1, 4",
        "body of an upload, 2, 4",
        "PUT of a manifest, 1, 3",
        "token, 2, 5",
    })
    void isMadeAgain(String kind, int from, int atLeast) {
        broken = Set.of(from, from + 1);
        String host = "localhost:" + balancer.getLocalPort();
        ImageReference image =
                repository(host, kind.equals("token") ? "locked" : "a").tag("1");
        switch (kind) {
            case "GET of a manifest" -> assertThat(client.getManifest(image)).isPresent();
            case "HEAD of a blob" ->
                assertThat(client.hasBlob(image.repository(), blob(LAYER).digest()))
                        .isTrue();
            case "GET of a blob" ->
                assertThat(client.getBlob(image.repository(), blob(LAYER), LAYER.length))
                        .isEqualTo(LAYER);
            case "start of an upload", "body of an upload" ->
                client.putBlob(image.repository(), blob(LAYER), offset -> new ByteArrayInputStream(LAYER));
            case "PUT of a manifest" -> client.putManifest(image, MANIFEST);
            default -> assertThat(client.headManifest(image)).isPresent();
        }
        assertThat(connections).hasValueGreaterThanOrEqualTo(atLeast);
    }
}
