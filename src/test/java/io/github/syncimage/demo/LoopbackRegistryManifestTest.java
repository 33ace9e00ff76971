package io.github.syncimage.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.demo.Ask.Reply;
import io.github.syncimage.image.Digest;
import io.github.syncimage.registry.MediaTypes;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoopbackRegistryManifestTest {
    private static final byte[] BLOB = "0123456789".getBytes(StandardCharsets.UTF_8);
    private static final Digest DIGEST = Digest.of(BLOB);
    private static final Digest ABSENT = Digest.of("absent");

    private LoopbackRegistry registry;
    private SampleImage image;

    @BeforeEach
    void start() {
        registry = new LoopbackRegistry();
        image = LoopbackImages.index("hello", "linux/amd64", "linux/arm64");
        registry.add("team/hello", "1.0", image);
        Ask.ask("POST", uri("/v2/team/hello/blobs/uploads/?digest=" + DIGEST), BLOB);
    }

    @AfterEach
    void stop() {
        registry.close();
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
    void refusesAManifestOfAnotherDigest() {
        byte[] index = bytes("{\"schemaVersion\":2,\"manifests\":[]}");
        String path = "/v2/team/hello/manifests/";

        assertThat(ask("PUT", path + ABSENT, index, "Content-Type", MediaTypes.OCI_INDEX)
                        .text())
                .contains("DIGEST_INVALID");
        assertThat(ask("PUT", path + Digest.of(index), index, "Content-Type", MediaTypes.OCI_INDEX)
                        .status())
                .isEqualTo(201);
    }

    @Test
    void refusesOciAsSwrDoes() {
        registry.dockerOnly();
        byte[] index = bytes("{\"schemaVersion\":2,\"manifests\":[]}");
        byte[] list = bytes("{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.DOCKER_LIST + "\",\"manifests\":[]}");
        String path = "/v2/team/hello/manifests/new";
        Reply refused = ask("PUT", path, index, "Content-Type", MediaTypes.OCI_INDEX);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().at("/errors/0/code").asText()).isEqualTo("MANIFEST_INVALID");
        assertThat(refused.json().at("/errors/0/message").asText())
                .isEqualTo("Invalid image, fail to parse 'manifest.json'");
        assertThat(ask("PUT", path, list, "Content-Type", MediaTypes.DOCKER_LIST)
                        .status())
                .isEqualTo(201);
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

    private Reply ask(String method, String path, byte[] body, String... headers) {
        return Ask.ask(method, uri(path), body, headers);
    }

    private URI uri(String path) {
        return registry.uri().resolve(path);
    }

    private static String descriptor(Digest digest, int size) {
        return "{\"mediaType\":\"application/x\",\"digest\":\"" + digest + "\",\"size\":" + size + "}";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
