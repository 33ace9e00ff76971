package io.github.syncimage.copy.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.copy.docker.DockerDaemon.RemoteImage;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.Platform;
import io.github.syncimage.registry.Credentials;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.RegistryException.Kind;
import io.github.syncimage.testing.Front;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    private final Front front = Front.alone();
    private final DockerDaemon daemon =
            new DockerDaemon(DaemonAddress.of(Map.of("DOCKER_HOST", "tcp://" + front.host())));

    @AfterEach
    void stop() throws IOException {
        daemon.close();
        front.close();
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
        assertThat(calls()).containsExactly("GET /distribution/docker.io/library/nginx:1/json");
        assertThat(logins()).singleElement().asString().contains("\"username\":\"me\"", "\"password\":\"secret\"");
    }

    @Test
    void anIdentityTokenGoesAsOneAndNotAsAPassword() {
        Credentials token = new Credentials(Credentials.IDENTITY_TOKEN, "eyJ");
        answers(404, "{\"message\": \"manifest unknown\"}");
        assertKind(() -> daemon.find("docker.io/library/nginx:1", token), Kind.NOT_FOUND);
        answers(200, PULLED);
        daemon.pull("quay.io/a/b", DIGEST, null, token, MOST);

        assertThat(logins()).hasSize(2).allSatisfy(login -> assertThat(login)
                .contains("\"identitytoken\":\"eyJ\"")
                .doesNotContain("<token>"));
    }

    @Test
    void aPlatformAndNoCredentialsGoWithAPull() {
        answers(200, PULLED);
        daemon.pull("quay.io/a/b", DIGEST, Platform.parse("linux/arm/v7"), null, MOST);

        assertThat(calls())
                .singleElement()
                .asString()
                .startsWith("POST /images/create?")
                .contains("tag=" + DIGEST, "platform=linux/arm/v7");
        // An empty user is an anonymous client; a made up one would be refused by Docker Hub.
        assertThat(logins()).singleElement().asString().contains("\"username\":\"\"");
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
        AtomicBoolean left = new AtomicBoolean();
        if (ends) {
            keepsSaying(lines, layer("Downloading", "bb", 2, second), left);
        } else {
            answers(200, lines + PULLED);
        }

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
        assertThat(calls()).contains("GET /images/quay.io/a/b:1/json", "DELETE /images/quay.io/a/b:1");
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

    private void answers(int status, String body) {
        front.answer(request -> Front.reply(status, body));
    }

    /** Answers so, and goes on with the last line until the client has gone. */
    private void keepsSaying(String body, String last, AtomicBoolean left) {
        front.script((request, client) -> {
            OutputStream out = client.getOutputStream();
            try {
                out.write(("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + body).getBytes());
                while (true) {
                    out.write(last.getBytes());
                    out.flush();
                }
            } catch (IOException gone) {
                left.set(true);
                return true;
            }
        });
    }

    /** Method and path of every call, without the version of the API. */
    private List<String> calls() {
        return front.calls().stream()
                .map(call -> URLDecoder.decode(call, StandardCharsets.UTF_8).replaceFirst(" /v[0-9.]+/", " /"))
                .toList();
    }

    private List<String> logins() {
        return front.requests().stream()
                .map(request -> request.header("X-Registry-Auth"))
                .filter(Objects::nonNull)
                .map(login -> new String(Base64.getUrlDecoder().decode(login), StandardCharsets.UTF_8))
                .toList();
    }
}
