package io.github.syncimage.copy.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.copy.ImageCopier;
import io.github.syncimage.copy.TwoRegistries;
import io.github.syncimage.copy.manifest.ImageIndex;
import io.github.syncimage.copy.manifest.ImageManifest;
import io.github.syncimage.copy.plan.CopyResult.DigestDifference;
import io.github.syncimage.copy.source.CopyRefusedException;
import io.github.syncimage.copy.source.CopyRefusedException.Reason;
import io.github.syncimage.demo.Flavour;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.demo.SampleImage;
import io.github.syncimage.demo.SampleLayer;
import io.github.syncimage.github.ManualClock;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.Manifest;
import io.github.syncimage.registry.MediaTypes;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.testing.Front;
import io.github.syncimage.text.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DialectTest {
    private static final SampleImage INDEX =
            LoopbackImages.indexWithAttestations("index", "linux/amd64", "linux/arm/v7", "linux/s390x");

    @RegisterExtension
    private final TwoRegistries registries = new TwoRegistries();

    private final ImageReference source = registries.source("a/app:1", INDEX);
    private final ImageReference to = registries.to("mirror/app:1");

    @Test
    void aTargetThatRefusesOciGetsAManifestListAndIsRememberedOnceTwoRepositoriesAgree() {
        registries.target.dockerOnly();

        CopyResult result = registries.copy(source, to, "linux/amd64,linux/arm/v7");

        assertDockerList(result);
        assertThat(triesOci("mirror/app:2")).as("the repository is known").isFalse();
        assertThat(triesOci("mirror/second:1")).as("a second one agrees").isTrue();
        assertThat(triesOci("mirror/third:1")).as("the host is known").isFalse();
    }

    /**
     * Whether a copy sends the manifest of its image as it is. Each target gets an image of its own: of a copy that went
     * on in Docker's formats, some manifest of the first try may still be on its way.
     */
    private boolean triesOci(String target) {
        SampleImage image = LoopbackImages.index(target, "linux/amd64");
        registries.copy(registries.source("a/app:1", image), registries.to(target), "all");
        String asItIs = image.children().get(0).digest().toString();
        return registries.targetWrites().stream().anyMatch(call -> call.endsWith("/manifests/" + asItIs));
    }

    @Test
    void whatATargetTookInDockersFormatsIsForgottenAfterADay() {
        ManualClock clock = new ManualClock();
        registries.restart(clock);
        registries.target.dockerOnly();
        assertThat(triesOci("mirror/app:1")).isTrue();
        assertThat(triesOci("mirror/second:1")).isTrue();
        assertThat(triesOci("mirror/third:1")).isFalse();

        clock.advance(Duration.ofHours(25));

        assertThat(triesOci("mirror/app:3")).isTrue();
        assertThat(triesOci("mirror/third:3")).isTrue();
    }

    @Test
    void anArtifactThatIsRefusedTurnsNoImageIntoDockers() {
        try (Front front = refusing(call -> call.line().contains("/mirror/chart/"))) {
            ImageReference chart = registries.source("charts/chart:1", LoopbackImages.helmChart("chart"));
            assertThat(registries.refused(chart, on(front, "mirror/chart:1"), "all"))
                    .hasMessageContainingAll("helm", "told to refuse");

            assertStaysOci(front, "mirror/app:1");
        }
        assertThat(registries.childrenOf(to)).hasSize(6);
    }

    @Test
    void anImageThatIsRefusedInBothFormsTurnsNoOtherIntoDockers() {
        try (Front front = refusing(call -> call.line().contains("/mirror/bad/manifests/"))) {
            for (String bad : List.of("mirror/bad:1", "mirror/bad:2")) {
                RegistryException failure = registries.failure(source, on(front, bad), "all");
                assertThat(failure.kind()).isEqualTo(RegistryException.Kind.MANIFEST_REFUSED);
                assertThat(failure).hasMessageContaining("told to refuse; in Docker's formats: HTTP 400");
            }
            assertStaysOci(front, "mirror/app:1");
        }
    }

    @Test
    void oneRepositoryThatTakesDockersOnlyDoesNotSpeakForTheHost() {
        try (Front front = refusing(call -> call.line().contains("/mirror/old/")
                && call.header("Content-Type").contains(".oci."))) {
            CopyResult old = registries.copy(source, on(front, "mirror/old:1"), "all");

            assertThat(old.difference()).isEqualTo(DigestDifference.DIALECT);
            assertStaysOci(front, "mirror/app:1");
        }
    }

    private void assertStaysOci(Front front, String target) {
        CopyResult result = registries.copy(source, on(front, target), "all");
        assertThat(result.targetDigest()).isEqualTo(INDEX.digest());
        assertThat(result.difference()).isEqualTo(DigestDifference.NONE);
    }

    private Front refusing(Predicate<Front.Request> manifests) {
        return Front.of(registries.target.uri())
                .answer(call ->
                        call.line().startsWith("PUT ") && call.line().contains("/manifests/") && manifests.test(call)
                                ? Front.reply(
                                        400,
                                        "{\"errors\":[{\"code\":\"MANIFEST_INVALID\",\"message\":\"told to refuse\"}]}")
                                : null);
    }

    private static ImageReference on(Front front, String target) {
        return TwoRegistries.at(front.host(), target);
    }

    @Test
    void aTargetThatKnowsNoOciMediaTypeIsKnownAfterTwoRepositoriesToo() {
        try (Front front = Front.of(registries.target.uri())) {
            front.answer(call -> call.line().startsWith("PUT ")
                            && String.valueOf(call.header("Content-Type")).contains(".oci.")
                    ? Front.reply(415, "{}")
                    : null);
            for (String target : List.of("mirror/app:1", "mirror/b:1", "mirror/c:1")) {
                registries.copy(source, on(front, target), "linux/amd64,linux/arm/v7");
            }

            assertThat(front.requests().stream().filter(call -> call.line().startsWith("PUT /v2/mirror/c/manifests/")))
                    .hasSize(3)
                    .allMatch(call -> call.header("Content-Type").contains(".docker."));
        }
        assertThat(registries.standing(to).mediaType()).isEqualTo(MediaTypes.DOCKER_LIST);
    }

    @Test
    void stepsOfAFlowFallBackToo() {
        ImageCopier copier = registries.copier();
        CopyPlan plan = registries.plan(source, to, "linux/amd64,linux/arm/v7");
        PlatformCopy first = registries.copyFirst(plan);
        registries.target.dockerOnly();
        PlatformCopy second = copier.copyPlatform(plan, plan.platforms().get(1), CopyProgress.NONE);

        assertDockerList(copier.publish(plan, List.of(first, second), () -> {}));
    }

    @Test
    void swrIsKnownByItsName() {
        registries.target.dockerOnly();
        ImageReference swr = ImageReference.parse("swr.cn-southwest-2.myhuaweicloud.com/mirror/app:1");
        registries.copy(source, swr, "linux/amd64");

        assertThat(registries.target.calls().stream()
                        .filter(call ->
                                call.method().equals("PUT") && call.path().contains("/manifests/")))
                .hasSize(2);
    }

    @Test
    void aliyunGetsNoAttestations() {
        ImageReference aliyun = ImageReference.parse("registry.cn-hangzhou.aliyuncs.com/mirror/app:1");
        CopyResult result = registries.copy(source, aliyun, "all");

        assertThat(result.difference()).isEqualTo(DigestDifference.ATTESTATIONS);
        assertThat(registries.childrenOf(to)).hasSize(3);
        assertThat(registries.standing(to).mediaType()).isEqualTo(MediaTypes.OCI_INDEX);
    }

    @Test
    void whatIsDockerAlreadyIsNotTouchedAndItsPartIsADockerList() {
        registries.target.dockerOnly();
        SampleImage list = LoopbackImages.dockerList("list", "linux/amd64", "linux/arm64");
        ImageReference source = registries.source("a/list:1", list);
        CopyResult result = registries.copy(source, to, "all", Dialect.DOCKER);

        assertThat(registries.standing(to).bytes()).isEqualTo(list.manifest().bytes());
        assertThat(result.difference()).isEqualTo(DigestDifference.NONE);

        ImageReference part = registries.to("mirror/part:1");
        registries.copy(source, part, "linux/arm64");
        assertThat(registries.standing(part).mediaType()).isEqualTo(MediaTypes.DOCKER_LIST);
        assertThat(registries.childrenOf(part))
                .containsExactly(list.children().get(1).digest());
    }

    @Test
    void aLoneManifestBecomesSchema2() {
        registries.target.dockerOnly();
        SampleImage single = LoopbackImages.single("one", "linux/amd64");
        CopyResult result = registries.copy(registries.source("a/one:1", single), to, "all");
        ImageManifest standing = ImageManifest.read(registries.standing(to));
        assertThat(standing.manifest().mediaType()).isEqualTo(MediaTypes.DOCKER_MANIFEST);
        assertThat(standing.config().mediaType()).isEqualTo(ImageManifest.DOCKER_CONFIG);
        assertThat(standing.config().digest())
                .isEqualTo(ImageManifest.read(single.manifest()).config().digest());
        assertThat(result.difference()).isEqualTo(DigestDifference.DIALECT);
    }

    @Test
    void zstdLayersBecomeGzipWithTheSameContent() throws IOException {
        registries.target.dockerOnly();
        SampleImage zstd = LoopbackImages.zstd("packed", "linux/amd64");
        registries.copy(registries.source("a/zstd:1", zstd), to, "all");

        ImageManifest image = ImageManifest.read(registries.standing(to));
        Descriptor layer = image.layers().get(1).descriptor();
        byte[] stored = registries.target.blob("mirror/app", layer.digest()).orElseThrow();
        byte[] config =
                registries.target.blob("mirror/app", image.config().digest()).orElseThrow();
        byte[] tar = new GZIPInputStream(new ByteArrayInputStream(stored)).readAllBytes();
        assertThat(layer.mediaType()).isEqualTo("application/vnd.docker.image.rootfs.diff.tar.gzip");
        assertThat(layer.size()).isEqualTo(stored.length);
        assertThat(new String(config)).contains(Digest.of(tar).toString());
    }

    @Test
    void aLayerThatIsNoZstdFailsTheCopy() {
        SampleLayer garbage = new SampleLayer("no zstd".repeat(1000).getBytes(), Digest.of("x"), "zstd");
        SampleImage image = LoopbackImages.image(Flavour.OCI, "linux/amd64", List.of(garbage));
        registries.target.dockerOnly();

        RegistryException failure = registries.failure(registries.source("a/garbage:1", image), to, "all");

        assertThat(failure.kind()).isEqualTo(RegistryException.Kind.INVALID_CONTENT);
        assertThat(registries.target.tags("mirror/app")).isEmpty();
    }

    @Test
    void artifactsGoWholeToOciTargetsAndAreRefusedForDockerOnes() {
        SampleImage chart = LoopbackImages.helmChart("chart");
        ImageReference source = registries.source("charts/chart:1", chart);
        CopyResult result = registries.copy(source, to, "linux/amd64");

        assertThat(registries.standing(to).digest()).isEqualTo(chart.digest());
        assertThat(result.mirrored()).isEmpty();
        assertThat(result.skipped()).isEmpty();

        registries.target.dockerOnly();
        CopyRefusedException refused = registries.refused(source, registries.to("mirror/other:1"), "all");
        assertThat(refused.reason()).isEqualTo(Reason.UNSUPPORTED_FORMAT);
        assertThat(refused).hasMessageContaining("helm");
    }

    private void assertDockerList(CopyResult result) {
        Manifest standing = registries.standing(to);
        assertThat(standing.mediaType()).isEqualTo(MediaTypes.DOCKER_LIST);
        assertThat(new String(standing.bytes())).doesNotContain("annotations", "unknown", "vnd.oci");
        ImageIndex list = ImageIndex.read(standing);
        assertThat(list.children())
                .extracting(child -> child.platform().toString())
                .containsExactly("linux/amd64", "linux/arm/v7");
        assertThat(list.children()).allSatisfy(child -> {
            Manifest manifest = registries
                    .target
                    .manifest("mirror/app", child.descriptor().digest().toString())
                    .orElseThrow();
            assertThat(manifest.bytes()).hasSize((int) child.descriptor().size());
            Map<String, Object> json = Json.read(manifest.bytes());
            assertThat(json).containsEntry("mediaType", MediaTypes.DOCKER_MANIFEST);
        });
        assertThat(result.difference()).isEqualTo(DigestDifference.DIALECT);
        assertThat(result.targetDigest()).isEqualTo(standing.digest());
        assertThat(result.sourceDigest()).isEqualTo(INDEX.digest());
    }
}
