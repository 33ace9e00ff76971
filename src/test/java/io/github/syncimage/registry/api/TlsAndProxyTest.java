package io.github.syncimage.registry.api;

import static io.github.syncimage.registry.api.Samples.repository;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
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
    /** {@code ann:pass word} */
    private static final String ANN = "Basic YW5uOnBhc3Mgd29yZA==";

    private static Authority authority;
    private static Front registry;
    private static Front plain;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        authority = Authority.in(folder, "registry.example");
        plain = Front.alone().answer(request -> Front.reply(200, "{\"token\":\"t\"}"));
        registry = Front.alone(authority.server()).answer(TlsAndProxyTest::answer);
    }

    private static byte[] answer(Front.Request request) {
        boolean known = request.header("Authorization") != null;
        String[] call = request.line().split(" ");
        if (call[1].startsWith("/token")) {
            return Front.reply(200, "{\"token\":\"t\"}");
        }
        if (call[1].startsWith("/v2/behind/")) {
            // As a registry does that knows nothing of the TLS in front of it.
            String location = "Location: http://" + localhost() + "/v2/behind/blobs/uploads/1";
            return Front.reply(known ? call[0].equals("POST") ? 202 : 201 : 401, "", location, ScriptedRegistry.BASIC);
        }
        if (call[1].startsWith("/v2/tokens/") && !known) {
            // With a realm that it names by http, as the path says.
            String realm = "http://" + (call[1].contains("/own/") ? localhost() : plain.host());
            return Front.reply(401, "", ScriptedRegistry.bearer(URI.create(realm)));
        }
        return Samples.reply(MANIFEST);
    }

    /** Each call with the value of that header. */
    private static Stream<String> calls(String header) {
        return registry.requests().stream()
                .map(request -> request.line().split("\\?")[0] + " " + request.header(header));
    }

    @AfterAll
    static void stop() {
        plain.close();
        registry.close();
    }

    @BeforeEach
    void forget() {
        registry.forget();
        plain.forget();
    }

    private static String localhost() {
        return "localhost:" + registry.port();
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
        assertThat(calls("Authorization")).containsExactly("HEAD /v2/a/manifests/1 null");
    }

    @Test
    void staysOnTlsWhereTheHostCallsItselfHttp() {
        byte[] content = Samples.random(Samples.MIB);
        HostSettings settings =
                settings(localhost(), null, authority.pem()).withCredentials(new Credentials("ann", "pass word"));
        try (RegistryClient client = Samples.client(name -> settings, Map.of())) {
            Samples.put(client, repository(localhost(), "behind"), content);
        }
        assertThat(calls("Authorization"))
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
        assertThat(calls("Authorization"))
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
            try (Socket behind = new Socket(InetAddress.getLoopbackAddress(), registry.port())) {
                DaemonThread.start(() -> behind.getInputStream().transferTo(client.getOutputStream()));
                client.getInputStream().transferTo(behind.getOutputStream());
            }
        }
    }

    @Test
    void refusesACertificateOfAnotherName() {
        try (TunnelProxy proxy = new TunnelProxy(registry.port(), null)) {
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
        try (TunnelProxy proxy = new TunnelProxy(registry.port(), ANN)) {
            URI address = proxy.uri("ann:pass%20word@");
            pull("registry.example", settings("registry.example", address, authority.pem()), Map.of());

            assertThat(proxy.calls()).containsOnly("CONNECT registry.example:443 HTTP/1.1");
            assertThat(calls("Proxy-Authorization")).containsExactly("HEAD /v2/a/manifests/1 null");
        }
    }

    @Test
    void saysThatTheProxyRefuses() {
        try (TunnelProxy proxy = new TunnelProxy(registry.port(), ANN)) {
            HostSettings settings = settings("registry.example", proxy.uri("ann:wrong@"), authority.pem());
            assertThatThrownBy(() -> pull("registry.example", settings, Map.of()))
                    .hasMessageContaining("the proxy refuses: HTTP 407");
            assertThat(calls("Authorization")).isEmpty();
        }
    }

    @Test
    void takesTheProxyOfTheEnvironment() {
        HostSettings settings = settings("registry.example", null, authority.pem());
        try (TunnelProxy proxy = new TunnelProxy(registry.port(), null)) {
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
