package io.github.syncimage.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.syncimage.copy.manifest.ImageManifest;
import io.github.syncimage.copy.plan.CopyLimits;
import io.github.syncimage.copy.plan.CopyProgress;
import io.github.syncimage.copy.plan.CopyResult;
import io.github.syncimage.copy.plan.CopyResult.DigestDifference;
import io.github.syncimage.copy.plan.Dialect;
import io.github.syncimage.copy.plan.SignatureMode;
import io.github.syncimage.copy.source.CopyRefusedException;
import io.github.syncimage.demo.Flavour;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.demo.LoopbackRegistry;
import io.github.syncimage.demo.SampleImage;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.registry.HostSettings;
import io.github.syncimage.registry.Manifest;
import io.github.syncimage.registry.MediaTypes;
import io.github.syncimage.registry.api.RegistryClient;
import io.github.syncimage.testing.DockerRegistry;
import io.github.syncimage.testing.Front;
import io.github.syncimage.trust.VerifyRules;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies into a real registry (docker-registry), read back by a real client (skopeo). */
class CopyIT {
    private static final SampleImage INDEX =
            LoopbackImages.indexWithAttestations("it", "linux/amd64", "linux/arm64", "linux/s390x");

    private static DockerRegistry target;
    private static LoopbackRegistry upstream;
    private static RegistryClient client;
    private static ImageCopier copier;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        target = DockerRegistry.start();
        upstream = new LoopbackRegistry();
        client = new RegistryClient(HostSettings::of, 8);
        copier = new ImageCopier(
                client, new InProcessMemory(), CopyLimits.DEFAULT, SignatureMode.AUTO, VerifyRules.NONE);
    }

    @AfterAll
    static void stop() {
        copier.close();
        client.close();
        upstream.close();
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
        assertThat(client.headManifest(to("docker:1")).orElseThrow().mediaType())
                .isEqualTo(MediaTypes.DOCKER_LIST);
        pullAll(to("docker:1"));
        pull(to("docker:1"), "--override-arch", "arm64");
    }

    /** CNCF distribution 2.8 keeps blobs under SHA-512 and manifests under SHA-256 only. */
    @Test
    void sha512IsCarriedForBlobsAndPlainlyRefusedForManifests() {
        ImageReference source = ImageReference.parse(upstream.host() + "/it/strong:1");
        Digest digest = Sha512Images.pushWithBlobs(client, source, LoopbackImages.single("strong", "linux/amd64"));

        CopyResult result = copy(source, to("strong:1"), "all", Dialect.AUTO);
        CopyResult back =
                copy(to("strong:1"), ImageReference.parse(upstream.host() + "/it/back:1"), "all", Dialect.AUTO);

        assertThat(result.targetDigest()).isEqualTo(digest);
        assertThat(back.targetDigest()).isEqualTo(digest);
        assertThatThrownBy(() -> copy(
                        source("strong-index:1", Sha512Images.index("strong", "linux/amd64", "linux/arm64")),
                        to("strong-index:1"),
                        "all",
                        Dialect.AUTO))
                .isInstanceOf(CopyRefusedException.class)
                .hasMessageContaining("sha512")
                .hasMessageContaining("DIGEST_INVALID");
        assertThat(client.headManifest(to("strong-index:1"))).isEmpty();
    }

    @Test
    void skopeoPullsAZstdImageThatBecameGzip() throws Exception {
        copy(source("zstd:1", LoopbackImages.zstd("zstd", "linux/amd64")), to("zstd:1"), "all", Dialect.DOCKER);

        pull(to("zstd:1"));

        Path pulled = folder.resolve("one");
        Manifest manifest =
                new Manifest(MediaTypes.DOCKER_MANIFEST, Files.readAllBytes(pulled.resolve("manifest.json")));
        assertThat(manifest.digest()).isEqualTo(raw(to("zstd:1")));
        ImageManifest image = ImageManifest.read(manifest);
        String config = Files.readString(pulled.resolve(image.config().digest().hex()));
        assertThat(image.layers()).hasSize(2);
        for (var layer : image.layers()) {
            byte[] gzip = Files.readAllBytes(
                    pulled.resolve(layer.descriptor().digest().hex()));
            byte[] tar = new GZIPInputStream(new ByteArrayInputStream(gzip)).readAllBytes();
            assertThat(layer.descriptor().mediaType()).isEqualTo("application/vnd.docker.image.rootfs.diff.tar.gzip");
            assertThat(Digest.of(gzip)).isEqualTo(layer.descriptor().digest());
            // Its diff_ids are the upstream's: the content is what was packed with zstd there.
            assertThat(config).contains(Digest.of(tar).toString());
        }
    }

    @Test
    void aHelmChartArrivesWhole() throws Exception {
        SampleImage chart = LoopbackImages.helmChart("chart");
        copy(source("chart:1", chart), to("chart:1"), "linux/amd64", Dialect.OCI);

        assertThat(raw(to("chart:1"))).isEqualTo(chart.digest());
    }

    @Test
    void layersOfAnotherRepositoryAreMounted() throws Exception {
        SampleImage image = LoopbackImages.index("mounted", "linux/amd64", "linux/arm64");
        ImageReference source = source("mounted:1", image);
        copy(source, to("mounted:1"), "all", Dialect.AUTO);
        CopyResult second = copy(source, to("elsewhere:1"), "all", Dialect.AUTO);

        assertThat(second.moved()).isZero();
        pullAll(to("elsewhere:1"));
    }

    @Test
    void anUploadThatBreaksGoesOn() throws Exception {
        SampleImage image =
                LoopbackImages.image(Flavour.OCI, "linux/amd64", List.of(LoopbackImages.random(7, 24 << 20)));
        try (Front front = Front.of(target.uri()).cutUploadsAfter(10 << 20)) {
            ImageReference through = ImageReference.parse(front.host() + "/it/broken:1");
            copy(source("broken:1", image), through, "all", Dialect.AUTO);
        }
        assertThat(raw(to("broken:1"))).isEqualTo(image.digest());
        pull(to("broken:1"));
    }

    private static CopyResult copy(ImageReference source, ImageReference to, String platforms, Dialect dialect) {
        return copier.copy(source, to, PlatformSelection.parse(platforms), dialect, CopyProgress.NONE);
    }

    private static ImageReference source(String name, SampleImage image) {
        ImageReference reference = ImageReference.parse(upstream.host() + "/a/" + name);
        upstream.add(reference.repository().path(), reference.tag(), image);
        return reference;
    }

    private static ImageReference to(String name) {
        return ImageReference.parse(target.host() + "/it/" + name);
    }

    /** The digest of what skopeo reads under a tag. */
    private static Digest raw(ImageReference image) throws Exception {
        return Digest.of(skopeo("inspect", "--raw", "--tls-verify=false", "docker://" + image));
    }

    private void pullAll(ImageReference image) throws Exception {
        skopeo("copy", "--all", "--src-tls-verify=false", "docker://" + image, "oci:" + folder.resolve("all"));
    }

    private void pull(ImageReference image, String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.addAll(
                List.of("copy", "--src-tls-verify=false", "docker://" + image, "dir:" + folder.resolve("one")));
        skopeo(arguments.toArray(String[]::new));
    }

    private static byte[] skopeo(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("skopeo"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.PIPE)
                .start();
        byte[] out = process.getInputStream().readAllBytes();
        String errors = new String(process.getErrorStream().readAllBytes());
        assertThat(process.waitFor()).as("%s: %s", command, errors).isZero();
        return out;
    }
}
