package io.github.syncimage.registry.api;

import static io.github.syncimage.registry.api.Samples.repository;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.registry.Credentials;
import io.github.syncimage.registry.HostSettings;
import io.github.syncimage.registry.Manifest;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.testing.Authority;
import io.github.syncimage.testing.DaemonThread;
import io.github.syncimage.testing.Front;
import io.github.syncimage.testing.TunnelProxy;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real TLS with a certificate authority of our own, directly and through proxies. */
class TlsAndProxyTest {
    private static final Manifest MANIFEST = Samples.manifest("{}");
    private static final List<String> calls = new CopyOnWriteArrayList<>();
    /** {@code ann:pass word} */
    private static final String ANN = "Basic YW5uOnBhc3Mgd29yZA==";

    private static Authority authority;
    private static HttpsServer server;
    private static Front plain;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        authority = Authority.in(folder, "registry.example");
        plain = Front.alone().answer(request -> Front.reply(200, "{\"token\":\"t\"}"));
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.setHttpsConfigurator(new HttpsConfigurator(authority.server()));
        server.createContext("/v2/behind/", TlsAndProxyTest::sayHttp);
        server.createContext("/v2/tokens/", TlsAndProxyTest::wantAToken);
        server.createContext("/token", exchange -> {
            calls.add(
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath() + " "
                            + exchange.getRequestHeaders().getFirst("Authorization"));
            byte[] token = "{\"token\":\"t\"}".getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, token.length);
            exchange.getResponseBody().write(token);
            exchange.close();
        });
        server.createContext("/", exchange -> {
            calls.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Proxy-Authorization"));
            describeManifest(exchange, 200);
        });
        server.start();
    }

    /** As a registry does that knows nothing of the TLS in front of it. */
    private static void sayHttp(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
        calls.add(exchange.getRequestMethod() + " "
                + exchange.getRequestURI().getPath() + " "
                + exchange.getRequestHeaders().getFirst("Authorization"));
        exchange.getResponseHeaders().set("Location", "http://" + localhost() + "/v2/behind/blobs/uploads/1");
        exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"x\"");
        boolean known = exchange.getRequestHeaders().containsKey("Authorization");
        exchange.sendResponseHeaders(known ? exchange.getRequestMethod().equals("POST") ? 202 : 201 : 401, -1);
        exchange.close();
    }

    /** With a realm that it names by http, as the path says. */
    private static void wantAToken(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        calls.add(exchange.getRequestMethod() + " " + path + " "
                + exchange.getRequestHeaders().getFirst("Authorization"));
        String realm = "http://" + (path.contains("/own/") ? localhost() : plain.host()) + "/token";
        exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer realm=\"" + realm + "\"");
        describeManifest(exchange, exchange.getRequestHeaders().containsKey("Authorization") ? 200 : 401);
    }

    private static void describeManifest(HttpExchange exchange, int status) throws IOException {
        var headers = exchange.getResponseHeaders();
        headers.set("Content-Type", MANIFEST.mediaType());
        headers.set("Docker-Content-Digest", MANIFEST.digest().toString());
        headers.set("Content-Length", "" + MANIFEST.bytes().length);
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    @AfterAll
    static void stop() {
        plain.close();
        server.stop(0);
    }

    @BeforeEach
    void forget() {
        calls.clear();
        plain.forget();
    }

    private static String localhost() {
        return "localhost:" + server.getAddress().getPort();
    }

    private static HostSettings settings(String host, URI proxy, Path caFile) {
        return HostSettings.of(host).with(new HostSettings.Network(null, false, proxy, caFile, null));
    }

    private static void pull(String host, HostSettings settings, Map<String, String> environment) {
        try (RegistryClient client = Samples.client(name -> settings, environment)) {
            assertThat(client.headManifest(repository(host, "a").tag("1"))).contains(MANIFEST.descriptor());
        }
    }

    @Test
    void trustsTheConfiguredAuthority() {
        pull(localhost(), settings(localhost(), null, authority.pem()), Map.of());
        assertThat(calls).containsExactly("HEAD /v2/a/manifests/1 null");
    }

    @Test
    void staysOnTlsWhereTheHostCallsItselfHttp() {
        byte[] content = Samples.random(Samples.MIB);
        HostSettings settings =
                settings(localhost(), null, authority.pem()).withCredentials(new Credentials("ann", "pass word"));
        try (RegistryClient client = Samples.client(name -> settings, Map.of())) {
            Samples.put(client, repository(localhost(), "behind"), content);
        }
        assertThat(calls)
                .containsExactly(
                        "POST /v2/behind/blobs/uploads/ null",
                        "POST /v2/behind/blobs/uploads/ " + ANN,
                        "PUT /v2/behind/blobs/uploads/1 " + ANN);
    }

    /** A password, and a refresh token that goes in the body. */
    @ParameterizedTest
    @CsvSource({"ann, GET", "<token>, POST"})
    void asksItsOwnTokenServiceByTls(String user, String method) {
        HostSettings settings =
                settings(localhost(), null, authority.pem()).withCredentials(new Credentials(user, "pass word"));
        try (RegistryClient client = Samples.client(name -> settings, Map.of())) {
            assertThat(client.headManifest(repository(localhost(), "tokens/own").tag("1")))
                    .contains(MANIFEST.descriptor());
        }
        assertThat(calls)
                .containsExactly(
                        "HEAD /v2/tokens/own/manifests/1 null",
                        method + " /token " + (method.equals("GET") ? ANN : "null"),
                        "HEAD /v2/tokens/own/manifests/1 Bearer t");
    }

    /** Not even where the host may lead wherever it likes; who has no login is given a token there. */
    @ParameterizedTest
    @ValueSource(strings = {"ann", "<token>"})
    void sendsNoLoginFromTlsToPlainHttp(String user) {
        HostSettings anonymous =
                HostSettings.of(localhost()).with(new HostSettings.Network(null, false, null, authority.pem(), true));
        HostSettings settings = anonymous.withCredentials(new Credentials(user, "pass word"));
        ImageReference image = repository(localhost(), "tokens/others").tag("1");
        try (RegistryClient client = Samples.client(name -> settings, Map.of())) {
            assertThatThrownBy(() -> client.headManifest(image))
                    .hasMessageContaining("are never sent to plain HTTP at 127.0.0.1");
        }
        assertThat(plain.calls()).isEmpty();

        try (RegistryClient client = Samples.client(name -> anonymous, Map.of())) {
            assertThat(client.headManifest(image)).contains(MANIFEST.descriptor());
        }
        assertThat(plain.calls()).hasSize(1);
    }

    @Test
    void trustsNobodyElseAndTriesOnce() {
        assertThatThrownBy(() -> pull(localhost(), settings(localhost(), null, null), Map.of()))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.temporary()).isFalse())
                .hasMessageContaining("TLS: ")
                .hasMessageContaining("unable to find valid certification path");
    }

    /** A load balancer breaks handshakes while it is being replaced. */
    @Test
    void makesAHandshakeAgainThatBreaks() throws IOException {
        AtomicInteger connections = new AtomicInteger();
        try (ServerSocket balancer = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            DaemonThread.start(() -> {
                while (true) {
                    Socket client = balancer.accept();
                    boolean breaks = connections.incrementAndGet() <= 2;
                    DaemonThread.start(() -> balance(client, breaks));
                }
            });
            String host = "localhost:" + balancer.getLocalPort();
            pull(host, settings(host, null, authority.pem()), Map.of());
        }
        assertThat(connections).hasValueGreaterThanOrEqualTo(3);
    }

    private static void balance(Socket client, boolean breaks) throws IOException {
        try (client) {
            if (breaks) {
                // The beginning of the client's hello was read, and nothing is said to it.
                client.getInputStream().read();
                return;
            }
            try (Socket registry = new Socket(
                    InetAddress.getLoopbackAddress(), server.getAddress().getPort())) {
                DaemonThread.start(() -> registry.getInputStream().transferTo(client.getOutputStream()));
                client.getInputStream().transferTo(registry.getOutputStream());
            }
        }
    }

    @Test
    void refusesACertificateOfAnotherName() {
        try (TunnelProxy proxy = new TunnelProxy(server.getAddress().getPort(), null)) {
            assertThatThrownBy(() -> pull(
                            "registry.other", settings("registry.other", proxy.uri(""), authority.pem()), Map.of()))
                    .isInstanceOfSatisfying(RegistryException.class, e -> assertThat(e.temporary())
                            .isFalse())
                    .hasMessageContaining("registry.other");
            assertThat(proxy.calls()).hasSize(1);
        }
    }

    @Test
    void saysThatTheAuthoritysFileIsMissing() {
        Path missing = Path.of("no-such-file.pem");
        assertThatThrownBy(() -> pull(localhost(), settings(localhost(), null, missing), Map.of()))
                .hasMessageContaining("cannot use the certificate authorities in no-such-file.pem");
    }

    @Test
    void saysThatAHostSpeaksNoTls() throws IOException {
        // As a server of plain HTTP answers to a TLS greeting.
        byte[] answer = "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        try (ServerSocket plain = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            DaemonThread.start(() -> {
                try (Socket client = plain.accept()) {
                    client.getInputStream().read();
                    client.getOutputStream().write(answer);
                    client.shutdownOutput();
                    client.getInputStream().transferTo(OutputStream.nullOutputStream());
                }
            });
            String host = "localhost:" + plain.getLocalPort();
            assertThatThrownBy(() -> pull(host, settings(host, null, null), Map.of()))
                    .hasMessageContaining("the host does not speak TLS");
        }
    }

    @Test
    void tunnelsThroughAProxyThatWantsCredentials() {
        try (TunnelProxy proxy = new TunnelProxy(server.getAddress().getPort(), ANN)) {
            URI address = proxy.uri("ann:pass%20word@");
            pull("registry.example", settings("registry.example", address, authority.pem()), Map.of());

            assertThat(proxy.calls()).containsOnly("CONNECT registry.example:443 HTTP/1.1");
            assertThat(calls).containsExactly("HEAD /v2/a/manifests/1 null");
        }
    }

    @Test
    void saysThatTheProxyRefuses() {
        try (TunnelProxy proxy = new TunnelProxy(server.getAddress().getPort(), ANN)) {
            HostSettings settings = settings("registry.example", proxy.uri("ann:wrong@"), authority.pem());
            assertThatThrownBy(() -> pull("registry.example", settings, Map.of()))
                    .hasMessageContaining("the proxy refuses: HTTP 407");
            assertThat(calls).isEmpty();
        }
    }

    @Test
    void takesTheProxyOfTheEnvironment() {
        HostSettings settings = settings("registry.example", null, authority.pem());
        try (TunnelProxy proxy = new TunnelProxy(server.getAddress().getPort(), null)) {
            pull(
                    "registry.example",
                    settings,
                    Map.of("https_proxy", proxy.uri("").toString()));
            assertThat(proxy.calls()).containsExactly("CONNECT registry.example:443 HTTP/1.1");
        }
    }

    @Test
    void sendsPlainHttpThroughAProxyWithItsCredentials() {
        try (Front proxy = Front.alone().answer(request -> Samples.reply(MANIFEST))) {
            URI address = URI.create("http://ann:pass%20word@" + proxy.host());
            pull("registry.example", Samples.through("registry.example", address), Map.of());

            assertThat(proxy.calls()).containsExactly("HEAD http://registry.example/v2/a/manifests/1");
            assertThat(proxy.requests().get(0).header("Proxy-Authorization")).isEqualTo(ANN);
        }
    }
}
