package io.github.syncimage.registry.api;

import static io.github.syncimage.registry.api.Samples.MIB;
import static io.github.syncimage.registry.api.Samples.blob;
import static io.github.syncimage.registry.api.Samples.put;
import static io.github.syncimage.registry.api.Samples.random;
import static io.github.syncimage.registry.api.Samples.repository;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.syncimage.image.Digest;
import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.Credentials;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.HostSettings;
import io.github.syncimage.registry.Manifest;
import io.github.syncimage.registry.MediaTypes;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.api.RegistryClient.MountResult;
import io.github.syncimage.testing.DockerRegistry;
import io.github.syncimage.testing.Front;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every verb against a real docker-registry, and against one whose connections break. */
class RegistryClientIT {
    /** User "ann", password "secret". */
    private static final String HTPASSWD = "ann:$2b$05$nf8S9fEZ8Z9j/wOL7Xdw1e3hdn89/AClbNBGu9slLmAzVAHJcqLFe";

    private static DockerRegistry registry;
    private static RegistryClient client;

    @BeforeAll
    static void start() {
        registry = DockerRegistry.start();
        client = new RegistryClient(HostSettings::of, 8);
    }

    @AfterAll
    static void stop() {
        client.close();
        registry.close();
    }

    @Test
    void storesAndReadsAnImage() throws IOException {
        Repository repository = repository(registry.host(), "app");
        byte[] config = "{\"architecture\":\"amd64\",\"os\":\"linux\"}".getBytes(StandardCharsets.UTF_8);
        byte[] layer = random(3 * MIB);
        put(client, repository, config);
        put(client, repository, layer);
        Manifest manifest = manifest(config, layer);

        Digest digest = client.putManifest(repository.tag("1"), manifest);

        assertThat(client.headManifest(repository.tag("1"))).contains(manifest.descriptor());
        assertThat(client.getManifest(repository.digest(digest)).orElseThrow().bytes())
                .isEqualTo(manifest.bytes());
        assertThat(client.getBlob(repository, blob(config), 1000)).isEqualTo(config);
        assertThat(client.openBlob(repository, blob(layer)).readAllBytes()).isEqualTo(layer);
        assertThat(client.openRange(repository, blob(layer), 1000, 5000)
                        .orElseThrow()
                        .readAllBytes())
                .isEqualTo(java.util.Arrays.copyOfRange(layer, 1000, 6000));
        assertThat(client.hasBlob(repository, blob(layer).digest())).isTrue();
        assertThat(Samples.tags(client, repository)).containsExactly("1");
    }

    @Test
    void tellsWhatIsAbsent() {
        Repository repository = repository(registry.host(), "absent");
        assertThat(client.headManifest(repository.tag("1"))).isEmpty();
        assertThat(client.getManifest(repository.tag("1"))).isEmpty();
        assertThat(client.hasBlob(repository, Digest.of("x"))).isFalse();
        assertThat(Samples.tags(client, repository)).isEmpty();
        assertThatThrownBy(() -> client.openBlob(repository, blob(new byte[1])))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.kind()).isEqualTo(RegistryException.Kind.NOT_FOUND));
    }

    @Test
    void uploadsIntoTheSessionOfAMountThatFailed() {
        byte[] layer = random(MIB);
        try (Front front = Front.of(registry.uri())) {
            Repository to = repository(front.host(), "unmounted");
            assertThat(client.mountBlob(to, blob(layer).digest(), repository(front.host(), "nothing")))
                    .isEqualTo(MountResult.NOT_HELD);
            put(client, to, layer);

            assertThat(client.hasBlob(to, blob(layer).digest())).isTrue();
            assertThat(front.calls().stream().map(call -> call.split(" ")[0])).containsExactly("POST", "PUT", "HEAD");
        }
    }

    @Test
    void fetchesABlobOverConnectionsThatBreak() throws IOException {
        byte[] layer = random(48 * MIB);
        put(client, repository(registry.host(), "broken"), layer);
        try (Front front = Front.of(registry.uri()).cutAnswersAfter(8 * MIB)) {
            byte[] got = client.openBlob(repository(front.host(), "broken"), blob(layer))
                    .readAllBytes();

            assertThat(Digest.of(got)).isEqualTo(blob(layer).digest());
            assertThat(front.bytesServed()).isLessThanOrEqualTo(72L * MIB);
        }
    }

    @Test
    void refusesContentThatIsNotWhatItsDigestSays() {
        Repository repository = repository(registry.host(), "wrong");
        byte[] layer = random(MIB);
        Descriptor other = new Descriptor("x", Digest.of("other"), layer.length);
        assertThatThrownBy(() -> client.putBlob(repository, other, offset -> new ByteArrayInputStream(layer)))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("DIGEST_INVALID");
    }

    @Test
    void sendsCredentialsWhereTheyAreAskedFor() {
        try (DockerRegistry locked = DockerRegistry.startWithPassword(HTPASSWD);
                RegistryClient known = new RegistryClient(
                        host -> HostSettings.of(host).withCredentials(new Credentials("ann", "secret")), 8)) {
            Repository repository = repository(locked.host(), "private");
            byte[] layer = random(100);
            put(known, repository, layer);

            assertThat(known.hasBlob(repository, blob(layer).digest())).isTrue();
            assertThatThrownBy(() -> known.anonymous().getBlob(repository, blob(layer), layer.length))
                    .isInstanceOfSatisfying(RegistryException.class, e -> assertThat(e.kind())
                            .isEqualTo(RegistryException.Kind.DENIED));
        }
    }

    private static Manifest manifest(byte[] config, byte[] layer) {
        String json = """
                {"schemaVersion":2,"mediaType":"%s",
                "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":%d},
                "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"%s","size":%d}]}""".formatted(
                        MediaTypes.OCI_MANIFEST, Digest.of(config), config.length, Digest.of(layer), layer.length);
        return new Manifest(MediaTypes.OCI_MANIFEST, json.getBytes(StandardCharsets.UTF_8));
    }
}
