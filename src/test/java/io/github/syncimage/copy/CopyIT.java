package io.github.syncimage.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.copy.manifest.ImageManifest;
import io.github.syncimage.copy.plan.CopyResult;
import io.github.syncimage.copy.plan.CopyResult.DigestDifference;
import io.github.syncimage.copy.plan.Dialect;
import io.github.syncimage.demo.Flavour;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.demo.SampleImage;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.registry.Manifest;
import io.github.syncimage.registry.MediaTypes;
import io.github.syncimage.testing.DockerRegistry;
import io.github.syncimage.testing.Front;
import io.github.syncimage.testing.ShellCommand;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies into a real registry (docker-registry), read back by a real client (skopeo). */
class CopyIT {
    private static final SampleImage INDEX =
            LoopbackImages.indexWithAttestations("it", "linux/amd64", "linux/arm64", "linux/s390x");

    private static final TwoRegistries REGISTRIES = new TwoRegistries();
    private static DockerRegistry target;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        target = DockerRegistry.start();
    }

    @AfterAll
    static void stop() {
        REGISTRIES.close();
        target.close();
    }

    @Test
    void skopeoPullsAWholeIndexWithTheSameDigest() throws Exception {
        CopyResult result = copy(source("whole:1", INDEX), to("whole:1"), "all", Dialect.AUTO);

        assertThat(raw(to("whole:1"))).isEqualTo(INDEX.digest());
        assertThat(result.moved()).isPositive();
        pullAll(to("whole:1"));
    }

    @Test
    void skopeoPullsASubset() throws Exception {
        CopyResult result = copy(source("subset:1", INDEX), to("subset:1"), "linux/arm64", Dialect.AUTO);

        assertThat(raw(to("subset:1"))).isEqualTo(result.targetDigest());
        assertThat(result.difference()).isEqualTo(DigestDifference.SUBSET);
        pullAll(to("subset:1"));
        pull(to("subset:1"), "--override-arch", "arm64");
    }

    @Test
    void skopeoPullsAManifestListMadeOfAnIndex() throws Exception {
        CopyResult result = copy(source("docker:1", INDEX), to("docker:1"), "linux/amd64,linux/arm64", Dialect.DOCKER);

        assertThat(raw(to("docker:1"))).isEqualTo(result.targetDigest());
        assertThat(REGISTRIES.client.headManifest(to("docker:1")).orElseThrow().mediaType())
                .isEqualTo(MediaTypes.DOCKER_LIST);
        pullAll(to("docker:1"));
        pull(to("docker:1"), "--override-arch", "arm64");
    }

    /** CNCF distribution 2.8 keeps blobs under SHA-512 and manifests under SHA-256 only. */
    @Test
    void sha512IsCarriedForBlobsAndPlainlyRefusedForManifests() {
        ImageReference source = TwoRegistries.at(REGISTRIES.upstream.host(), "it/strong:1");
        Digest digest =
                Sha512Test.pushWithBlobs(REGISTRIES.client, source, LoopbackImages.single("strong", "linux/amd64"));

        CopyResult result = copy(source, to("strong:1"), "all", Dialect.AUTO);
        CopyResult back =
                copy(to("strong:1"), TwoRegistries.at(REGISTRIES.upstream.host(), "it/back:1"), "all", Dialect.AUTO);

        assertThat(result.targetDigest()).isEqualTo(digest);
        assertThat(back.targetDigest()).isEqualTo(digest);
        ImageReference index = source("strong-index:1", Sha512Test.index("strong", "linux/amd64", "linux/arm64"));
        assertThat(REGISTRIES.refused(index, to("strong-index:1"), "all"))
                .hasMessageContainingAll("sha512", "DIGEST_INVALID");
        assertThat(REGISTRIES.client.headManifest(to("strong-index:1"))).isEmpty();
    }

    @Test
    void skopeoPullsAZstdImageThatBecameGzip() throws Exception {
        copy(source("zstd:1", LoopbackImages.zstd("zstd", "linux/amd64")), to("zstd:1"), "all", Dialect.DOCKER);

        pull(to("zstd:1"));

        Manifest manifest = new Manifest(
                MediaTypes.DOCKER_MANIFEST,
                Files.readAllBytes(folder.resolve("one").resolve("manifest.json")));
        assertThat(manifest.digest()).isEqualTo(raw(to("zstd:1")));
        assertThat(ImageManifest.read(manifest).layers())
                .extracting(layer -> layer.descriptor().mediaType())
                .containsOnly("application/vnd.docker.image.rootfs.diff.tar.gzip");
    }

    @Test
    void aHelmChartArrivesWhole() throws Exception {
        SampleImage chart = LoopbackImages.helmChart("chart");
        copy(source("chart:1", chart), to("chart:1"), "linux/amd64", Dialect.OCI);

        assertThat(raw(to("chart:1"))).isEqualTo(chart.digest());
    }

    @Test
    void layersOfAnotherRepositoryAreMounted() {
        ImageReference source = source("mounted:1", LoopbackImages.index("mounted", "linux/amd64", "linux/arm64"));
        copy(source, to("mounted:1"), "all", Dialect.AUTO);
        CopyResult second = copy(source, to("elsewhere:1"), "all", Dialect.AUTO);

        assertThat(second.moved()).isZero();
        pullAll(to("elsewhere:1"));
    }

    @Test
    void anUploadThatBreaksGoesOn() {
        SampleImage image =
                LoopbackImages.image(Flavour.OCI, "linux/amd64", List.of(LoopbackImages.random(7, 24 << 20)));
        try (Front front = Front.of(target.uri()).cutUploadsAfter(10 << 20)) {
            copy(source("broken:1", image), TwoRegistries.at(front.host(), "it/broken:1"), "all", Dialect.AUTO);

            assertThat(front.bytesTaken()).isLessThanOrEqualTo(36L << 20);
            assertThat(front.calls()).anyMatch(call -> call.startsWith("PATCH "));
        }
        assertThat(raw(to("broken:1"))).isEqualTo(image.digest());
        pull(to("broken:1"));
    }

    private static CopyResult copy(ImageReference source, ImageReference to, String platforms, Dialect dialect) {
        return REGISTRIES.copy(source, to, platforms, dialect);
    }

    private static ImageReference source(String name, SampleImage image) {
        return REGISTRIES.source("a/" + name, image);
    }

    private static ImageReference to(String name) {
        return TwoRegistries.at(target.host(), "it/" + name);
    }

    /** The digest of what skopeo reads under a tag. */
    private static Digest raw(ImageReference image) {
        return Digest.of(skopeo("inspect", "--raw", "--tls-verify=false", "docker://" + image)
                .getBytes(StandardCharsets.UTF_8));
    }

    private void pullAll(ImageReference image) {
        skopeo("copy", "--all", "--src-tls-verify=false", "docker://" + image, "oci:" + folder.resolve("all"));
    }

    private void pull(ImageReference image, String... options) {
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.addAll(
                List.of("copy", "--src-tls-verify=false", "docker://" + image, "dir:" + folder.resolve("one")));
        skopeo(arguments.toArray(String[]::new));
    }

    static String skopeo(String... arguments) {
        List<String> command = new ArrayList<>(List.of("skopeo"));
        command.addAll(List.of(arguments));
        ShellCommand.Result result = ShellCommand.run(Path.of(""), Map.of(), command.toArray(String[]::new));
        assertThat(result.exit()).as(result.toString()).isZero();
        return result.out();
    }
}
