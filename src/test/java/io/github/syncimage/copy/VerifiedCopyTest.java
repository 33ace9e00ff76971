package io.github.syncimage.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.syncimage.copy.docker.DaemonAddress;
import io.github.syncimage.copy.docker.DockerCopier;
import io.github.syncimage.copy.docker.DockerDaemon;
import io.github.syncimage.copy.plan.CopyLimits;
import io.github.syncimage.copy.plan.CopyPlan;
import io.github.syncimage.copy.plan.CopyProgress;
import io.github.syncimage.copy.plan.CopyResult;
import io.github.syncimage.copy.plan.Dialect;
import io.github.syncimage.copy.plan.SignatureMode;
import io.github.syncimage.copy.source.CopyRefusedException;
import io.github.syncimage.copy.source.CopyRefusedException.Reason;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.demo.SampleArtifacts;
import io.github.syncimage.demo.SampleImage;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.registry.HostSettings;
import io.github.syncimage.registry.MediaTypes;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.api.RegistryClient;
import io.github.syncimage.registry.api.Samples;
import io.github.syncimage.testing.Front;
import io.github.syncimage.trust.ImagePattern;
import io.github.syncimage.trust.Signer.KeySigner;
import io.github.syncimage.trust.Sigstore;
import io.github.syncimage.trust.Verification;
import io.github.syncimage.trust.VerificationKey;
import io.github.syncimage.trust.VerifyRule;
import io.github.syncimage.trust.VerifyRules;
import java.security.KeyPair;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Nothing is copied that a rule on signatures does not let through. */
class VerifiedCopyTest {
    private static final String PLATFORMS = "linux/amd64,linux/arm64";

    @RegisterExtension
    private final TwoRegistries registries = new TwoRegistries();

    private final KeyPair key = Sigstore.curve("secp256r1");
    private final SampleImage image = LoopbackImages.index("app", "linux/amd64", "linux/arm64");
    private ImageReference source;
    private ImageReference to;

    @BeforeEach
    void anUnsignedImage() {
        source = registries.source("acme/app:1", image);
        to = registries.to("mirror/app:1");
        registries.restart(rules(VerifyRule.Kind.SIGNED, false));
    }

    @Test
    void aSignedIndexIsCopiedAndSoIsAPartOfIt() {
        sign(image.digest(), image.digest(), key);
        CopyResult result = registries.copy(source, to, PLATFORMS);
        assertThat(result.verified().state()).isEqualTo(Verification.State.SIGNED);
        assertThat(result.verified().by()).isEqualTo("acme.pub");
        assertThat(registries.standing(to).digest()).isEqualTo(image.digest());
        ImageReference part = registries.to("mirror/part:1");
        assertThat(registries.copy(source, part, "linux/arm64").verified().state())
                .isEqualTo(Verification.State.SIGNED);
    }

    @Test
    void anUnsignedOneIsRefusedBeforeAByteOfABlobMoves() {
        CopyRefusedException refused = refused();
        assertThat(refused.reason()).isEqualTo(Reason.UNSIGNED);
        assertThat(refused.code()).isEqualTo("unsigned");
        assertThat(refused)
                .hasMessageContaining(source.repository() + "@" + image.digest() + " has no signature")
                .hasMessageContaining("acme.pub has to sign it");
        assertThat(refused.command())
                .isEqualTo("cosign verify --key acme.pub " + source.repository() + "@" + image.digest());
        assertThat(registries.targetWrites()).isEmpty();
        assertThat(registries.upstreamCalls()).noneMatch(call -> call.contains("/blobs/"));
    }

    @Test
    void aSignatureBySomebodyElseOrOfSomethingElseIsTold() {
        sign(image.digest(), image.digest(), Sigstore.curve("secp256r1"));
        CopyRefusedException another = refused();
        assertThat(another.reason()).isEqualTo(Reason.WRONG_SIGNER);
        assertThat(another).hasMessageContaining("is not signed by acme.pub; found: a signature by another key (sig)");

        SampleImage other = LoopbackImages.single("other", "linux/amd64");
        sign(image.digest(), other.digest(), key);
        assertThat(refused()).hasMessageContaining("a signature of another image, " + other.digest());
        assertThat(registries.targetWrites()).isEmpty();
    }

    @Test
    void whereOnlySomePlatformsAreSignedTheyAreNamed() {
        sign(child(0), child(0), key);
        assertThat(refused())
                .hasMessageContaining("of its platforms these are: linux/amd64; these are not: linux/arm64");
        assertThat(registries.copy(source, to, "linux/amd64").verified().state())
                .isEqualTo(Verification.State.SIGNED);

        sign(child(1), child(1), key);
        assertThat(registries.copy(source, to, PLATFORMS).verified().state()).isEqualTo(Verification.State.SIGNED);
    }

    /** Each part costs some requests; one is enough to refuse the image. */
    @Test
    void theFirstPartWithoutASignatureEndsTheCheckAndIsNamed() {
        SampleImage wide = LoopbackImages.index(
                "wide", IntStream.range(0, 40).mapToObj(i -> "linux/p" + i).toArray(String[]::new));
        source = registries.source("acme/wide:1", wide);
        assertThat(registries.refused(source, to, "all"))
                .hasMessageContaining("neither the index nor its part linux/p0 is, where the check ended");
        assertThat(registries.upstreamCalls().stream()
                        .filter(call -> call.contains("/manifests/sha256-"))
                        .map(call -> call.replaceAll(".*sha256-([0-9a-f]+).*", "$1"))
                        .distinct())
                .containsExactly(
                        wide.digest().hex(), wide.children().get(0).digest().hex());
        // A HEAD and a GET of the index, its parts, and for each of two manifests four tags; the list once per host.
        assertThat(registries.upstreamCalls()).hasSizeLessThanOrEqualTo(2 + 40 + 2 * 5);
    }

    @Test
    void aRegistryThatCannotBeAskedIsNeverUnsigned() {
        for (int status : List.of(401, 403, 500)) {
            registries.upstream.behave();
            registries.upstream.failNext(1000, status, call -> call.toString().contains(".sig"));
            registries.failure(source, to, PLATFORMS);
        }
        assertThat(registries.targetWrites()).isEmpty();
    }

    @Test
    void aRuleThatOnlyWarnsLetsItThrough() {
        registries.restart(rules(VerifyRule.Kind.SIGNED, true));
        Verification verified = registries.copy(source, to, PLATFORMS).verified();
        assertThat(verified.state()).isEqualTo(Verification.State.FAILED);
        assertThat(verified.reason()).isEqualTo("unsigned");
        assertThat(registries.standing(to).digest()).isEqualTo(image.digest());
    }

    @Test
    void aDeniedOneIsRefusedAndSkippedAndUnmentionedOnesAreNotLookedAt() {
        registries.restart(rules(VerifyRule.Kind.DENY, false));
        assertThat(refused().code()).isEqualTo("denied_image");
        assertThat(registries.targetWrites()).isEmpty();
        registries.restart(rules(VerifyRule.Kind.SKIP, false));
        assertThat(registries.copy(source, to, PLATFORMS).verified().state()).isEqualTo(Verification.State.SKIPPED);
        registries.restart(new VerifyRules(
                List.of(new VerifyRule(
                        ImagePattern.parse("quay.io/**"), null, VerifyRule.Kind.DENY, null, false, "f:1")),
                null));
        assertThat(registries
                        .copy(source, registries.to("mirror/app:2"), PLATFORMS)
                        .verified())
                .isEqualTo(Verification.NO_RULE);
    }

    @Test
    void whoGetsATrustedNameHasToBeSignedWhereverItComesFrom() {
        registries.restart(rules(null, to.repository().toString(), VerifyRule.Kind.SIGNED, false));
        ImageReference stranger = registries.source("evil/other:1", image);
        assertThat(registries.refused(stranger, to, PLATFORMS).reason()).isEqualTo(Reason.UNSIGNED);
        assertThat(refused()).hasMessageContaining("acme.pub has to sign it");
        assertThat(registries.targetWrites()).isEmpty();
        assertThat(registries
                        .copy(stranger, registries.to("mirror/other:1"), PLATFORMS)
                        .verified())
                .isEqualTo(Verification.NO_RULE);

        sign(image.digest(), image.digest(), key);
        assertThat(registries.copy(source, to, PLATFORMS).verified().state()).isEqualTo(Verification.State.SIGNED);
    }

    /** What only the daemon reaches cannot be looked at, so it does not get the name either. */
    @Test
    void aDockerDaemonPullsNothingThatWouldGetATrustedNameUnsigned() {
        VerifyRules trusted = rules(null, to.repository().toString(), VerifyRule.Kind.SIGNED, false);
        ImageReference hidden = ImageReference.parse("127.0.0.1:1/acme/app:1");
        try (Front daemon = Front.alone()
                        .answer(call -> Front.reply(200, """
                                {"Descriptor": {"mediaType": "%s", "digest": "%s"},
                                 "Platforms": [{"os": "linux", "architecture": "amd64"}]}""".formatted(MediaTypes.OCI_INDEX, image.digest())));
                RegistryClient client = Samples.client(HostSettings::of);
                DockerCopier docker = new DockerCopier(
                        client,
                        new DockerDaemon(DaemonAddress.of(Map.of("DOCKER_HOST", "tcp://" + daemon.host()))),
                        HostSettings::of,
                        registries.memory,
                        CopyLimits.DEFAULT,
                        SignatureMode.AUTO,
                        trusted)) {
            assertThat(catchThrowableOfType(
                                    CopyRefusedException.class, () -> TwoRegistries.plan(docker, source, to, PLATFORMS))
                            .reason())
                    .isEqualTo(Reason.UNSIGNED);
            assertThat(TwoRegistries.plan(docker, source, registries.to("mirror/other:1"), PLATFORMS)
                            .verified())
                    .isEqualTo(Verification.NO_RULE);
            sign(image.digest(), image.digest(), key);
            assertThat(TwoRegistries.plan(docker, source, to, PLATFORMS)
                            .verified()
                            .state())
                    .isEqualTo(Verification.State.SIGNED);
            assertThat(daemon.calls()).isEmpty();

            assertThat(catchThrowableOfType(
                            RegistryException.class, () -> TwoRegistries.plan(docker, hidden, to, PLATFORMS)))
                    .hasMessageContaining("it cannot be asked for signatures");
            assertThat(daemon.calls()).containsExactly("GET /distribution/" + hidden + "/json");
        }
        assertThat(registries.targetWrites()).isEmpty();
    }

    @Test
    void theNameThatIsUsedAfterACollisionIsWhatCounts() {
        ImageReference qualified = registries.to("mirror/acme.app:1");
        registries.restart(VerifyRules.NONE);
        registries.copy(
                registries.source("first/app:1", LoopbackImages.single("first", "linux/amd64")), to, "linux/amd64");
        registries.restart(rules(null, qualified.repository().toString(), VerifyRule.Kind.DENY, false));
        ImageReference used = registries
                .copier()
                .chooseTarget(registries.copier().inspect(source), to, qualified)
                .image();
        assertThat(used).isEqualTo(qualified);
        assertThat(registries.refused(source, used, PLATFORMS).code()).isEqualTo("denied_image");
        assertThat(registries.copier().verify(registries.copier().inspect(source), to))
                .isEqualTo(Verification.NO_RULE);
    }

    @Test
    void whereBothAreGivenBothHaveToMatch() {
        registries.restart(rules(source.host() + "/evil/*", to.repository().toString(), VerifyRule.Kind.DENY, false));
        assertThat(registries.copy(source, to, PLATFORMS).verified()).isEqualTo(Verification.NO_RULE);
        ImageReference evil = registries.source("evil/app:1", LoopbackImages.single("evil", "linux/amd64"));
        assertThat(registries
                        .copy(evil, registries.to("mirror/elsewhere:1"), "linux/amd64")
                        .verified())
                .isEqualTo(Verification.NO_RULE);
        assertThat(registries.refused(evil, to, "linux/amd64").code()).isEqualTo("denied_image");
    }

    @Test
    void whatStandsThereFromBeforeTheRuleStaysAndTheRefusalSaysSo() {
        registries.restart(VerifyRules.NONE);
        registries.copy(source, to, PLATFORMS);
        registries.restart(rules(VerifyRule.Kind.SIGNED, false));
        registries.forgetCalls();
        assertThat(refused()).hasMessageContaining("what stands at " + to + " already stays as it is");
        assertThat(registries.targetWrites()).isEmpty();
        assertThat(registries.standing(to).digest()).isEqualTo(image.digest());
    }

    @Test
    void whatWasVerifiedIsCopiedAlsoWhenTheTagMovesAfterwards() {
        sign(image.digest(), image.digest(), key);
        CopyPlan plan = registries.plan(source, to, PLATFORMS);
        registries.source("acme/app:1", LoopbackImages.index("evil", "linux/amd64", "linux/arm64"));
        registries.copier().copy(plan, CopyProgress.NONE, () -> {});
        assertThat(registries.standing(to).digest()).isEqualTo(image.digest());
    }

    @Test
    void aPlanThatIsMadeAgainIsVerifiedAgain() {
        sign(image.digest(), image.digest(), key);
        CopyPlan plan = registries.plan(source, to, PLATFORMS);
        SampleImage evil = LoopbackImages.index("evil", "linux/amd64", "linux/arm64");
        registries.source("acme/app:1", evil);
        // Another process, which asks for no signatures, sets the tag meanwhile.
        try (ImageCopier careless = new ImageCopier(
                registries.client, registries.memory, CopyLimits.DEFAULT, SignatureMode.AUTO, VerifyRules.NONE)) {
            careless.copy(source, to, PlatformSelection.parse("linux/amd64"), Dialect.AUTO, CopyProgress.NONE);
        }
        CopyRefusedException refused = catchThrowableOfType(
                CopyRefusedException.class, () -> registries.copier().copy(plan, CopyProgress.NONE, () -> {}));
        assertThat(refused.reason()).isEqualTo(Reason.UNSIGNED);
        assertThat(refused).hasMessageContaining(evil.digest().toString());
    }

    private CopyRefusedException refused() {
        return registries.refused(source, to, PLATFORMS);
    }

    private Digest child(int number) {
        return image.children().get(number).digest();
    }

    /** Puts a signature of {@code signed} where one of {@code of} is looked for. */
    private void sign(Digest of, Digest signed, KeyPair by) {
        registries.upstream.add(
                "acme/app", of.algorithm() + "-" + of.hex() + ".sig", SampleArtifacts.signature(signed, by));
    }

    private VerifyRules rules(VerifyRule.Kind kind, boolean warns) {
        return rules(source.host() + "/acme/*", null, kind, warns);
    }

    private VerifyRules rules(String from, String target, VerifyRule.Kind kind, boolean warns) {
        KeySigner signer =
                new KeySigner(List.of(new KeySigner.KeyFile("acme.pub", VerificationKey.readPem(Sigstore.pem(key)))));
        return new VerifyRules(
                List.of(new VerifyRule(
                        from == null ? null : ImagePattern.parse(from),
                        target == null ? null : ImagePattern.parse(target),
                        kind,
                        kind == VerifyRule.Kind.SIGNED ? signer : null,
                        warns,
                        "config.yaml:1")),
                null);
    }
}
