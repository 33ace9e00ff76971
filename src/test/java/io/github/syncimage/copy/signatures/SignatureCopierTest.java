package io.github.syncimage.copy.signatures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.copy.TwoRegistries;
import io.github.syncimage.copy.manifest.ImageIndex;
import io.github.syncimage.copy.plan.CopyLimits;
import io.github.syncimage.copy.plan.CopyResult;
import io.github.syncimage.copy.plan.Dialect;
import io.github.syncimage.copy.plan.SignatureMode;
import io.github.syncimage.copy.plan.Signatures;
import io.github.syncimage.copy.plan.Signatures.Attached;
import io.github.syncimage.copy.plan.Signatures.Left;
import io.github.syncimage.copy.plan.Signatures.Statement;
import io.github.syncimage.copy.plan.Signatures.Why;
import io.github.syncimage.copy.source.CopyRefusedException.Reason;
import io.github.syncimage.demo.ExchangeCall;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.demo.SampleArtifacts;
import io.github.syncimage.demo.SampleImage;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.testing.Gate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureCopierTest {
    private static final SampleImage INDEX = LoopbackImages.index("app", "linux/amd64", "linux/arm64");
    private static final SampleImage AMD64 = INDEX.children().get(0);
    private static final SampleImage ARM64 = INDEX.children().get(1);
    private static final SampleImage SIGNATURE = SampleArtifacts.signature(INDEX, 1);
    private static final SampleImage BUNDLE = SampleArtifacts.bundle(INDEX, SampleArtifacts.SIGNED);
    private static final String EMPTY = "application/vnd.oci.empty.v1+json";

    @RegisterExtension
    private final TwoRegistries registries = new TwoRegistries();

    private final ImageReference source = registries.source("a/app:1", INDEX);
    private final ImageReference to = registries.to("mirror/app:1");

    @Test
    void allArriveBeforeTheTagByteForByteAndInOrder() {
        SampleImage provenance = SampleArtifacts.bundle(INDEX, SampleArtifacts.PROVENANCE);
        refer(BUNDLE, provenance);
        tag(INDEX, ".sig", SIGNATURE);
        tag(INDEX, ".att", SampleArtifacts.attestation(INDEX, "https://spdx.dev/Document"));
        tag(AMD64, ".sig", SampleArtifacts.signature(AMD64, 2));

        CopyResult result = copy("all");

        List<String> manifests = registries.targetWrites().stream()
                .filter(call -> call.contains("/manifests/"))
                .map(call -> call.replaceFirst(".*/manifests/", ""))
                .toList();
        assertThat(manifests.subList(0, 2))
                .containsExactlyInAnyOrder(
                        AMD64.digest().toString(), ARM64.digest().toString());
        assertThat(manifests.get(2)).isEqualTo(INDEX.digest().toString());
        assertThat(manifests.subList(3, 5))
                .containsExactlyInAnyOrder(
                        BUNDLE.digest().toString(), provenance.digest().toString());
        assertThat(manifests.subList(5, manifests.size()))
                .containsExactly(of(INDEX, ".sig"), of(INDEX, ".att"), of(AMD64, ".sig"), "1");
        assertThat(standing(of(INDEX, ".sig"))).isEqualTo(SIGNATURE.manifest().bytes());
        assertThat(standing(BUNDLE.digest().toString()))
                .isEqualTo(BUNDLE.manifest().bytes());
        SIGNATURE.blobs().forEach(blob -> assertThat(registries.target.blob("mirror/app", Digest.of(blob)))
                .hasValue(blob));
        Signatures signatures = result.signatures();
        assertThat(signatures.copied())
                .extracting(Attached::what)
                .containsExactlyInAnyOrder("bundle", "bundle", "sig", "att", "sig");
        assertThat(signatures.copied()).extracting(Attached::of).contains("index", "linux/amd64");
        assertThat(signatures.left()).isEmpty();
        assertThat(signatures.signsTag()).isTrue();
        assertThat(signatures.types())
                .containsExactlyInAnyOrder(SampleArtifacts.PROVENANCE, "https://spdx.dev/Document");
    }

    @Test
    void anUnsignedImageCostsFiveRequestsForEachManifestAndNothingAtTheTarget() {
        copy("all");

        assertThat(registries.upstreamCalls().stream().filter(SignatureCopierTest::looks))
                .hasSizeLessThanOrEqualTo(3 * 5)
                .noneMatch(call -> call.contains("tags/list"));
        assertThat(registries.targetCalls()).noneMatch(SignatureCopierTest::looks);
        registries.forgetCalls();

        CopyResult again = copy("all");

        assertThat(again.alreadyPresent()).isTrue();
        assertThat(registries.upstreamCalls()).containsExactly("HEAD /v2/a/app/manifests/1");
        assertThat(registries.targetCalls()).containsExactly("HEAD /v2/mirror/app/manifests/1");
    }

    /** Nobody knows what is attached where that could not be read. */
    @Test
    void aLookThatFailedIsTakenAgain() {
        registries.upstream.failNext(100, 403, call -> looks(call.toString()));
        copy("all");
        registries.upstream.behave();
        tag(INDEX, ".sig", SIGNATURE);

        assertThat(copy("all").signatures().copied()).hasSize(1);
    }

    private static boolean looks(String call) {
        return call.contains("/referrers/") || call.contains("/manifests/sha256-");
    }

    @Test
    void nothingOfTheImageWaitsForTheLookButItsTag() throws Exception {
        SampleImage large = LoopbackImages.index(
                "large", "linux/amd64", "linux/arm64", "linux/s390x", "linux/ppc64le", "linux/riscv64", "linux/386");
        registries.source("a/large:1", large);
        try (Gate gate = Gate.closed(registries.upstream.uri(), call -> looks(call.line()))) {
            ImageReference from = TwoRegistries.at(gate.host(), "a/large:1");
            CompletableFuture<CopyResult> copying =
                    CompletableFuture.supplyAsync(() -> registries.copy(from, to, "all"));

            await().until(() -> large.children().stream().allMatch(child -> registries
                    .target
                    .manifest("mirror/app", child.digest().toString())
                    .isPresent()));
            assertThat(registries.target.tags("mirror/app")).isEmpty();
            gate.open();
            assertThat(copying.get().mirrored()).hasSize(6);
        }
    }

    @Test
    void offAsksForNothing() {
        tag(INDEX, ".sig", SIGNATURE);
        registries.restart(SignatureMode.OFF);

        assertThat(copy("all").signatures()).isEqualTo(Signatures.NONE);
        assertThat(copy("all").signatures()).isEqualTo(Signatures.NONE);
        assertThat(registries.upstreamCalls()).noneMatch(SignatureCopierTest::looks);
    }

    @Test
    void ofALoneImageTheManifestStandsBeforeItsSignature() {
        ImageReference lone = registries.source("a/lone:1", AMD64);
        registries.upstream.add("a/lone", of(AMD64, ".sig"), SampleArtifacts.signature(AMD64, 1));

        CopyResult result = registries.copy(lone, to, "all");

        assertThat(registries.targetWrites().stream().filter(call -> call.contains("/manifests/")))
                .containsExactly(
                        "PUT /v2/mirror/app/manifests/" + AMD64.digest(),
                        "PUT /v2/mirror/app/manifests/" + of(AMD64, ".sig"),
                        "PUT /v2/mirror/app/manifests/1");
        assertThat(told(result.signatures().copied())).containsExactly("sig of image");
    }

    @Test
    void whereTheTargetHasNoListOneIsKeptUnderATag() {
        registries.target.withoutReferrers();
        SampleImage other = SampleArtifacts.bundle(INDEX, SampleArtifacts.PROVENANCE);
        refer(BUNDLE, other);
        SampleImage theirs = SampleArtifacts.referrer(INDEX, "text/plain", "somebody else's");
        registries.target.add("mirror/app", of(INDEX, ""), SampleArtifacts.list(theirs));

        CopyResult result = copy("all");

        assertThat(listed()).containsExactlyInAnyOrder(theirs.digest(), BUNDLE.digest(), other.digest());
        assertThat(new String(standing(of(INDEX, ""))))
                .contains("\"artifactType\":\"" + SampleArtifacts.BUNDLE + "\"", "dev.sigstore.bundle.predicateType");
        assertThat(result.signatures().copied()).hasSize(2);
        registries.forgetCalls();

        assertThat(copy("all").signatures().present()).hasSize(2);
        assertThat(registries.targetWrites()).isEmpty();
    }

    @Test
    void anEntryThatAnotherWriterLostIsWrittenAgain() {
        registries.target.withoutReferrers();
        refer(BUNDLE);
        SampleImage theirs = SampleArtifacts.referrer(INDEX, "text/plain", "somebody else's");
        Predicate<ExchangeCall> list = call -> call.path().endsWith("/manifests/" + of(INDEX, ""));
        registries.target.before(
                list.and(ExchangeCall::writes),
                () -> registries.target.before(
                        list.and(call -> call.method().equals("GET")),
                        () -> registries.target.add("mirror/app", of(INDEX, ""), SampleArtifacts.list(theirs))));

        CopyResult result = copy("all");

        assertThat(listed()).containsExactlyInAnyOrder(theirs.digest(), BUNDLE.digest());
        assertThat(result.signatures().copied()).hasSize(1);
    }

    /**
     * {@code cosign copy} has put the image itself at the place of the list; or the subject's host says by a header that it
     * has a list, and has none: as ECR did in 2024.
     */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsNoListAtItsPlaceCostsNoReferrer(boolean itself) {
        registries.target.withoutReferrers();
        refer(BUNDLE);
        if (itself) {
            registries.target.add("mirror/app", of(INDEX, ""), INDEX);
        } else {
            registries.target.tellSubjects();
        }

        copy("all");

        assertThat(listed()).containsExactly(BUNDLE.digest());
    }

    @Test
    void ofAPartTheChildrensComeAndTheIndexsStay() {
        tag(INDEX, ".sig", SIGNATURE);
        refer(BUNDLE);
        tag(AMD64, ".sig", SampleArtifacts.signature(AMD64, 1));
        tag(ARM64, ".sig", SampleArtifacts.signature(ARM64, 1));

        CopyResult result = copy("linux/amd64");

        assertThat(told(result.signatures().copied())).containsExactly("sig of linux/amd64");
        assertThat(result.signatures().left())
                .containsExactlyInAnyOrder(
                        new Left("sig", "index", Why.SUBSET, ""), new Left("bundle", "index", Why.SUBSET, ""));
        assertThat(registries.target.tags("mirror/app")).containsExactly("1", of(AMD64, ".sig"));
        assertThat(result.signatures().signsTag()).isFalse();
        assertThat(copy("linux/amd64").signatures().present()).hasSize(1);
    }

    @Test
    void inAnotherSourcesRepositoryNothingIsAttached() {
        tag(INDEX, ".sig", SIGNATURE);
        refer(BUNDLE);
        registries.memory.claim(to.repository(), new Repository("docker.io", "library/nginx"));

        CopyResult result = copy("all");

        assertThat(result.signatures().standing()).isEmpty();
        assertThat(result.signatures().left()).hasSize(2).allSatisfy(left -> {
            assertThat(left.why()).isEqualTo(Why.REFUSED);
            assertThat(left.detail()).contains("belongs to docker.io/library/nginx");
        });
        assertThat(registries.target.tags("mirror/app")).containsExactly("1");
    }

    @Test
    void inDockersFormatsNoneCanHold() {
        registries.target.dockerOnly();
        tag(INDEX, ".sig", SIGNATURE);
        tag(AMD64, ".sig", SampleArtifacts.signature(AMD64, 1));

        for (int times = 0; times < 2; times++) {
            CopyResult result = copy("all");
            assertThat(result.signatures().standing()).isEmpty();
            assertThat(result.signatures().left()).contains(new Left("sig", "index", Why.DIALECT, ""));
        }
        assertThat(registries.target.tags("mirror/app")).containsExactly("1");
    }

    @ParameterizedTest
    @CsvSource({"400, MANIFEST_INVALID", "405, UNSUPPORTED", "415, MANIFEST_INVALID", "403, DENIED"})
    void aTargetThatRefusesOneGetsTheImageAndIsNotAskedAgain(int status, String code) {
        registries.target.refuseManifestsWith("simplesigning", status, code);
        tag(INDEX, ".sig", SIGNATURE);

        CopyResult result = copy("all");

        assertThat(registries.standing(to).digest()).isEqualTo(INDEX.digest());
        assertThat(result.targetDigest()).isEqualTo(INDEX.digest());
        assertThat(result.signatures().left()).singleElement().satisfies(left -> {
            assertThat(left.why()).isEqualTo(Why.REFUSED);
            assertThat(left.detail()).contains("HTTP " + status, "unknown manifest class");
        });
        registries.forgetCalls();

        CopyResult again = registries.copy(source, registries.to("other/app:1"), "all");

        assertThat(again.signatures().left(Why.REFUSED)).isTrue();
        assertThat(registries.targetWrites()).noneMatch(call -> call.contains("sha256-"));
    }

    /** Aliyun's registry. */
    @Test
    void whereTheEmptyConfigIsRefusedTheOthersCome() {
        registries.target.refuseManifestsWith(EMPTY, 403, "DENIED");
        tag(INDEX, ".sig", SIGNATURE);
        refer(BUNDLE);

        CopyResult result = copy("all");

        assertThat(result.signatures().copied()).extracting(Attached::what).containsExactly("sig");
        assertThat(result.signatures().left()).extracting(Left::what).containsExactly("bundle");
        assertThat(result.signatures().signsTag()).isTrue();
    }

    @Test
    void ofImagesThatComeAtOnceOneAsksForTheirKind() throws Exception {
        registries.target.refuseManifestsWith(EMPTY, 403, "DENIED");
        String bundle = "/manifests/" + BUNDLE.digest();
        refer(BUNDLE);
        try (Gate gate = Gate.closed(
                registries.target.uri(),
                call -> call.line().startsWith("PUT") && call.line().contains(bundle))) {
            List<CompletableFuture<CopyResult>> copies = IntStream.range(0, 6)
                    .mapToObj(i -> TwoRegistries.at(gate.host(), "mirror/app" + i + ":1"))
                    .map(target -> CompletableFuture.supplyAsync(
                            () -> registries.copy(source, target, "all"), task -> new Thread(task).start()))
                    .toList();
            // Whether the kind is known to be refused is asked before the index is put.
            await().until(() -> IntStream.range(0, 6).allMatch(i -> registries
                    .target
                    .manifest("mirror/app" + i, INDEX.digest().toString())
                    .isPresent()));
            gate.open();
            for (CompletableFuture<CopyResult> copy : copies) {
                assertThat(copy.get().signatures().left(Why.REFUSED)).isTrue();
            }
        }
        assertThat(registries.targetWrites())
                .filteredOn(call -> call.endsWith(bundle))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"401, UNAUTHORIZED", "403, DENIED", "404, NAME_UNKNOWN", "412, PRECONDITION"})
    void whatOneRepositoryRefusesComesToOthers(int status, String code) {
        registries.target.failNext(
                Integer.MAX_VALUE,
                status,
                code,
                call -> call.writes() && call.path().endsWith("/manifests/" + of(INDEX, ".sig")));
        tag(INDEX, ".sig", SIGNATURE);
        assertThat(copy("all").signatures().left(Why.REFUSED)).isTrue();
        registries.target.behave();

        CopyResult other = registries.copy(source, registries.to("other/app:1"), "all");

        assertThat(told(other.signatures().copied())).containsExactly("sig of index");
    }

    @Test
    void aListThatIsRefusedIsSaidAndNotTriedAgain() {
        registries.target.withoutReferrers();
        registries.target.failNext(
                Integer.MAX_VALUE,
                400,
                "MANIFEST_INVALID",
                call -> call.writes() && call.path().endsWith(of(INDEX, "")));
        refer(BUNDLE);

        assertThat(copy("all").signatures().left(Why.REFUSED)).isTrue();
        registries.forgetCalls();
        assertThat(copy("all").signatures().left(Why.REFUSED)).isTrue();
        assertThat(registries.targetWrites()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 500})
    void troubleWhileLookingIsToldAndFailsOnlyWhereASignatureIsRequired(int status) {
        tag(INDEX, ".sig", SIGNATURE);
        registries.upstream.failNext(
                Integer.MAX_VALUE, status, call -> call.path().contains("/referrers/" + INDEX.digest()));

        CopyResult result = copy("all");

        assertThat(result.signatures().left())
                .extracting(Left::what, Left::why)
                .containsExactly(tuple("any", Why.UNAVAILABLE));
        registries.restart(SignatureMode.REQUIRED);
        registries.failure(source, to, "all");
    }

    @Test
    void whatIsSignedLaterComesWhenTheImageIsAskedForSixHoursLater() {
        copy("all");
        tag(INDEX, ".sig", SIGNATURE);
        Instant later = Instant.now().plus(Duration.ofHours(6));
        registries.restart(Clock.fixed(later.minusSeconds(60), ZoneOffset.UTC));
        assertThat(copy("all").signatures().copied()).isEmpty();
        registries.restart(Clock.fixed(later.plusSeconds(1), ZoneOffset.UTC));
        registries.forgetCalls();

        CopyResult result = copy("all");

        assertThat(result.alreadyPresent()).isTrue();
        assertThat(told(result.signatures().copied())).containsExactly("sig of index");
        assertThat(registries.targetWrites())
                .filteredOn(call -> call.contains("/manifests/"))
                .containsExactly("PUT /v2/mirror/app/manifests/" + of(INDEX, ".sig"));
        registries.forgetCalls();

        assertThat(told(copy("all").signatures().present())).containsExactly("sig of index");
        assertThat(registries.targetWrites()).isEmpty();
    }

    @Test
    void aSignatureThatGrewReplacesTheOldOneAndAnotherIsKept() {
        tag(INDEX, ".sig", SIGNATURE);
        copy("all");
        SampleImage grown = SampleArtifacts.signature(INDEX, 2);
        tag(INDEX, ".sig", grown);

        assertThat(copy("all").signatures().copied()).hasSize(1);
        assertThat(standing(of(INDEX, ".sig"))).isEqualTo(grown.manifest().bytes());

        tag(INDEX, ".sig", SIGNATURE);
        assertThat(copy("all").signatures().left()).containsExactly(new Left("sig", "index", Why.DIFFERS, ""));
        assertThat(standing(of(INDEX, ".sig"))).isEqualTo(grown.manifest().bytes());
    }

    @Test
    void oneThatMakesTheImageTooLargeStaysBehind() {
        long size = registries.copy(source, registries.to("first/app:1"), "all").size();
        refer(BUNDLE);
        tag(INDEX, ".sig", SIGNATURE);
        long bundle = BUNDLE.blobs().stream().mapToLong(blob -> blob.length).sum();
        registries.restart(registries.memory, new CopyLimits(8, size + bundle, CopyLimits.DEFAULT.imageTime()));

        CopyResult result = copy("all");

        assertThat(result.signatures().copied()).extracting(Attached::what).containsExactly("bundle");
        assertThat(result.signatures().left()).containsExactly(new Left("sig", "index", Why.TOO_LARGE, ""));
    }

    @Test
    void oneWhoseContentIsGoneStaysBehind() {
        registries.upstream.add(
                "a/app", of(INDEX, ".sig"), new SampleImage(SIGNATURE.manifest(), List.of(), List.of()));

        CopyResult result = copy("all");

        assertThat(result.signatures().left())
                .extracting(Left::what, Left::why)
                .containsExactly(tuple("sig", Why.UNUSABLE));
        assertThat(registries.standing(to).digest()).isEqualTo(INDEX.digest());
    }

    @Test
    void attestationsInTheIndexAreNamedToo() {
        ImageReference built = registries.source(
                "a/built:1", LoopbackImages.indexWithAttestations("built", "linux/amd64", "linux/arm64"));

        CopyResult result = registries.copy(built, to, "linux/arm64");

        assertThat(result.signatures().statements())
                .containsExactly(new Statement("https://slsa.dev/provenance/v0.2", "linux/arm64"));
    }

    @Test
    void whereOneIsRequiredAnUnsignedImageIsRefusedBeforeAnythingIsSent() {
        registries.restart(SignatureMode.REQUIRED);
        tag(INDEX, ".att", SampleArtifacts.attestation(INDEX, SampleArtifacts.PROVENANCE));
        tag(AMD64, ".sig", SampleArtifacts.signature(AMD64, 1));

        assertThat(registries.refused(source, to, "all").reason()).isEqualTo(Reason.UNSIGNED);
        assertThat(registries.targetWrites()).isEmpty();
    }

    @Test
    void whereOneIsRequiredThatOfTheIndexOrThoseOfAllPlatformsDo() {
        registries.restart(SignatureMode.REQUIRED);
        tag(AMD64, ".sig", SampleArtifacts.signature(AMD64, 1));
        assertThat(copy("linux/amd64").signatures().copied()).hasSize(1);
        assertThat(copy("linux/amd64").signatures().present()).hasSize(1);

        tag(INDEX, ".sig", SIGNATURE);
        assertThat(copy("all").signatures().copied()).hasSize(1);
    }

    @Test
    void whereOneIsRequiredThatOfTheIndexIsNoneOfAPart() {
        registries.restart(SignatureMode.REQUIRED);
        tag(INDEX, ".sig", SIGNATURE);

        assertThat(registries.refused(source, to, "linux/amd64")).hasMessageContaining("mirror all platforms");
    }

    @Test
    void whereOneIsRequiredAndCannotBeStoredTheTagIsNotSet() {
        registries.restart(SignatureMode.REQUIRED);
        registries.target.refuseManifestsWith("simplesigning", 400, "MANIFEST_INVALID");
        tag(INDEX, ".sig", SIGNATURE);

        for (int times = 0; times < 2; times++) {
            assertThat(registries.failure(source, to, "all"))
                    .hasMessageContainingAll("store the signature, which is required", "unknown manifest class");
        }
        assertThat(registries.target.tags("mirror/app")).isEmpty();
        registries.restart(SignatureMode.AUTO);
        assertThat(copy("all").signatures().left(Why.REFUSED)).isTrue();
    }

    @Test
    void whereOneIsRequiredNoneHoldsInDockersFormats() {
        registries.restart(SignatureMode.REQUIRED);
        tag(INDEX, ".sig", SIGNATURE);

        assertThatThrownBy(() -> registries.copy(source, to, "all", Dialect.DOCKER))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("Docker's formats");
        assertThat(registries.targetWrites()).isEmpty();
    }

    private CopyResult copy(String platforms) {
        return registries.copy(source, to, platforms);
    }

    private static List<String> told(List<Attached> attached) {
        return attached.stream()
                .map(one -> one.what() + " of " + one.of() + (one.signature() ? "" : ", no signature"))
                .toList();
    }

    private static String of(SampleImage image, String ending) {
        return "sha256-" + image.digest().hex() + ending;
    }

    private void tag(SampleImage subject, String ending, SampleImage attached) {
        registries.upstream.add("a/app", of(subject, ending), attached);
    }

    private void refer(SampleImage... referrers) {
        for (SampleImage referrer : referrers) {
            registries.upstream.add("a/app", referrer.digest().toString(), referrer);
        }
    }

    private byte[] standing(String reference) {
        return registries.target.manifest("mirror/app", reference).orElseThrow().bytes();
    }

    private List<Digest> listed() {
        return ImageIndex.read(
                        registries.target.manifest("mirror/app", of(INDEX, "")).orElseThrow())
                .children()
                .stream()
                .map(entry -> entry.descriptor().digest())
                .toList();
    }
}
