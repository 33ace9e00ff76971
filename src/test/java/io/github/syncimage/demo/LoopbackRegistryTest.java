package io.github.syncimage.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.demo.Ask.Reply;
import io.github.syncimage.image.Digest;
import io.github.syncimage.registry.MediaTypes;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoopbackRegistryTest {
    private static final byte[] BLOB = "0123456789".getBytes(StandardCharsets.UTF_8);
    private static final Digest DIGEST = Digest.of(BLOB);
    private static final Digest ABSENT = Digest.of("absent");

    private LoopbackRegistry registry;
    private SampleImage image;

    @BeforeEach
    void start() {
        registry = new LoopbackRegistry();
        image = LoopbackImages.indexWithAttestations("hello", "linux/amd64", "linux/arm64");
        registry.add("team/hello", "1.0", image);
        registry.add("team/plain", "1", LoopbackImages.dockerSingle("plain", "linux/arm64"));
        upload("team/hello", BLOB);
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET    | /v2/                                   | 200 | {}
            HEAD   | /v2/team/hello/manifests/1.0           | 200 |
            GET    | /v2/team/hello/manifests/1.0           | 200 | attestation-manifest
            GET    | /v2/team/hello/manifests/IMAGE         | 200 | linux
            HEAD   | /v2/team/hello/blobs/DIGEST            | 200 |
            GET    | /v2/team/hello/blobs/DIGEST            | 200 | 0123456789
            GET    | /v2/team/hello/tags/list               | 200 | 1.0
            GET    | /v2/team/hello/referrers/IMAGE         | 200 | "manifests":[]
            POST   | /v2/team/hello/blobs/uploads/          | 202 |
            POST   | /v2/team/new/blobs/uploads/?mount=DIGEST&from=team/hello   | 201 |
            POST   | /v2/team/new/blobs/uploads/?mount=DIGEST&from=team/plain   | 202 |
            POST   | /v2/team/new/blobs/uploads/?mount=DIGEST                   | 202 |
            DELETE | /v2/team/hello/blobs/DIGEST            | 202 |
            DELETE | /v2/team/hello/manifests/1.0           | 202 |
            DELETE | /v2/team/hello/manifests/IMAGE         | 202 |
            GET    | /v2/team/hello/manifests/2.0           | 404 | MANIFEST_UNKNOWN
            HEAD   | /v2/team/hello/manifests/2.0           | 404 |
            GET    | /v2/team/hello/manifests/ABSENT        | 404 | MANIFEST_UNKNOWN
            GET    | /v2/team/other/manifests/1.0           | 404 | NAME_UNKNOWN
            GET    | /v2/team/other/tags/list               | 404 | NAME_UNKNOWN
            GET    | /v2/team/hello/blobs/ABSENT            | 404 | BLOB_UNKNOWN
            GET    | /v2/team/plain/blobs/DIGEST            | 404 | BLOB_UNKNOWN
            DELETE | /v2/team/hello/blobs/ABSENT            | 404 | BLOB_UNKNOWN
            DELETE | /v2/team/hello/manifests/2.0           | 404 | MANIFEST_UNKNOWN
            GET    | /v2/team/hello/blobs/sha256:1          | 400 | DIGEST_INVALID
            GET    | /v2/Team/hello/manifests/1.0           | 400 | NAME_INVALID
            GET    | /v2/team/hello/manifests/-1            | 400 | MANIFEST_INVALID
            GET    | /v2/team/hello/tags/list?n=all         | 400 | PAGINATION_NUMBER_INVALID
            GET    | /v2/team/hello/blobs/uploads/none      | 404 | BLOB_UPLOAD_UNKNOWN
            POST   | /v2/team/hello/blobs/uploads/?digest=sha256:1 | 400 | DIGEST_INVALID
            POST   | /v2/team/hello/blobs/DIGEST            | 405 | UNSUPPORTED
            GET    | /v1/search                             | 404 |
            """)
    void answers(String method, String path, int status, String inside) {
        Reply reply = ask(method, path, new byte[0], "Accept", MediaTypes.OCI_INDEX);

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.text()).contains(inside == null ? "" : inside);
    }

    @Test
    void givesAManifestItsDigestTypeAndLength() {
        Reply head = ask("HEAD", "/v2/team/hello/manifests/1.0", new byte[0], "Accept", MediaTypes.OCI_INDEX);

        assertThat(head.header("Docker-Content-Digest"))
                .isEqualTo(image.digest().toString());
        assertThat(head.header("Content-Type")).isEqualTo(MediaTypes.OCI_INDEX);
        assertThat(head.header("Content-Length"))
                .isEqualTo(String.valueOf(image.manifest().bytes().length));
    }

    @Test
    void hidesOciFromThoseWhoDoNotAcceptIt() {
        Reply reply = ask("GET", "/v2/team/hello/manifests/1.0", new byte[0], "Accept", MediaTypes.DOCKER_LIST);

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.text()).contains("accept header");
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=2-4, 206, 234, bytes 2-4/10",
        "bytes=7-, 206, 789, bytes 7-9/10",
        "bytes=-2, 206, 89, bytes 8-9/10",
        "bytes=5-99, 206, 56789, bytes 5-9/10",
        "bytes=10-, 416, '', bytes */10",
        "lines=1-2, 200, 0123456789, ''",
    })
    void sendsPartsOfABlob(String range, int status, String text, String contentRange) {
        Reply reply = ask("GET", "/v2/team/hello/blobs/" + DIGEST, new byte[0], "Range", range);

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.text()).contains(text);
        assertThat(reply.header("Content-Range")).isEqualTo(contentRange);
    }

    @Test
    void takesABlobInOneRequest() {
        Reply reply = ask("POST", "/v2/a/b/blobs/uploads/?digest=" + DIGEST, BLOB);

        assertThat(reply.status()).isEqualTo(201);
        assertThat(registry.blob("a/b", DIGEST)).contains(BLOB);
    }

    @Test
    void takesABlobInPartsAndSaysHowFarItGot() {
        String session = begin("a/b");
        Reply first = Ask.ask("PATCH", uri(session), "0123", "Content-Range", "0-3");
        Reply gap = Ask.ask("PATCH", uri(session), "89", "Content-Range", "8-9");
        Reply state = Ask.get(uri(session));
        Reply second = Ask.ask("PATCH", uri(session), "456");
        Reply wrong = Ask.ask("PUT", uri(session), "789");
        Reply last = Ask.ask("PUT", uri(session + "&digest=" + DIGEST), "789");

        assertThat(first.status()).isEqualTo(202);
        assertThat(first.header("Range")).isEqualTo("0-3");
        assertThat(gap.status()).isEqualTo(416);
        assertThat(gap.header("Range")).isEqualTo("0-3");
        assertThat(state.status()).isEqualTo(204);
        assertThat(state.header("Range")).isEqualTo("0-3");
        assertThat(second.header("Range")).isEqualTo("0-6");
        assertThat(wrong.text()).contains("DIGEST_INVALID");
        assertThat(last.status()).isEqualTo(201);
        assertThat(registry.blob("a/b", DIGEST)).contains(BLOB);
        assertThat(registry.unfinishedUploads()).isZero();
    }

    @Test
    void keepsWhatABrokenConnectionBrought() throws IOException {
        String session = begin("a/b");
        try (Socket socket = new Socket("127.0.0.1", registry.uri().getPort())) {
            String head = "PATCH " + session + " HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n";
            socket.getOutputStream().write((head + "0123").getBytes(StandardCharsets.UTF_8));
        }

        await().untilAsserted(
                        () -> assertThat(Ask.get(uri(session)).header("Range")).isEqualTo("0-3"));
        assertThat(Ask.ask("PUT", uri(session + "&digest=" + DIGEST), "456789", "Content-Range", "4-9")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void refusesABlobOfAnotherDigest() {
        Reply reply = Ask.ask("PUT", uri(begin("a/b") + "&digest=" + ABSENT), BLOB);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text()).contains("DIGEST_INVALID");
        assertThat(registry.blob("a/b", ABSENT)).isEmpty();
    }

    @Test
    void cancelsAnUpload() {
        String session = begin("a/b");

        assertThat(Ask.ask("DELETE", uri(session), "").status()).isEqualTo(204);
        assertThat(Ask.get(uri(session)).status()).isEqualTo(404);
    }

    @Test
    void takesNoMoreThanItsCapacity() {
        try (LoopbackRegistry small = new LoopbackRegistry(BLOB.length)) {
            URI session = small.uri().resolve("/v2/a/b/blobs/uploads/?digest=" + ABSENT);

            assertThat(Ask.ask("POST", session, "0123456789x").status()).isEqualTo(413);
        }
    }

    @Test
    void breaksBlobsAndIgnoresRangesOnDemand() {
        registry.ignoreRanges();
        assertThat(ask("GET", "/v2/team/hello/blobs/" + DIGEST, new byte[0], "Range", "bytes=2-4")
                        .text())
                .isEqualTo("0123456789");
        registry.cutBlobsAfter(4);
        assertThat(ask("GET", "/v2/team/hello/blobs/" + DIGEST, new byte[0]).status())
                .isZero();
    }

    @Test
    void redirectsBlobsToAHostThatWantsNoCredentials() {
        registry.redirectBlobs();
        Reply redirect = ask("GET", "/v2/team/hello/blobs/" + DIGEST, new byte[0]);
        URI elsewhere = URI.create(redirect.header("Location"));

        assertThat(redirect.status()).isEqualTo(307);
        assertThat(elsewhere.getAuthority()).isNotEqualTo(registry.host());
        assertThat(Ask.get(elsewhere, "Range", "bytes=0-2").text()).isEqualTo("012");
        assertThat(Ask.get(elsewhere, "Authorization", "Bearer x").status()).isEqualTo(400);
        assertThat(Ask.get(elsewhere.resolve("?")).status()).isEqualTo(403);
        assertThat(registry.contentCalls()).hasSize(3);
    }

    @Test
    void limitsAndFailsOnDemand() {
        registry.limitRate(1, call -> call.path().contains("/manifests/"), Duration.ofSeconds(3));
        registry.failNext(1, 503, ExchangeCall::writes);

        Reply limited = ask("HEAD", "/v2/team/hello/manifests/1.0", new byte[0], "Accept", "*/*");
        assertThat(limited.status()).isEqualTo(429);
        assertThat(limited.header("Retry-After")).isEqualTo("3");
        assertThat(ask("POST", "/v2/a/b/blobs/uploads/", new byte[0]).status()).isEqualTo(503);
        assertThat(ask("HEAD", "/v2/team/hello/manifests/1.0", new byte[0], "Accept", "*/*")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void recordsCallsAndNotWhatIsPutInDirectly() {
        registry.forgetCalls();
        registry.add("a/b", "1", image);
        ask("HEAD", "/v2/a/b/manifests/1", new byte[0], "Accept", "*/*");

        assertThat(registry.calls()).extracting(ExchangeCall::toString).containsExactly("HEAD /v2/a/b/manifests/1");
    }

    private Reply ask(String method, String path, byte[] body, String... headers) {
        String filled = path.replace("DIGEST", DIGEST.toString())
                .replace("ABSENT", ABSENT.toString())
                .replace("IMAGE", image.digest().toString());
        return Ask.ask(method, uri(filled), body, headers);
    }

    private URI uri(String path) {
        return registry.uri().resolve(path);
    }

    private String begin(String repository) {
        return Ask.ask("POST", uri("/v2/" + repository + "/blobs/uploads/"), "").header("Location");
    }

    private void upload(String repository, byte[] blob) {
        Ask.ask("POST", uri("/v2/" + repository + "/blobs/uploads/?digest=" + Digest.of(blob)), blob);
    }
}
