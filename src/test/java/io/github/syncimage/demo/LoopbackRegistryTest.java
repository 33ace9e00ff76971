package io.github.syncimage.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.demo.Ask.Reply;
import io.github.syncimage.image.Digest;
import io.github.syncimage.registry.Credentials;
import io.github.syncimage.registry.MediaTypes;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What flows cannot show of the stand-in for registries, and real clients do not ask. */
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

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"schemaVersion":2,"config":CONFIG,"layers":[]}                     | OCI    | 201 | ''
            {"schemaVersion":2,"config":CONFIG,"layers":[LAYER]}                | OCI    | 201 | ''
            {"schemaVersion":2,"config":CONFIG,"layers":[MISSING]}              | OCI    | 400 | MANIFEST_BLOB_UNKNOWN
            {"schemaVersion":2,"config":MISSING,"layers":[]}                    | OCI    | 400 | MANIFEST_BLOB_UNKNOWN
            {"schemaVersion":2,"config":SHORT,"layers":[]}                      | OCI    | 400 | another size
            {"schemaVersion":2,"config":{},"layers":[]}                         | OCI    | 400 | MANIFEST_INVALID
            {"schemaVersion":2,"layers":[]}                                     | OCI    | 400 | MANIFEST_INVALID
            {"schemaVersion":1,"config":CONFIG,"layers":[]}                     | OCI    | 400 | MANIFEST_INVALID
            {"schemaVersion":2,"manifests":[MISSING]}                           | INDEX  | 400 | MANIFEST_BLOB_UNKNOWN
            {"schemaVersion":2,"manifests":[]}                                  | INDEX  | 201 | ''
            {"schemaVersion":2,"config":CONFIG,"layers":[]}                     | DOCKER | 400 | mediaType and Content-Type differ
            {"schemaVersion":2,"mediaType":"x","config":CONFIG,"layers":[]}     | OCI    | 400 | mediaType and Content-Type differ
            no JSON                                                             | OCI    | 400 | MANIFEST_INVALID
            {}                                                                  | x/y    | 415 | MANIFEST_INVALID
            """)
    void takesAManifestWhenEverythingItNamesIsThere(String text, String type, int status, String inside) {
        String manifest = text.replace("CONFIG", descriptor(DIGEST, BLOB.length))
                .replace("LAYER", descriptor(DIGEST, BLOB.length))
                .replace("SHORT", descriptor(DIGEST, 1))
                .replace("MISSING", descriptor(ABSENT, 6));
        String mediaType = type.replace("OCI", MediaTypes.OCI_MANIFEST)
                .replace("INDEX", MediaTypes.OCI_INDEX)
                .replace("DOCKER", MediaTypes.DOCKER_MANIFEST);
        Reply reply = ask("PUT", "/v2/team/hello/manifests/new", bytes(manifest), "Content-Type", mediaType);

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.text()).contains(inside);
        assertThat(registry.tags("team/hello").contains("new")).isEqualTo(status == 201);
    }

    @Test
    void listsTagsByPages() {
        registry.add("team/hello", "0.9", image);
        registry.add("team/hello", "1.1", image);
        Reply first = Ask.get(uri("/v2/team/hello/tags/list?n=2"));
        String link = first.header("Link");
        Reply last = Ask.get(uri(link.substring(1, link.indexOf('>'))));

        assertThat(first.json().path("tags").toString()).isEqualTo("[\"0.9\",\"1.0\"]");
        assertThat(link).endsWith("; rel=\"next\"");
        assertThat(last.json().path("tags").toString()).isEqualTo("[\"1.1\"]");
        assertThat(last.header("Link")).isEmpty();
    }

    @Test
    void listsWhatRefersToAnImage() {
        String subject = "\"subject\":" + descriptor(image.digest(), 1);
        byte[] signature = bytes("{\"schemaVersion\":2,\"artifactType\":\"x/sig\",\"config\":"
                + descriptor(DIGEST, BLOB.length) + ",\"layers\":[]," + subject + "}");
        Reply put = ask("PUT", "/v2/team/hello/manifests/sig", signature, "Content-Type", MediaTypes.OCI_MANIFEST);
        String path = "/v2/team/hello/referrers/" + image.digest();

        assertThat(put.header("OCI-Subject")).isEqualTo(image.digest().toString());
        assertThat(Ask.get(uri(path)).json().at("/manifests/0/digest").asText())
                .isEqualTo(Digest.of(signature).toString());
        assertThat(Ask.get(uri(path + "?artifactType=x/other")).json().path("manifests"))
                .isEmpty();
    }

    /** What is wanted of whoever comes without credentials, with the right ones, with wrong ones, and with a token. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            basic, open   | GET  /v2/team/hello/manifests/1.0    | 200 | 200 | 401 | 401
            basic, open   | POST /v2/team/hello/blobs/uploads/   | 401 | 202 | 401 | 401
            basic, open   | GET  /v2/                            | 401 | 200 | 401 | 401
            basic, closed | GET  /v2/team/hello/manifests/1.0    | 401 | 200 | 401 | 401
            token, open   | GET  /v2/team/hello/manifests/1.0    | 401 | 401 | 401 | 200
            token, open   | POST /v2/team/hello/blobs/uploads/   | 401 | 401 | 401 | 202
            token, open   | POST /v2/others/hello/blobs/uploads/ | 401 | 401 | 401 | 403
            token, closed | GET  /v2/team/hello/manifests/1.0    | 401 | 401 | 401 | 200
            """)
    void wantsCredentials(String mode, String call, int without, int right, int wrong, int token) {
        Credentials ann = new Credentials("ann", "secret");
        boolean anonymous = mode.endsWith("open");
        if (mode.startsWith("basic")) {
            registry.requireBasic(ann, anonymous);
        } else {
            registry.requireToken(ann, anonymous).onlyNamespaces("team");
        }
        String basic = "Basic " + Base64.getEncoder().encodeToString("ann:secret".getBytes(StandardCharsets.UTF_8));
        Reply given = ask("GET", "/token?scope=repository:team/hello:pull,push", new byte[0], "Authorization", basic);
        String bearer =
                "Bearer " + (given.status() == 200 ? given.json().path("token").asText() : "none");

        String path = call.substring(5).strip();
        String method = call.substring(0, 5).strip();
        assertThat(Stream.of("", basic, "Basic " + DIGEST.shortHex(), bearer)
                        .map(shown -> ask(method, path, new byte[0], "Accept", "*/*", "Authorization", shown))
                        .map(Reply::status))
                .containsExactly(without, right, wrong, token);
    }

    @Test
    void namesItsTokenServiceWhichGivesAnonymousReadersOfPrivateRepositoriesNothing() {
        registry.requireToken(new Credentials("ann", "secret"), true).hide("team/plain");

        assertThat(ask("POST", "/v2/team/hello/blobs/uploads/", new byte[0]).header("WWW-Authenticate"))
                .isEqualTo("Bearer realm=\"http://" + registry.host() + "/token\",service=\"" + registry.host()
                        + "\",scope=\"repository:team/hello:pull,push\"");
        for (String repository : List.of("team/hello", "team/plain")) {
            String token = ask("GET", "/token?scope=repository:" + repository + ":pull", new byte[0])
                    .json()
                    .path("token")
                    .asText();
            assertThat(ask("GET", "/v2/" + repository + "/tags/list", new byte[0], "Authorization", "Bearer " + token)
                            .status())
                    .isEqualTo(repository.equals("team/hello") ? 200 : 401);
        }
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

    private static String descriptor(Digest digest, int size) {
        return "{\"mediaType\":\"application/x\",\"digest\":\"" + digest + "\",\"size\":" + size + "}";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
