package io.github.syncimage.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import io.github.syncimage.registry.Manifest;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.testing.Front;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class Sha512Test {
    private static final SampleImage INDEX = Sha512Images.index("strong", "linux/amd64", "linux/arm64");

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
        Digest strong = Sha512Images.sha512(bytes);
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

    /** As CNCF distribution 2.8 answers. */
    @Test
    void aTargetThatDoesNotTakeItGetsNothingElseInstead() {
        try (Front front = Front.of(registries.target.uri())
                .answer(call -> call.line().contains("/manifests/sha512:")
                        ? Front.reply(
                                400,
                                "{\"errors\":[{\"code\":\"DIGEST_INVALID\",\"message\":"
                                        + "\"provided digest did not match uploaded content\"}]}")
                        : null)) {
            assertRefused(front, "DIGEST_INVALID");
        }
    }

    @Test
    void noDockerListEitherWhereTheAnswerIsThatOfAManifestItCannotRead() {
        try (Front front = Front.of(registries.target.uri())
                .answer(call -> call.line().startsWith("PUT ") && call.line().contains("/manifests/sha512:")
                        ? Front.reply(400, "{\"errors\":[{\"code\":\"MANIFEST_INVALID\",\"message\":\"bad\"}]}")
                        : null)) {
            assertRefused(front, "MANIFEST_INVALID");
        }
    }

    private void assertRefused(Front front, String why) {
        ImageReference target = ImageReference.parse(front.host() + "/mirror/strong:1");
        assertThatThrownBy(() -> registries.copy(registries.source("a/strong:1", INDEX), target, "all"))
                .isInstanceOfSatisfying(
                        CopyRefusedException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNSUPPORTED_FORMAT))
                .hasMessageContaining("sha512")
                .hasMessageContaining(front.host())
                .hasMessageContaining(why);
        assertThat(registries.target.tags("mirror/strong")).isEmpty();
    }

    @Test
    void blobsAreCheckedByIt() {
        ImageReference source = ImageReference.parse(registries.upstream.host() + "/a/blobs:1");
        List<SampleLayer> layers = List.of(SampleLayer.of("large", "x".repeat(100)), SampleLayer.of("other", "y"));
        SampleImage image = LoopbackImages.image(Flavour.OCI, "linux/amd64", layers);
        Digest digest = Sha512Images.pushWithBlobs(registries.client, source, image);

        CopyResult result = registries.copy(source, to, "all");

        assertThat(result.targetDigest()).isEqualTo(digest);
        assertThat(registries.target.blob(
                        "mirror/strong", Sha512Images.sha512(layers.get(0).compressed())))
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
            ImageReference lying = ImageReference.parse(front.host() + "/a/strong:1");
            assertThatThrownBy(() -> registries.copy(lying, to, "all"))
                    .isInstanceOfSatisfying(RegistryException.class, e -> assertThat(e.kind())
                            .isEqualTo(RegistryException.Kind.INVALID_CONTENT));
        }
        assertThat(registries.target.tags("mirror/strong")).isEmpty();
    }
}
