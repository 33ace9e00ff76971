package io.github.syncimage.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.copy.plan.CopyHistory;
import io.github.syncimage.copy.plan.CopyResult;
import io.github.syncimage.copy.plan.CopyResult.DigestDifference;
import io.github.syncimage.copy.source.CopyRefusedException;
import io.github.syncimage.copy.source.CopyRefusedException.Reason;
import io.github.syncimage.demo.Flavour;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.demo.SampleImage;
import io.github.syncimage.demo.SampleLayer;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.Manifest;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.api.RegistryClient;
import io.github.syncimage.testing.Front;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parts of images may be named by SHA-512, as the OCI image specification allows beside SHA-256. */
class Sha512Test {
    private static final SampleImage INDEX = index("strong", "linux/amd64", "linux/arm64");

    @RegisterExtension
    private final TwoRegistries registries = new TwoRegistries();

    private final ImageReference to = registries.to("mirror/strong:1");

    @Test
    void anIndexThatNamesItsImagesByItIsCarriedAsItIs() {
        CopyResult result = registries.copy(registries.source("a/strong:1", INDEX), to, "all");

        assertThat(result.targetDigest()).isEqualTo(INDEX.digest());
        assertThat(result.difference()).isEqualTo(DigestDifference.NONE);
        assertThat(registries.childrenOf(to))
                .allMatch(child -> child.algorithm().equals("sha512"))
                .allMatch(child -> registries
                        .target
                        .manifest("mirror/strong", child.toString())
                        .isPresent());
    }

    @Test
    void aSubsetKeepsTheNamesOfItsImages() {
        CopyResult result = registries.copy(registries.source("a/strong:1", INDEX), to, "linux/arm64");

        assertThat(result.difference()).isEqualTo(DigestDifference.SUBSET);
        assertThat(registries.childrenOf(to))
                .containsExactly(INDEX.children().get(1).digest());
    }

    @Test
    void aTagThatItsRegistryNamesByItIsFoundThereAgain() {
        SampleImage single = LoopbackImages.single("one", "linux/amd64");
        byte[] bytes = single.manifest().bytes();
        Digest strong = sha512(bytes);
        SampleImage named =
                new SampleImage(new Manifest(single.manifest().mediaType(), bytes, strong), single.blobs(), List.of());
        ImageReference source = registries.source("a/one:1", named);

        CopyResult first = registries.copy(source, to, "all");
        registries.restart(CopyHistory.NONE);
        CopyResult second = registries.copy(source, to, "all");

        assertThat(first.sourceDigest()).isEqualTo(strong);
        assertThat(first.targetDigest()).as("as the target names it").isEqualTo(Digest.of(bytes));
        assertThat(first.difference()).isEqualTo(DigestDifference.NONE);
        assertThat(second.alreadyPresent()).isTrue();
    }

    /** As CNCF distribution 2.8 answers, and as others do to a manifest that they cannot read. */
    @ParameterizedTest
    @ValueSource(strings = {"DIGEST_INVALID", "MANIFEST_INVALID"})
    void aTargetThatDoesNotTakeItGetsNothingElseInstead(String code) {
        byte[] answer = Front.reply(400, "{\"errors\":[{\"code\":\"" + code + "\",\"message\":\"bad\"}]}");
        try (Front front = Front.of(registries.target.uri())
                .answer(call -> call.line().contains("/manifests/sha512:") ? answer : null)) {
            ImageReference target = TwoRegistries.at(front.host(), "mirror/strong:1");
            CopyRefusedException refused = registries.refused(registries.source("a/strong:1", INDEX), target, "all");
            assertThat(refused.reason()).isEqualTo(Reason.UNSUPPORTED_FORMAT);
            assertThat(refused).hasMessageContainingAll("sha512", front.host(), code);
        }
        assertThat(registries.target.tags("mirror/strong")).isEmpty();
    }

    @Test
    void blobsAreCheckedByIt() {
        ImageReference source = TwoRegistries.at(registries.upstream.host(), "a/blobs:1");
        List<SampleLayer> layers = List.of(SampleLayer.of("large", "x".repeat(100)), SampleLayer.of("other", "y"));
        SampleImage image = LoopbackImages.image(Flavour.OCI, "linux/amd64", layers);
        Digest digest = pushWithBlobs(registries.client, source, image);

        CopyResult result = registries.copy(source, to, "all");

        assertThat(result.targetDigest()).isEqualTo(digest);
        assertThat(registries.target.blob("mirror/strong", sha512(layers.get(0).compressed())))
                .contains(layers.get(0).compressed());
    }

    @Test
    void anImageWhoseBytesAreOthersIsRefused() {
        SampleImage child = INDEX.children().get(0);
        registries.source("a/strong:1", INDEX);
        try (Front front = Front.of(registries.upstream.uri())
                .answer(call -> call.line().equals("GET /v2/a/strong/manifests/" + child.digest())
                        ? Front.reply(
                                200,
                                new String(child.manifest().bytes())
                                        .replace("sha256:", "sha256;")
                                        .getBytes(),
                                "Content-Type: " + child.manifest().mediaType())
                        : null)) {
            ImageReference lying = TwoRegistries.at(front.host(), "a/strong:1");
            assertThat(registries.failure(lying, to, "all").kind()).isEqualTo(RegistryException.Kind.INVALID_CONTENT);
        }
        assertThat(registries.target.tags("mirror/strong")).isEmpty();
    }

    static Digest sha512(byte[] content) {
        MessageDigest hash = new Digest("sha512", "0".repeat(128)).newMessageDigest();
        hash.update(content);
        return Digest.finish("sha512", hash);
    }

    /** An index that names its images so. */
    static SampleImage index(String name, String... platforms) {
        List<SampleImage> images = List.of(platforms).stream()
                .map(platform -> byName(LoopbackImages.single(name, platform)))
                .toList();
        return LoopbackImages.index(Flavour.OCI, images, List.of(platforms), List.of());
    }

    private static SampleImage byName(SampleImage image) {
        Manifest manifest = image.manifest();
        return new SampleImage(
                new Manifest(manifest.mediaType(), manifest.bytes(), sha512(manifest.bytes())),
                image.blobs(),
                List.of());
    }

    /** Pushes an image whose manifest names config and layers so. */
    static Digest pushWithBlobs(RegistryClient client, ImageReference to, SampleImage image) {
        Repository repository = to.repository();
        String json = new String(image.manifest().bytes(), StandardCharsets.UTF_8);
        for (byte[] blob : image.blobs()) {
            Digest digest = sha512(blob);
            json = json.replace(Digest.of(blob).toString(), digest.toString());
            client.putBlob(
                    repository,
                    new Descriptor("application/octet-stream", digest, blob.length),
                    offset -> new ByteArrayInputStream(blob, (int) offset, blob.length - (int) offset));
        }
        Manifest manifest = new Manifest(image.manifest().mediaType(), json.getBytes(StandardCharsets.UTF_8));
        return client.putManifest(to, manifest);
    }
}
