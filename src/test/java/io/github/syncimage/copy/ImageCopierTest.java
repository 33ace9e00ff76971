package io.github.syncimage.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.copy.manifest.ImageManifest;
import io.github.syncimage.copy.plan.CopyHistory;
import io.github.syncimage.copy.plan.CopyLimits;
import io.github.syncimage.copy.plan.CopyPlan;
import io.github.syncimage.copy.plan.CopyProgress;
import io.github.syncimage.copy.plan.CopyResult;
import io.github.syncimage.copy.plan.CopyResult.DigestDifference;
import io.github.syncimage.copy.plan.Dialect;
import io.github.syncimage.copy.plan.PlatformCopy;
import io.github.syncimage.copy.plan.SignatureMode;
import io.github.syncimage.copy.source.CopyRefusedException;
import io.github.syncimage.copy.source.CopyRefusedException.Reason;
import io.github.syncimage.copy.source.PlatformImage;
import io.github.syncimage.copy.source.Upstream;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.demo.SampleImage;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Platform;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.Manifest;
import io.github.syncimage.registry.MediaTypes;
import io.github.syncimage.trust.VerifyRules;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageCopierTest {
    private static final SampleImage THREE =
            LoopbackImages.indexWithAttestations("three", "linux/amd64", "linux/arm64", "linux/s390x");

    private static final SampleImage TWO = LoopbackImages.indexWithAttestations("two", "linux/amd64", "linux/arm64");

    @RegisterExtension
    private final TwoRegistries registries = new TwoRegistries();

    private final ImageReference source = registries.source("a/app:1", THREE);
    private final ImageReference to = registries.to("mirror/app:1");

    private CopyResult copy(String platforms) {
        return registries.copy(source, to, platforms);
    }

    /** The digests of an index's children. */
    private static Digest[] children(SampleImage index, int... places) {
        return IntStream.of(places)
                .mapToObj(place -> index.children().get(place).digest())
                .toArray(Digest[]::new);
    }

    @Test
    void wholeIndexStaysByteForByte() {
        CopyResult result = copy("all");

        assertThat(registries.standing(to).bytes()).isEqualTo(THREE.manifest().bytes());
        assertThat(result.targetDigest()).isEqualTo(result.sourceDigest()).isEqualTo(THREE.digest());
        assertThat(result.difference()).isEqualTo(DigestDifference.NONE);
        assertThat(result.mirrored()).hasToString("[linux/amd64, linux/arm64, linux/s390x]");
        assertThat(result.moved()).isEqualTo(result.size());
    }

    @Test
    void subsetHasTheWantedImagesAndTheirAttestations() {
        CopyResult result = copy("linux/arm64,linux/amd64,linux/386");

        assertThat(registries.childrenOf(to)).containsExactly(children(THREE, 0, 1, 3, 4));
        assertThat(registries.standing(to).mediaType()).isEqualTo(MediaTypes.OCI_INDEX);
        assertThat(result.difference()).isEqualTo(DigestDifference.SUBSET);
        assertThat(result.skipped()).containsExactly(Platform.parse("linux/386"));
        assertThat(result.targetDigest()).isEqualTo(registries.standing(to).digest());
    }

    @ParameterizedTest(name = "with a memory: {0}")
    @ValueSource(booleans = {true, false})
    void anotherPlatformOfTheSameImageJoinsTheEarlierOnes(boolean memory) {
        copy("linux/amd64");
        registries.restart(memory ? registries.memory : CopyHistory.NONE);
        CopyResult result = copy("linux/arm64");

        assertThat(result.wanted()).hasToString("linux/arm64");
        assertBothStand(result);

        CopyResult again = copy("linux/amd64");
        assertThat(again.alreadyPresent()).isTrue();
        assertThat(again.mirrored()).hasToString("[linux/amd64, linux/arm64]");
    }

    private void assertBothStand(CopyResult result) {
        assertThat(result.mirrored()).hasToString("[linux/amd64, linux/arm64]");
        assertThat(registries.standing(to).digest()).isEqualTo(result.targetDigest());
        assertThat(registries.childrenOf(to)).contains(children(THREE, 0, 1));
    }

    @Test
    void platformsAskedForAtTheSameTimeBothStand() {
        CopyPlan amd = registries.plan(source, to, "linux/amd64");
        CopyPlan arm = registries.plan(source, to, "linux/arm64");
        PlatformCopy amdCopied = registries.copyFirst(amd);
        PlatformCopy armCopied = registries.copyFirst(arm);

        CopyResult first = registries.copier().publish(amd, List.of(amdCopied), () -> {});
        CopyResult second = registries.copier().publish(arm, List.of(armCopied), () -> {});

        assertThat(first.mirrored()).hasToString("[linux/amd64]");
        assertBothStand(second);
    }

    @Test
    void whoFindsTheTagSetByAnotherStillTellsWhatItSent() {
        CopyPlan one = registries.plan(source, to, "linux/amd64");
        PlatformCopy sent = registries.copyFirst(one);
        assertThat(copy("linux/amd64").moved()).isZero();

        CopyResult result = registries.copier().publish(one, List.of(sent), () -> {});

        assertThat(result.moved()).isEqualTo(sent.moved()).isPositive();
        assertThat(result.alreadyPresent()).isFalse();
    }

    @Test
    void whatWasThereBeforeAnotherSetTheTagIsNotRememberedAsWhatStands() {
        copy("linux/amd64");
        CopyPlan amd = registries.plan(source, to, "linux/amd64");
        assertThat(amd.done()).isPresent();
        CopyResult both = copy("linux/arm64");

        CopyResult again = registries.copier().publish(amd, List.of(), () -> {});

        assertThat(again.alreadyPresent()).isTrue();
        assertThat(again.targetDigest()).isEqualTo(both.targetDigest());
        assertThat(registries.memory.mirrored(to).orElseThrow().targetDigest()).isEqualTo(both.targetDigest());
    }

    @Test
    void anotherImageUnderTheTagLendsItNoPlatforms() {
        registries.target.add("mirror/app", "1", LoopbackImages.index("another", "linux/amd64", "linux/s390x"));
        registries.restart(CopyHistory.NONE);

        CopyResult result = copy("linux/arm64");

        assertThat(result.mirrored()).hasToString("[linux/arm64]");
    }

    @Test
    void somethingUnreadableUnderTheTagIsReplaced() {
        Manifest schema1 = new Manifest(
                "application/vnd.docker.distribution.manifest.v1+prettyjws",
                "{\"schemaVersion\": 1}".getBytes(StandardCharsets.UTF_8));
        registries.target.add("mirror/app", "1", new SampleImage(schema1, List.of(), List.of()));
        registries.restart(CopyHistory.NONE);

        CopyResult result = copy("linux/arm64");

        assertThat(registries.standing(to).digest()).isEqualTo(result.targetDigest());
    }

    @Test
    void aLoneManifestStaysAPlainManifest() {
        SampleImage single = LoopbackImages.single("one", "linux/arm64/v8");
        CopyResult result = registries.copy(registries.source("a/one:1", single), to, "linux/amd64,linux/arm64");

        assertThat(registries.standing(to).bytes()).isEqualTo(single.manifest().bytes());
        assertThat(result.skipped()).containsExactly(Platform.parse("linux/amd64"));
    }

    @Test
    void wantingArmTakesEveryVariant() {
        SampleImage arms = LoopbackImages.index("arms", "linux/arm/v6", "linux/arm/v7", "linux/amd64");
        CopyResult result = registries.copy(registries.source("a/arms:1", arms), to, "linux/arm");

        assertThat(result.mirrored()).hasToString("[linux/arm/v6, linux/arm/v7]");
    }

    @Test
    void refusesWhatNoPlatformFits() {
        CopyRefusedException refused = registries.refused(source, to, "windows/amd64");

        assertThat(refused.reason()).isEqualTo(Reason.NO_SUCH_PLATFORM);
        assertThat(refused.platforms()).hasToString("[linux/amd64, linux/arm64, linux/s390x]");
        assertThat(registries.targetWrites()).isEmpty();
    }

    @Test
    void refusesWhatIsTooLargeBeforeAByteIsCopied() {
        registries.restart(registries.memory, new CopyLimits(8, 100, CopyLimits.DEFAULT.imageTime()));

        assertThat(registries.refused(source, to, "all").reason()).isEqualTo(Reason.TOO_LARGE);
        assertThat(registries.upstreamCalls()).noneMatch(call -> call.contains("/blobs/"));
        assertThat(registries.targetWrites()).isEmpty();
    }

    @Test
    void refusesALayerThatSwrDoesNotTakeBeforeAByteIsCopied() {
        Descriptor config = THREE.children().get(0).manifest().descriptor();
        String manifest = "{\"schemaVersion\":2,\"config\":{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d},"
                + "\"layers\":[{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":10000000001}]}";
        byte[] platform = "{\"os\":\"linux\",\"architecture\":\"amd64\"}".getBytes();
        SampleImage huge = new SampleImage(
                new Manifest(
                        MediaTypes.DOCKER_MANIFEST,
                        manifest.formatted(
                                        "application/vnd.docker.container.image.v1+json",
                                        Digest.of(platform),
                                        platform.length,
                                        "application/vnd.docker.image.rootfs.diff.tar.gzip",
                                        config.digest())
                                .getBytes()),
                List.of(platform),
                List.of());
        ImageReference source = registries.source("a/huge:1", huge);
        ImageReference swr = ImageReference.parse("swr.cn-southwest-2.myhuaweicloud.com/mirror/huge:1");

        CopyRefusedException refused = registries.refused(source, swr, "all");

        assertThat(refused.reason()).isEqualTo(Reason.TOO_LARGE);
        assertThat(refused).hasMessageContaining("swr.cn-southwest-2.myhuaweicloud.com takes");
        assertThat(registries.upstreamCalls())
                .noneMatch(call -> call.contains(config.digest().toString()));
        assertThat(registries.targetWrites()).isEmpty();
    }

    @Test
    void whatNamesADigestIsNoTagThatSomebodyMeant() {
        String digest = "a".repeat(64);
        for (String tag : List.of("sha256-" + digest, "sha256-" + digest + ".sig", "sha256-" + digest + ".att")) {
            registries.source("b/app:" + tag, THREE);
        }
        registries.source("b/app:1.0", THREE);
        registries.source("b/app:sha256-0123456789ab", THREE);

        assertThat(absent("b/app:1.1").tags()).containsExactly("1.0", "sha256-0123456789ab");
    }

    private CopyRefusedException absent(String name) {
        return registries.refused(TwoRegistries.at(registries.upstream.host(), name), to, "all");
    }

    @Test
    void nearTagsStandOnAnyPage() {
        for (int number = 0; number < 2500; number++) {
            registries.upstream.add("a/app", "1.0." + number, THREE);
        }
        registries.upstream.add("a/app", "v9.25.3", THREE);

        CopyRefusedException refused = absent("a/app:v9.25");

        assertThat(refused.reason()).isEqualTo(Reason.NOT_FOUND);
        assertThat(refused.tags()).startsWith("v9.25.3");
    }

    @Test
    void theTagIsWrittenLastAndBlobsBeforeTheirManifest() {
        copy("all");

        List<String> writes = registries.targetWrites();
        assertThat(writes.get(writes.size() - 1)).isEqualTo("PUT /v2/mirror/app/manifests/1");
        assertThat(writes.stream().filter(call -> call.contains("/manifests/"))).hasSize(7);
    }

    @Test
    void secondCopyAsksByHeadOnlyAndWritesNothing() {
        copy("linux/amd64,linux/arm64");
        registries.forgetCalls();
        registries.restart(registries.memory);

        CopyResult again = copy("linux/amd64,linux/arm64");

        assertThat(again.alreadyPresent()).isTrue();
        assertThat(again.mirrored()).hasToString("[linux/amd64, linux/arm64]");
        assertThat(again.difference()).isEqualTo(DigestDifference.SUBSET);
        assertThat(besidesLooking(registries.upstreamCalls())).containsExactly("HEAD /v2/a/app/manifests/1");
        // Nothing was attached upstream a moment ago, so nobody looks again.
        assertThat(registries.targetCalls()).containsExactly("HEAD /v2/mirror/app/manifests/1");
    }

    /** Without the requests for signatures, none of which counts as a pull. */
    private static List<String> besidesLooking(List<String> calls) {
        return calls.stream()
                .filter(call -> !call.startsWith("GET /v2/a/app/referrers/"))
                .filter(call -> !call.startsWith("HEAD /v2/a/app/manifests/sha256-"))
                .toList();
    }

    @Test
    void equalDigestsNeedNoMemory() {
        copy("all");
        registries.forgetCalls();
        registries.restart(CopyHistory.NONE);

        CopyResult again = copy("all");

        assertThat(again.alreadyPresent()).isTrue();
        assertThat(again.size()).isPositive();
        assertThat(besidesLooking(registries.upstreamCalls())).containsExactly("HEAD /v2/a/app/manifests/1");
        assertThat(registries.targetWrites()).isEmpty();
    }

    @Test
    void aSubsetThatStandsThereIsFoundWithoutMemory() {
        copy("linux/arm64");
        registries.forgetCalls();
        registries.restart(CopyHistory.NONE);

        assertThat(copy("linux/arm64").alreadyPresent()).isTrue();
        assertThat(registries.targetWrites()).isEmpty();
    }

    @Test
    void blobsOfAnotherRepositoryAreMounted() {
        registries.copy(source, registries.to("first/app:1"), "linux/amd64");
        registries.forgetCalls();
        registries.restart(registries.memory);

        CopyResult result = copy("linux/amd64");

        assertThat(result.moved()).isZero();
        assertThat(registries.targetWrites().stream().filter(call -> call.contains("/blobs/")))
                .isNotEmpty()
                .allMatch(call -> call.startsWith("POST") && call.contains("mount=") && call.contains("from=first"));
        assertThat(registries.upstreamCalls()).noneMatch(call -> call.contains("/blobs/"));
    }

    @Test
    void aHolderThatLostItsBlobIsForgotten() {
        SampleImage image = LoopbackImages.single("one", "linux/amd64");
        registries.memory.holds(registries.to("gone/app:1").repository(), image);

        CopyResult result = registries.copy(registries.source("a/app:1", image), to, "all");

        assertThat(result.moved()).isEqualTo(result.size());
        assertThat(registries.memory.holders(to.host(), Digest.of(image.blobs().get(0))))
                .containsExactly(to.repository());
    }

    @Test
    void withinOneRegistryBlobsAreMountedFromTheSource() {
        registries.target.add("origin/app", "1", THREE);

        CopyResult result = registries.copy(registries.to("origin/app:1"), to, "all");

        assertThat(result.moved()).isZero();
        assertThat(registries.standing(to).digest()).isEqualTo(THREE.digest());
    }

    @Test
    void twoRequestsAtOnceMoveEachBlobOnce() {
        List<CompletableFuture<CopyResult>> copies = List.of(to, registries.to("mirror/second:1"), to).stream()
                .map(target -> CompletableFuture.supplyAsync(() -> registries.copy(source, target, "all")))
                .toList();
        copies.forEach(CompletableFuture::join);

        List<String> blobs = registries.upstreamCalls().stream()
                .filter(call -> call.contains("/blobs/"))
                .toList();
        assertThat(blobs).doesNotHaveDuplicates();
        assertThat(copies.stream().mapToLong(copy -> copy.join().moved()).sum())
                .isEqualTo(copies.get(0).join().size());
    }

    @Test
    void aBlobSharedByPlatformsIsMovedOnce() {
        copy("all");

        Digest shared = Digest.of(THREE.children().get(0).blobs().get(1));
        assertThat(THREE.children().get(1).blobs())
                .anyMatch(blob -> Digest.of(blob).equals(shared));
        assertThat(registries.upstreamCalls().stream().filter(call -> call.contains(shared.toString())))
                .containsExactly("GET /v2/a/app/blobs/" + shared);
        assertThat(registries.target.calls().stream()
                        .filter(call -> call.writes() && call.toString().contains(shared.hex())))
                .hasSize(1);
    }

    @Test
    void aMovedTagOverwritesItsOwnTarget() {
        copy("all");
        SampleImage newer = LoopbackImages.index("newer", "linux/amd64");
        registries.source("a/app:1", newer);

        copy("all");

        assertThat(registries.standing(to).digest()).isEqualTo(newer.digest());
    }

    @Test
    void nothingShowsUnderTheTagWhenABlobFails() {
        registries.upstream.failNext(100, 404, call -> call.path().contains("/blobs/"));

        registries.failure(source, to, "all");
        assertThat(registries.target.tags("mirror/app")).isEmpty();
    }

    @Test
    void progressReachesWhatWasExpected() {
        long[] seen = new long[2];
        CopyProgress progress = new CopyProgress() {
            @Override
            public synchronized void expected(long bytes) {
                seen[0] += bytes;
            }

            @Override
            public synchronized void arrived(long bytes) {
                seen[1] += bytes;
            }
        };
        CopyResult result = registries.copier().copy(source, to, PlatformSelection.ALL, Dialect.AUTO, progress);

        assertThat(seen).containsExactly(result.size(), result.size());
    }

    @Test
    void inspectReadsPlatformsAndSizes() {
        Upstream upstream = registries.copier().inspect(source);

        assertThat(registries.upstreamCalls()).containsExactly("HEAD /v2/a/app/manifests/1");
        assertThat(upstream.images())
                .extracting(image -> image.platform().toString())
                .containsExactly("linux/amd64", "linux/arm64", "linux/s390x");
        assertThat(upstream.images())
                .allSatisfy(image -> assertThat(image.size()).isPositive());
    }

    @ParameterizedTest(name = "of another process that shares the memory: {0}")
    @ValueSource(booleans = {true, false})
    void anOlderPlanDoesNotOverwriteWhatANewerOneHasSet(boolean other) {
        SampleImage old = LoopbackImages.index("old", "linux/amd64", "linux/arm64");
        SampleImage young = LoopbackImages.index("young", "linux/amd64", "linux/arm64");
        ImageReference source = registries.source("moving/app:1", old);
        ImageReference target = registries.to("mirror/moving:1");
        CopyPlan plan = registries.plan(source, target, "linux/arm64");
        PlatformCopy copied = registries.copyFirst(plan);
        registries.source("moving/app:1", young);
        try (ImageCopier another = new ImageCopier(
                registries.client, registries.memory, CopyLimits.DEFAULT, SignatureMode.AUTO, VerifyRules.NONE)) {
            (other ? another : registries.copier())
                    .copy(source, target, PlatformSelection.parse("linux/amd64"), Dialect.AUTO, CopyProgress.NONE);
        }

        CopyResult result = registries.copier().publish(plan, List.of(copied), () -> {});

        assertThat(registries.standing(target).digest()).isEqualTo(young.digest());
        assertThat(result.sourceDigest()).isEqualTo(young.digest());
        assertThat(result.targetDigest()).isEqualTo(young.digest());
    }

    @Test
    void theResultTellsTheImagesInTheOrderOfTheIndexAndOfASubsetItsOwn() {
        ImageReference source = registries.source("a/app:1", TWO);
        CopyResult result = registries.copy(source, to, "all");

        assertThat(result.images()).containsExactly(expected("linux/amd64", TWO, 0), expected("linux/arm64", TWO, 1));
        assertThat(registries.memory.mirrored(to).orElseThrow().images()).isEqualTo(result.images());
        assertThat(registries
                        .copy(source, registries.to("mirror/part:1"), "linux/arm64")
                        .images())
                .containsExactly(expected("linux/arm64", TWO, 1));
    }

    @Test
    void theResultTellsTheImageOfALoneManifestAndNoneOfAnArtifact() {
        SampleImage single = LoopbackImages.single("one", "linux/arm/v7");

        CopyResult result = registries.copy(registries.source("a/one:1", single), to, "all");

        assertThat(result.images())
                .containsExactly(new PlatformImage(Platform.parse("linux/arm/v7"), single.digest(), result.size()));
        assertThat(registries
                        .copy(registries.source("a/chart:1", LoopbackImages.helmChart("chart")), to, "all")
                        .images())
                .isEmpty();
    }

    @Test
    void theResultTellsImagesInDockersFormatsByTheDigestsThatTheTargetHas() {
        ImageReference source = registries.source("a/app:1", LoopbackImages.zstd("zstd", "linux/amd64"));
        CopyResult result = registries.copy(source, to, "all", Dialect.DOCKER);

        assertThat(result.images()).singleElement().satisfies(image -> {
            Manifest stands = registries
                    .target
                    .manifest("mirror/app", image.digest().toString())
                    .orElseThrow();
            assertThat(image.size()).isEqualTo(ImageManifest.read(stands).size());
            assertThat(image.digest()).isNotEqualTo(result.sourceDigest());
        });
    }

    @Test
    void theResultTellsTheImagesOfWhatStandsThereAlreadyFromMemoryOrFromTheTarget() {
        ImageReference source = registries.source("a/app:1", TWO);
        List<PlatformImage> copied = registries.copy(source, to, "all").images();

        CopyResult remembered = registries.copy(source, to, "linux/arm64");
        registries.restart(CopyHistory.NONE);
        CopyResult read = registries.copy(source, to, "linux/arm64");

        assertThat(remembered.alreadyPresent()).isTrue();
        assertThat(remembered.images()).isEqualTo(copied);
        assertThat(read.alreadyPresent()).isTrue();
        assertThat(read.images()).isEqualTo(copied);
    }

    private static PlatformImage expected(String platform, SampleImage index, int child) {
        ImageManifest image = ImageManifest.read(index.children().get(child).manifest());
        return PlatformImage.of(Platform.parse(platform), image);
    }
}
