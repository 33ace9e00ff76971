package io.github.syncimage.copy.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.github.syncimage.copy.docker.DockerDaemon.RemoteImage;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.Platform;
import io.github.syncimage.registry.Credentials;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.RegistryException.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a daemon answers, over real HTTP, and what comes of it. */
class DockerDaemonTest {
    private static final Digest DIGEST = Digest.of("an image");
    private static final String PULLED =
            "{\"status\":\"Pulling\"}\n{\"status\":\"Status: Downloaded newer image for it\"}\n";

    private static final long MOST = 1000;

    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final List<String> logins = new CopyOnWriteArrayList<>();
    private final HttpServer server = server();
    private final DockerDaemon daemon = new DockerDaemon(DaemonAddress.of(
            Map.of("DOCKER_HOST", "tcp://127.0.0.1:" + server.getAddress().getPort())));
    private volatile int status = 200;
    private volatile String body = "";
    /** What comes again and again after the body, until the client has gone; null for nothing. */
    private volatile String keepsSaying;

    private final AtomicBoolean left = new AtomicBoolean();

    @AfterEach
    void stop() throws IOException {
        daemon.close();
        server.stop(0);
    }

    @Test
    void anImageIsDescribedWithoutBeingPulled() {
        answers(200, """
                {"Descriptor": {"mediaType": "application/vnd.oci.image.index.v1+json", "digest": "%s", "size": 856},
                 "Platforms": [{"architecture": "amd64", "os": "linux"},
                   {"architecture": "arm64", "os": "linux", "variant": "v8"}, {"architecture": "amd64", "os": "linux"},
                   {"architecture": "unknown", "os": "unknown"}]}""".formatted(DIGEST));

        RemoteImage found = daemon.find("docker.io/library/nginx:1", new Credentials("me", "secret"));

        assertThat(found.root().digest()).isEqualTo(DIGEST);
        assertThat(found.root().size()).isEqualTo(856);
        assertThat(found.platforms()).extracting(Platform::toString).containsExactly("linux/amd64", "linux/arm64");
        assertThat(calls).containsExactly("GET /distribution/docker.io/library/nginx:1/json");
        assertThat(logins).singleElement().asString().contains("\"username\":\"me\"", "\"password\":\"secret\"");
    }

    @Test
    void anIdentityTokenGoesAsOneAndNotAsAPassword() {
        Credentials token = new Credentials(Credentials.IDENTITY_TOKEN, "eyJ");
        answers(404, "{\"message\": \"manifest unknown\"}");
        assertKind(() -> daemon.find("docker.io/library/nginx:1", token), Kind.NOT_FOUND);
        answers(200, PULLED);
        daemon.pull("quay.io/a/b", DIGEST, null, token, MOST);

        assertThat(logins).hasSize(2).allSatisfy(login -> assertThat(login)
                .contains("\"identitytoken\":\"eyJ\"")
                .doesNotContain("<token>"));
    }

    @Test
    void aPlatformAndNoCredentialsGoWithAPull() {
        answers(200, PULLED);
        daemon.pull("quay.io/a/b", DIGEST, Platform.parse("linux/arm/v7"), null, MOST);

        assertThat(calls)
                .singleElement()
                .asString()
                .startsWith("POST /images/create?")
                .contains("tag=" + DIGEST, "platform=linux/arm/v7");
        // An empty user is an anonymous client; a made up one would be refused by Docker Hub.
        assertThat(logins).singleElement().asString().contains("\"username\":\"\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "404 | manifest for quay.io/a/b@sha256:0 not found: manifest unknown: manifest unknown       | NOT_FOUND",
                "404 | pull access denied for a/b, repository does not exist or may require 'docker login'   | DENIED",
                "500 | Get \"https://quay.io/v2/\": unauthorized: authentication required                     | DENIED",
                "500 | toomanyrequests: You have reached your pull rate limit                                | RATE_LIMITED",
                "500 | Get \"https://quay.io/v2/\": dial tcp 10.0.0.1:443: connect: connection refused        | UNAVAILABLE",
                "500 | dial tcp: lookup quay.io: no such host                                                | UNAVAILABLE",
                "500 | net/http: request canceled while waiting for connection (Client.Timeout exceeded)     | UNAVAILABLE",
                "500 | write /var/lib/docker/tmp/GetImageBlob1: no space left on device                      | UNAVAILABLE",
                "500 | image operating system \"windows\" cannot be used on this platform                     | UNEXPECTED",
                "503 | whatever                                                                              | UNAVAILABLE",
                "418 | whatever                                                                              | UNEXPECTED",
            })
    void aRefusalIsToldAsTheRegistryWouldTellIt(int code, String text, Kind kind) {
        answers(code, "{\"message\": \"" + text.replace("\"", "\\\"") + "\"}");
        assertKind(() -> daemon.find("quay.io/a/b:1", null), kind);
        assertKind(() -> daemon.pull("quay.io/a/b", DIGEST, null, null, MOST), kind);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "denied: requested access to the resource is denied | DENIED",
                "no basic auth credentials                          | DENIED",
                "manifest invalid: manifest invalid                 | MANIFEST_REFUSED",
                "write /tmp/x: no space left on device              | UNAVAILABLE",
                "something else                                     | UNEXPECTED",
            })
    void whatTheStreamSaysLastCounts(String text, Kind kind) {
        answers(
                200,
                "{\"status\":\"Preparing\"}\n{\"errorDetail\":{\"message\":\"" + text + "\"},\"error\":\"" + text
                        + "\"}\n");
        assertKind(() -> daemon.push("quay.io/a/b", "1", null), kind);
        assertKind(() -> daemon.pull("quay.io/a/b", DIGEST, Platform.parse("linux/amd64"), null, MOST), kind);
    }

    @Test
    void theNameOfAnImageIsNoReason() {
        answers(404, "{\"message\": \"manifest for toomanyrequests/denied:1 not found: manifest unknown\"}");
        assertKind(() -> daemon.find("docker.io/toomanyrequests/denied:1", null), Kind.NOT_FOUND);
    }

    @Test
    void signedAddressesAndLinesStayOutOfMessages() {
        answers(500, "{\"message\": \"Get \\\"https://s3/blob?X-Signature=abc\\\":\\nEOF\"}");
        assertThatThrownBy(() -> daemon.find("quay.io/a/b:1", null))
                .hasMessageContaining("https://s3/blob?…")
                .hasMessageNotContainingAny("abc", "\n");
    }

    @ParameterizedTest
    @CsvSource({
        "600, 400, 1000, false",
        "600, 401, 1001, true",
        "-1,  401,  901, false",
    })
    void whatTheDaemonTellsOfLayersEndsAPullThatWouldBeTooLarge(long first, long second, long told, boolean ends) {
        String lines = layer("Downloading", "aa", 500, first)
                + layer("Downloading", "bb", 1, second)
                + layer("Downloading", "aa", 500, first)
                + layer("Extracting", "bb", 9000, 9000);
        answers(200, ends ? lines : lines + PULLED);
        keepsSaying = ends ? layer("Downloading", "bb", 2, second) : null;

        assertThat(daemon.pull("quay.io/a/b", DIGEST, null, null, MOST)).isEqualTo(told);
        if (ends) {
            await().until(left::get);
        }
    }

    private static String layer(String status, String id, long current, long total) {
        return "{\"status\":\"%s\",\"progressDetail\":{\"current\":%d,\"total\":%d},\"id\":\"%s\"}\n"
                .formatted(status, current, total, id);
    }

    @Test
    void anImageThatIsNotThereIsNone() {
        answers(404, "{\"message\": \"No such image: quay.io/a/b:1\"}");
        assertThat(daemon.local("quay.io/a/b:1")).isEmpty();
        daemon.forget("quay.io/a/b:1");
        assertThat(calls).contains("GET /images/quay.io/a/b:1/json", "DELETE /images/quay.io/a/b:1");
    }

    @Test
    void withoutADaemonTheMessageNamesItsAddress() throws IOException {
        for (String host : List.of("unix:///nowhere/docker.sock", "tcp://127.0.0.1:1")) {
            try (DockerDaemon none = new DockerDaemon(DaemonAddress.of(Map.of("DOCKER_HOST", host)))) {
                assertThatThrownBy(() -> none.find("quay.io/a/b:1", null)).hasMessageContaining(host);
                assertKind(() -> none.find("quay.io/a/b:1", null), Kind.UNAVAILABLE);
                assertKind(() -> none.local("quay.io/a/b:1"), Kind.UNAVAILABLE);
                assertKind(() -> none.pull("quay.io/a/b", DIGEST, null, null, MOST), Kind.UNAVAILABLE);
            }
        }
    }

    private static void assertKind(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, Kind kind) {
        assertThatThrownBy(call).isInstanceOfSatisfying(RegistryException.class, e -> assertThat(e.kind())
                .as(e.getMessage())
                .isEqualTo(kind));
    }

    private void answers(int newStatus, String newBody) {
        status = newStatus;
        body = newBody;
    }

    private void sayUntilTheClientHasGone(OutputStream client) {
        try {
            while (true) {
                client.write(keepsSaying.getBytes(StandardCharsets.UTF_8));
                client.flush();
            }
        } catch (IOException gone) {
            left.set(true);
        }
    }

    private HttpServer server() {
        try {
            HttpServer started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            started.setExecutor(Executors.newCachedThreadPool(task -> {
                Thread thread = new Thread(task);
                thread.setDaemon(true);
                return thread;
            }));
            started.createContext("/", exchange -> {
                String login = exchange.getRequestHeaders().getFirst("X-Registry-Auth");
                if (login != null) {
                    logins.add(new String(Base64.getUrlDecoder().decode(login), StandardCharsets.UTF_8));
                }
                exchange.getRequestBody().readAllBytes();
                calls.add(exchange.getRequestMethod() + " "
                        + URLDecoder.decode(exchange.getRequestURI().toString(), StandardCharsets.UTF_8)
                                .replaceFirst("^/v[0-9.]+/", "/"));
                byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                if (keepsSaying != null) {
                    exchange.sendResponseHeaders(status, 0);
                    exchange.getResponseBody().write(bytes);
                    sayUntilTheClientHasGone(exchange.getResponseBody());
                    return;
                }
                exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
                exchange.getResponseBody().write(bytes);
                exchange.close();
            });
            started.start();
            return started;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
