package io.github.syncimage.trust;

import static io.github.syncimage.trust.AttachedSignatures.atTag;
import static io.github.syncimage.trust.AttachedSignatures.inBundle;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.Pattern;
import io.github.syncimage.image.Digest;
import io.github.syncimage.trust.Signer.KeylessSigner;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;

/** Keyless signatures, in both forms, by a sigstore that the test made; and all the ways in which one may not hold. */
class KeylessTest {
    private static final Digest IMAGE = Digest.of("an image");
    private static final String SIGNS = "https://sigstore.dev/cosign/sign/v1";

    private final Sigstore sigstore = new Sigstore();
    private final TrustedRoot root = TrustedRoot.parse(sigstore.trustedRoot());
    private final Signer wanted = new KeylessSigner(Sigstore.ISSUER, Sigstore.SUBJECT, null, root);

    @Test
    void aSignatureOfTheNamedSignerHolds() {
        byte[] payload = Sigstore.payload(IMAGE);
        assertThat(check(atTag(payload, sigstore.annotations(payload, sigstore.holder())))
                        .signedBy())
                .isEqualTo("release@example.com (https://accounts.example.com)");
    }

    @Test
    void theIssuersExtensionOfOldIsReadToo() {
        byte[] payload = Sigstore.payload(IMAGE);
        assertThat(check(atTag(payload, sigstore.annotations(payload, sigstore.holderOfOld())))
                        .signed())
                .isTrue();
    }

    @Test
    void aPatternMatchesTheWholeSubject() {
        byte[] payload = Sigstore.payload(IMAGE);
        FoundSignature found = atTag(payload, sigstore.annotations(payload, holder("https://github.com/acme/app")));
        assertThat(check(found, byPattern("https://github\\.com/acme/.*")).signed())
                .isTrue();
        assertThat(check(found, byPattern("https://github\\.com/acme/")).signed())
                .isFalse();
        assertThat(check(found, byPattern("github\\.com/acme/app")).signed()).isFalse();
        assertThat(check(found, byPattern("https://a|https://github\\.com/acme"))
                        .signed())
                .isFalse();
    }

    @Test
    void anotherSubjectOrIssuerIsTold() {
        byte[] payload = Sigstore.payload(IMAGE);
        assertThat(check(atTag(payload, sigstore.annotations(payload, holder("mallory@example.com"))))
                        .found())
                .containsExactly("a signature by mallory@example.com (https://accounts.example.com) (sig)");
        Sigstore.Holder elsewhere =
                sigstore.holder(Sigstore.SUBJECT, "https://evil.example", Sigstore.NOW, KeyPurposeId.id_kp_codeSigning);
        assertThat(check(atTag(payload, sigstore.annotations(payload, elsewhere)))
                        .found())
                .containsExactly("a signature by release@example.com (https://evil.example) (sig)");
    }

    @Test
    void anIdentityThatWantsToBeMoreThanTextStaysOneShortLine() {
        byte[] payload = Sigstore.payload(IMAGE);
        String hostile = "https://a.example/\u202e\u001b[31m\n@everyone" + "x".repeat(500);
        Sigstore.Holder holder = sigstore.holder(
                Sigstore.SUBJECT, hostile, Sigstore.NOW.minusSeconds(60), KeyPurposeId.id_kp_codeSigning);
        assertThat(check(atTag(payload, sigstore.annotations(payload, holder))).found())
                .singleElement()
                .asString()
                .doesNotContain("\u202e", "\u001b", "\n")
                .hasSizeLessThan(200);
    }

    @Test
    void aCertificateThatHadEndedWhenTheLogTookIt() {
        byte[] payload = Sigstore.payload(IMAGE);
        refused(
                atTag(payload, sigstore.annotations(payload, sigstore.holder(), Sigstore.NOW.plusSeconds(3600))),
                "when its certificate was not valid");
        refused(
                atTag(payload, sigstore.annotations(payload, sigstore.holder(), Sigstore.NOW.minusSeconds(3600))),
                "when its certificate was not valid");
    }

    @Test
    void aCertificateOfAnotherAuthority() {
        byte[] payload = Sigstore.payload(IMAGE);
        Map<String, String> annotations = new LinkedHashMap<>(sigstore.annotations(payload, sigstore.holder()));
        Sigstore.Holder stranger = new Sigstore().holder();
        byte[] signature = Sigstore.sign("SHA256withECDSA", stranger.key().getPrivate(), payload);
        annotations.put("dev.cosignproject.cosign/signature", Sigstore.base64(signature));
        annotations.put("dev.sigstore.cosign/certificate", stranger.pem());
        annotations.put(
                "dev.sigstore.cosign/bundle",
                sigstore.bundleAnnotation(
                        Sigstore.record(payload, signature, stranger), Sigstore.NOW, sigstore.log.getPrivate()));
        refused(atTag(payload, annotations), "of an authority that is not in the trusted root");
    }

    @Test
    void aCertificateForSomethingElse() {
        byte[] payload = Sigstore.payload(IMAGE);
        Sigstore.Holder server = sigstore.holder(
                Sigstore.SUBJECT, Sigstore.ISSUER, Sigstore.NOW.minusSeconds(9), KeyPurposeId.id_kp_serverAuth);
        refused(atTag(payload, sigstore.annotations(payload, server)), "none for signing code");
    }

    /** The promise in every other test of this class is right, and has no extensions. */
    @Test
    void aCertificateThatItsLogHasPromisedToRecord() {
        Instant now = Sigstore.NOW;
        byte[] tile = {0, 0, 5, 1, 2, 3, 4, 5};
        recorded(before ->
                Sigstore.promises(Sigstore.promise(before, sigstore.certificateLog, sigstore.issuerKey(), now, tile)));
        KeyPair unknown = Sigstore.curve("secp256r1");
        recorded(before -> Sigstore.promises(
                Sigstore.promise(before, unknown, sigstore.issuerKey(), now, new byte[0]),
                Sigstore.promise(before, sigstore.certificateLog, sigstore.issuerKey(), now, new byte[0])));
    }

    @Test
    void aCertificateThatNoLogHasPromisedToRecord() {
        Instant now = Sigstore.NOW;
        KeyPair log = sigstore.certificateLog;
        notRecorded(null, "carries no promise of a certificate log (SCT)");
        notRecorded(before -> Sigstore.promises(), "carries no promise of a certificate log (SCT)");
        String none = "no log of the trusted root's ctlogs has promised";
        notRecorded(
                before -> Sigstore.promises(
                        Sigstore.promise(before, Sigstore.curve("secp256r1"), sigstore.issuerKey(), now, new byte[0])),
                none);
        // Of another certificate, and of one of another authority by the same name.
        notRecorded(
                before -> Sigstore.promises(
                        Sigstore.promise(sigstore.holder().certificate(), log, sigstore.issuerKey(), now, new byte[0])),
                none);
        notRecorded(
                before ->
                        Sigstore.promises(Sigstore.promise(before, log, new Sigstore().issuerKey(), now, new byte[0])),
                none);
        // When the log was not to be relied on yet.
        notRecorded(
                before -> Sigstore.promises(Sigstore.promise(
                        before, log, sigstore.issuerKey(), now.minus(Duration.ofDays(9999)), new byte[0])),
                none);
        // With extensions that were changed afterwards.
        notRecorded(
                before -> {
                    byte[] promise = Sigstore.promise(before, log, sigstore.issuerKey(), now, new byte[] {1, 2, 3, 4});
                    promise[44] ^= 1;
                    return Sigstore.promises(promise);
                },
                none);
        notRecorded(before -> new byte[] {0, 9, 0}, "has an SCT that cannot be read");
        notRecorded(before -> Sigstore.promises(new byte[] {0, 1}), "has an SCT that cannot be read");
        notRecorded(before -> Sigstore.promises(new byte[] {7}), "carries no promise");
    }

    @Test
    void aTrustedRootWithoutCertificateLogsAsksForNoPromise() {
        byte[] payload = Sigstore.payload(IMAGE);
        TrustedRoot bare = TrustedRoot.parse(sigstore.trustedRoot(Sigstore.NOW.minusSeconds(999), null, List.of()));
        Signer signer = new KeylessSigner(Sigstore.ISSUER, Sigstore.SUBJECT, null, bare);
        Sigstore.Holder holder = sigstore.holder(null);
        assertThat(check(atTag(payload, sigstore.annotations(payload, holder)), signer)
                        .signed())
                .isTrue();
        // One that is there has to be a known log's all the same.
        assertThat(check(atTag(payload, sigstore.annotations(payload, sigstore.holder())), signer)
                        .found())
                .singleElement()
                .asString()
                .contains("no log of the trusted root's ctlogs");
    }

    private void recorded(Function<X509Certificate, byte[]> promises) {
        byte[] payload = Sigstore.payload(IMAGE);
        assertThat(check(atTag(payload, sigstore.annotations(payload, sigstore.holder(promises))))
                        .signed())
                .isTrue();
    }

    private void notRecorded(Function<X509Certificate, byte[]> promises, String why) {
        byte[] payload = Sigstore.payload(IMAGE);
        refused(atTag(payload, sigstore.annotations(payload, sigstore.holder(promises))), why);
    }

    /** It is one signature that does not count: the next one is looked at. */
    @Test
    void aCertificateWhoseKeyCannotBeUsed() {
        byte[] payload = Sigstore.payload(IMAGE);
        Map<String, String> annotations = new LinkedHashMap<>(sigstore.annotations(payload, sigstore.holder()));
        FoundSignature good = atTag(payload, Map.copyOf(annotations));
        annotations.put("dev.sigstore.cosign/certificate", sigstore.holderOfNoPoint());
        FoundSignature bad = atTag(payload, annotations);
        refused(bad, "whose certificate's key cannot be used: Invalid point");
        assertThat(SignatureCheck.of(IMAGE, wanted, image -> Stream.of(bad, good))
                        .signed())
                .isTrue();
    }

    @Test
    void aPromiseThatTheLogDidNotGive() {
        byte[] payload = Sigstore.payload(IMAGE);
        KeyPair other = Sigstore.curve("secp256r1");
        Sigstore.Holder holder = sigstore.holder();
        Map<String, String> annotations = new LinkedHashMap<>(sigstore.annotations(payload, holder));
        byte[] signature = Sigstore.sign("SHA256withECDSA", holder.key().getPrivate(), payload);
        annotations.put("dev.cosignproject.cosign/signature", Sigstore.base64(signature));
        annotations.put(
                "dev.sigstore.cosign/bundle",
                sigstore.bundleAnnotation(
                        Sigstore.record(payload, signature, holder), Sigstore.NOW, other.getPrivate()));
        refused(atTag(payload, annotations), "the log has not signed");
    }

    @Test
    void anEntryWhoseTimeWasMovedAfterwards() {
        byte[] payload = Sigstore.payload(IMAGE);
        Map<String, String> annotations =
                new LinkedHashMap<>(sigstore.annotations(payload, sigstore.holder(), Sigstore.NOW.plusSeconds(3600)));
        annotations.computeIfPresent(
                "dev.sigstore.cosign/bundle",
                (name, bundle) -> bundle.replace(
                        String.valueOf(Sigstore.NOW.plusSeconds(3600).getEpochSecond()),
                        String.valueOf(Sigstore.NOW.getEpochSecond())));
        refused(atTag(payload, annotations), "the log has not signed");
    }

    @Test
    void anEntryOfAnotherSignatureOfTheSameSigner() {
        byte[] payload = Sigstore.payload(IMAGE);
        Sigstore.Holder holder = sigstore.holder();
        Map<String, String> annotations = new LinkedHashMap<>(sigstore.annotations(payload, holder));
        annotations.put(
                "dev.sigstore.cosign/bundle",
                sigstore.annotations(Sigstore.payload(Digest.of("another")), holder)
                        .get("dev.sigstore.cosign/bundle"));
        refused(atTag(payload, annotations), "log entry is of another signature");
    }

    @Test
    void aSignatureThatNoLogHasOrThatAnUnknownLogHas() {
        byte[] payload = Sigstore.payload(IMAGE);
        Map<String, String> annotations = new LinkedHashMap<>(sigstore.annotations(payload, sigstore.holder()));
        annotations.remove("dev.sigstore.cosign/bundle");
        refused(atTag(payload, annotations), "that no log has recorded");
        annotations.put("dev.sigstore.cosign/bundle", "{}");
        refused(atTag(payload, annotations), "log is not in the trusted root");
        annotations.put("dev.sigstore.cosign/bundle", "not JSON");
        refused(atTag(payload, annotations), "is no valid JSON");
    }

    @Test
    void aSignatureByAnotherKeyThanTheCertificates() {
        byte[] payload = Sigstore.payload(IMAGE);
        Map<String, String> annotations = new LinkedHashMap<>(sigstore.annotations(payload, sigstore.holder()));
        byte[] other =
                Sigstore.sign("SHA256withECDSA", Sigstore.curve("secp256r1").getPrivate(), payload);
        annotations.put("dev.cosignproject.cosign/signature", Sigstore.base64(other));
        refused(atTag(payload, annotations), "which the key of its certificate has not made");
    }

    @Test
    void aSignatureMovedToAnotherImage() {
        byte[] payload = Sigstore.payload(Digest.of("another image"));
        refused(
                atTag(payload, sigstore.annotations(payload, sigstore.holder())),
                "of another image, " + Digest.of("another image"));
    }

    @Test
    void aTrustedRootWithoutAnAuthorityForThatTimeIsTheOperatorsMatter() {
        TrustedRoot old = TrustedRoot.parse(
                sigstore.trustedRoot(Sigstore.NOW.minus(Duration.ofDays(30)), Sigstore.NOW.minusSeconds(1)));
        assertThat(old.covers(Sigstore.NOW)).isFalse();
        byte[] payload = Sigstore.payload(IMAGE);
        FoundSignature found = atTag(payload, sigstore.annotations(payload, sigstore.holder()));
        assertThatThrownBy(() -> check(found, new KeylessSigner(Sigstore.ISSUER, Sigstore.SUBJECT, null, old)))
                .isInstanceOf(TrustedRootException.class)
                .hasMessageContaining("no certificate authority for " + Sigstore.NOW);
    }

    @Test
    void aBundleWithPromiseAndProof() {
        assertThat(check(bundle(sigstore.log, sigstore.log, List.of())).signed())
                .isTrue();
    }

    /** What cosign 2 keeps at a tag has a promise alone. */
    @Test
    void aBundleWithoutAProofIsNoWholeOne() {
        refused(bundle(sigstore.log, null, List.of()), "whose bundle has no proof of being in the log");
    }

    @Test
    void aBundleWithoutAPromiseNeedsATimeStamp() {
        refused(bundle(null, sigstore.log, List.of()), "nobody says when it was made");
        assertThat(check(stamped(Sigstore.NOW, true)).signed()).isTrue();
        refused(stamped(Sigstore.NOW.plusSeconds(3600), true), "when its certificate was not valid");
        refused(stamped(Sigstore.NOW, false), "time stamp is of another signature");
    }

    @Test
    void aBundleWhoseProofOrPromiseIsForged() {
        KeyPair other = Sigstore.curve("secp256r1");
        refused(bundle(sigstore.log, other, List.of()), "whose place in the log the log has not signed");
        refused(bundle(other, sigstore.log, List.of()), "the log has not signed");
        refused(bundle(null, null, List.of()), "whose bundle has no proof of being in the log");
    }

    @Test
    void aTimeStampOfAStranger() {
        Sigstore other = new Sigstore();
        refused(
                signedBundle(signature -> List.of(other.stamp(signature, Sigstore.NOW)), null, sigstore.log, SIGNS),
                "of no authority of the trusted root");
    }

    @Test
    void aProofOfAnotherEntry() {
        Sigstore.Holder holder = sigstore.holder();
        byte[] payload = Sigstore.statement(IMAGE, SIGNS);
        byte[] signature = Sigstore.sign("SHA256withECDSA", holder.key().getPrivate(), Sigstore.authenticated(payload));
        Map<String, Object> entry =
                sigstore.entry(Sigstore.envelopeRecord(payload, signature, holder), sigstore.log.getPrivate(), null);
        entry.put("inclusionProof", sigstore.proof("another".getBytes(), sigstore.log.getPrivate()));
        refused(
                inBundle(Sigstore.bundle(payload, signature, sigstore.material(holder, entry, List.of()))),
                "not where its proof says");
    }

    @Test
    void aBundleThatAttestsIsNoSignature() {
        refused(
                signedBundle(signature -> List.of(), sigstore.log, sigstore.log, "https://slsa.dev/provenance/v1"),
                "signs no image, but a statement of https://slsa.dev/provenance/v1");
    }

    private FoundSignature stamped(Instant time, boolean same) {
        return signedBundle(
                signature -> List.of(sigstore.stamp(same ? signature : new byte[] {1}, time)),
                null,
                sigstore.log,
                SIGNS);
    }

    private FoundSignature bundle(KeyPair promise, KeyPair checkpoint, List<byte[]> stamps) {
        return signedBundle(signature -> stamps, promise, checkpoint, SIGNS);
    }

    private FoundSignature signedBundle(
            Function<byte[], List<byte[]>> stamps, KeyPair promise, KeyPair checkpoint, String predicate) {
        Sigstore.Holder holder = sigstore.holder();
        byte[] payload = Sigstore.statement(IMAGE, predicate);
        byte[] signature = Sigstore.sign("SHA256withECDSA", holder.key().getPrivate(), Sigstore.authenticated(payload));
        Map<String, Object> entry = sigstore.entry(
                Sigstore.envelopeRecord(payload, signature, holder),
                promise == null ? null : promise.getPrivate(),
                checkpoint == null ? null : checkpoint.getPrivate());
        return inBundle(Sigstore.bundle(payload, signature, sigstore.material(holder, entry, stamps.apply(signature))));
    }

    private Sigstore.Holder holder(String subject) {
        return sigstore.holder(subject, Sigstore.ISSUER, Sigstore.NOW.minusSeconds(60), KeyPurposeId.id_kp_codeSigning);
    }

    private Signer byPattern(String pattern) {
        return new KeylessSigner(Sigstore.ISSUER, null, Pattern.compile(pattern), root);
    }

    private SignatureCheck.Result check(FoundSignature found) {
        return check(found, wanted);
    }

    private static SignatureCheck.Result check(FoundSignature found, Signer signer) {
        return SignatureCheck.of(IMAGE, signer, image -> Stream.of(found));
    }

    private void refused(FoundSignature found, String why) {
        SignatureCheck.Result result = check(found);
        assertThat(result.signed()).isFalse();
        assertThat(result.found()).singleElement().asString().contains(why);
    }
}
