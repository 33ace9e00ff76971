package io.github.syncimage.registry.api;

import static io.github.syncimage.registry.api.Samples.blob;
import static io.github.syncimage.registry.api.Samples.repository;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.syncimage.registry.Credentials;
import io.github.syncimage.registry.HostSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls that follow each other share a connection: a far registry costs a round trip a call, not three. */
class ConnectionReuseTest {
    private static final byte[] CONTENT = Samples.random(400_000);

    private final Set<Integer> connections = ConcurrentHashMap.newKeySet();
    private HttpServer server;
    private RegistryClient client;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.createContext("/", exchange -> {
            connections.add(exchange.getRemoteAddress().getPort());
            exchange.getRequestBody().readAllBytes();
            answer(exchange);
            exchange.close();
        });
        server.start();
        client = Samples.client(host -> HostSettings.of(host).withCredentials(new Credentials("ann", "secret")));
    }

    private static void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String range = exchange.getRequestHeaders().getFirst("Range");
        if (exchange.getRequestHeaders().getFirst("Authorization") == null) {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"x\"");
            respond(exchange, 401, "{\"errors\":[]}".getBytes());
        } else if (path.contains("/manifests/")) {
            respond(exchange, 404, "{\"errors\":[{\"code\":\"MANIFEST_UNKNOWN\"}]}".getBytes());
        } else if (path.contains("/uploads/")) {
            exchange.getResponseHeaders().set("Location", "/v2/a/blobs/uploads/1");
            respond(exchange, exchange.getRequestMethod().equals("POST") ? 202 : 201, new byte[0]);
        } else if (range == null) {
            respond(exchange, 200, CONTENT);
        } else {
            exchange.getResponseHeaders().set("Content-Range", "bytes 1000-100999/" + CONTENT.length);
            respond(exchange, 206, java.util.Arrays.copyOfRange(CONTENT, 1000, 101_000));
        }
    }

    private static void respond(HttpExchange exchange, int status, byte[] body) throws IOException {
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, head || body.length == 0 ? -1 : body.length);
        if (!head) {
            exchange.getResponseBody().write(body);
        }
    }

    @AfterEach
    void stop() {
        client.close();
        server.stop(0);
    }

    @Test
    void keepsOneConnectionForAllThatComesAfterEachOther() throws IOException {
        var repository = repository("127.0.0.1:" + server.getAddress().getPort(), "a");
        for (int i = 0; i < 5; i++) {
            assertThat(client.getManifest(repository.tag("absent"))).isEmpty();
            assertThat(client.hasBlob(repository, blob(CONTENT).digest())).isTrue();
            try (InputStream part =
                    client.openRange(repository, blob(CONTENT), 1000, 100_000).orElseThrow()) {
                assertThat(part.readAllBytes()).hasSize(100_000);
            }
            try (InputStream whole = client.openBlob(repository, blob(CONTENT))) {
                assertThat(whole.readAllBytes()).isEqualTo(CONTENT);
            }
            Samples.put(client, repository, CONTENT);
        }
        assertThat(connections).hasSize(1);
    }

    @Test
    void breaksTheConnectionOfAStreamThatIsNotReadToItsEnd() throws IOException {
        var repository = repository("127.0.0.1:" + server.getAddress().getPort(), "a");
        for (int i = 0; i < 3; i++) {
            try (InputStream whole = client.openBlob(repository, blob(CONTENT))) {
                assertThat(whole.readNBytes(10)).hasSize(10);
            }
        }
        assertThat(connections).hasSize(3);
    }
}
