package io.github.syncimage.trust;

import static io.github.syncimage.trust.Sigstore.ISSUER;
import static io.github.syncimage.trust.Sigstore.NOW;
import static io.github.syncimage.trust.Sigstore.SIGNS;
import static io.github.syncimage.trust.Sigstore.SUBJECT;
import static io.github.syncimage.trust.Sigstore.atTag;
import static io.github.syncimage.trust.Sigstore.promise;
import static io.github.syncimage.trust.Sigstore.promises;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.re2j.Pattern;
import io.github.syncimage.image.Digest;
import io.github.syncimage.trust.Signer.KeylessSigner;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Keyless signatures, in both forms, by a sigstore that the test made; and all the ways in which one may not hold. */
class KeylessTest {
    private static final Digest IMAGE = Digest.of("an image");
    private static final byte[] PAYLOAD = Sigstore.payload(IMAGE);
    private static final String SIGNATURE = "dev.cosignproject.cosign/signature";
    private static final String CERTIFICATE = "dev.sigstore.cosign/certificate";
    private static final String LOG_ENTRY = "dev.sigstore.cosign/bundle";
    private static final KeyPurposeId CODE = KeyPurposeId.id_kp_codeSigning;

    private static final Sigstore SIGSTORE = new Sigstore();
    private static final Sigstore ELSEWHERE = new Sigstore();
    private static final Sigstore.Holder HOLDER = SIGSTORE.holder();
    private static final KeyPair LOG = SIGSTORE.certificateLog;
    private static final KeyPair STRANGER = Sigstore.curve("secp256r1");
    private static final byte[] ISSUING = SIGSTORE.issuerKey();
    private static final TrustedRoot ROOT = TrustedRoot.parse(SIGSTORE.trustedRoot());
    private static final Signer WANTED = new KeylessSigner(ISSUER, SUBJECT, null, ROOT);

    static Stream<Arguments> good() {
        return Stream.of(
                arguments("at its tag", signed(SIGSTORE.holder())),
                arguments("with the issuer's extension of old", signed(SIGSTORE.holderOfOld())),
                arguments(
                        "with extensions of the certificate log's promise",
                        recorded(before -> promises(promise(before, LOG, ISSUING, NOW, 0, 0, 5, 1, 2, 3, 4, 5)))),
                arguments(
                        "with a promise of an unknown certificate log beside",
                        recorded(before ->
                                promises(promise(before, STRANGER, ISSUING, NOW), promise(before, LOG, ISSUING, NOW)))),
                arguments("in a bundle with promise and proof", bundle(KeylessTest::both)),
                arguments("in a bundle with time stamp and proof", stamped(SIGSTORE, NOW, UnaryOperator.identity())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("good")
    void aSignatureOfTheNamedSignerHolds(String how, FoundSignature found) {
        assertThat(check(WANTED, found).signedBy()).isEqualTo("release@example.com (https://accounts.example.com)");
    }

    static Stream<Arguments> bad() {
        String noPromise = "carries no promise of a certificate log (SCT)";
        String strangePromise = "no log of the trusted root's ctlogs has promised";
        String unreadable = "has an SCT that cannot be read";
        byte[] other = Sigstore.payload(Digest.of("another image"));
        return Stream.of(
                // The certificate.
                arguments(
                        "by another subject",
                        "by mallory@example.com (https://accounts.example.com) (sig)",
                        signed(SIGSTORE.holder("mallory@example.com", ISSUER, CODE))),
                arguments(
                        "by another issuer",
                        "by release@example.com (https://evil.example) (sig)",
                        signed(SIGSTORE.holder(SUBJECT, "https://evil.example", CODE))),
                arguments("ended", "when its certificate was not valid", logged(3600, SIGSTORE.log)),
                arguments("not begun", "when its certificate was not valid", logged(-3600, SIGSTORE.log)),
                arguments(
                        "of another authority",
                        "of an authority that is not in the trusted root",
                        signed(ELSEWHERE.holder())),
                arguments(
                        "for servers",
                        "none for signing code",
                        signed(SIGSTORE.holder(SUBJECT, ISSUER, KeyPurposeId.id_kp_serverAuth))),
                arguments(
                        "whose key cannot be used",
                        "whose certificate's key cannot be used: Invalid point",
                        changed(CERTIFICATE, pem -> SIGSTORE.holderOfNoPoint())),
                // What certificate logs have promised.
                arguments("no promises", noPromise, recorded(null)),
                arguments("an empty list of promises", noPromise, recorded(before -> promises())),
                arguments("a promise of another version", noPromise, recorded(before -> promises(new byte[] {7}))),
                arguments(
                        "a promise of an unknown log",
                        strangePromise,
                        recorded(before -> promises(promise(before, STRANGER, ISSUING, NOW)))),
                arguments(
                        "a promise of another certificate",
                        strangePromise,
                        recorded(before -> promises(promise(SIGSTORE.holder().certificate(), LOG, ISSUING, NOW)))),
                arguments(
                        "a promise of another authority's of the same name",
                        strangePromise,
                        recorded(before -> promises(promise(before, LOG, ELSEWHERE.issuerKey(), NOW)))),
                arguments(
                        "a promise of when the log was not to be relied on yet",
                        strangePromise,
                        recorded(before -> promises(promise(before, LOG, ISSUING, NOW.minus(Duration.ofDays(9999)))))),
                arguments("a promise whose extensions were changed", strangePromise, recorded(before -> {
                    byte[] promise = promise(before, LOG, ISSUING, NOW, 1, 2, 3, 4);
                    promise[44] ^= 1;
                    return promises(promise);
                })),
                arguments("promises cut off", unreadable, recorded(before -> new byte[] {0, 9, 0})),
                arguments("a promise cut off", unreadable, recorded(before -> promises(new byte[] {0, 1}))),
                // The signature and what the log says of it.
                arguments(
                        "by another key than the certificate's",
                        "which the key of its certificate has not made",
                        changed(
                                SIGNATURE,
                                was -> Sigstore.base64(
                                        Sigstore.sign("SHA256withECDSA", STRANGER.getPrivate(), PAYLOAD)))),
                arguments(
                        "of another image",
                        "of another image, " + Digest.of("another image"),
                        atTag(other, SIGSTORE.annotations(other, SIGSTORE.holder()))),
                arguments("a promise of another log", "the log has not signed", logged(0, STRANGER)),
                arguments(
                        "a time that was moved",
                        "the log has not signed",
                        changed(
                                LOG_ENTRY,
                                entry -> entry.replace(
                                        String.valueOf(NOW.getEpochSecond()),
                                        String.valueOf(NOW.getEpochSecond() + 60)))),
                arguments(
                        "an entry of another signature of the same signer",
                        "log entry is of another signature",
                        changed(LOG_ENTRY, was -> SIGSTORE.annotations(other, HOLDER)
                                .get(LOG_ENTRY))),
                arguments("no entry", "that no log has recorded", changed(LOG_ENTRY, was -> "")),
                arguments("an unknown log's entry", "log is not in the trusted root", changed(LOG_ENTRY, was -> "{}")),
                arguments("an entry that is none", "is no valid JSON", changed(LOG_ENTRY, was -> "not JSON")),
                // Bundles. What cosign 2 keeps at a tag has a promise alone.
                arguments("no proof", "whose bundle has no proof of being in the log", bundle(KeylessTest::promised)),
                arguments(
                        "a forged proof",
                        "whose place in the log the log has not signed",
                        bundle(body -> promised(body) + SIGSTORE.proof(body, STRANGER))),
                arguments(
                        "a proof of another entry",
                        "not where its proof says",
                        bundle(body -> SIGSTORE.proof("another".getBytes(), SIGSTORE.log))),
                arguments(
                        "a forged promise",
                        "the log has not signed",
                        bundle(body -> SIGSTORE.promise(body, STRANGER) + proved(body))),
                arguments("no time", "nobody says when it was made", bundle(KeylessTest::proved)),
                arguments(
                        "a late time stamp",
                        "when its certificate was not valid",
                        stamped(SIGSTORE, NOW.plusSeconds(3600), UnaryOperator.identity())),
                arguments(
                        "a time stamp of something else",
                        "time stamp is of another signature",
                        stamped(SIGSTORE, NOW, signature -> new byte[] {1})),
                arguments(
                        "a stranger's time stamp",
                        "of no authority of the trusted root",
                        stamped(ELSEWHERE, NOW, UnaryOperator.identity())),
                arguments(
                        "an attestation",
                        "signs no image, but a statement of https://slsa.dev/provenance/v1",
                        SIGSTORE.bundle(
                                Sigstore.statement(IMAGE, "https://slsa.dev/provenance/v1"),
                                KeylessTest::both,
                                signature -> List.of())));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("bad")
    void anythingElseDoesNot(String what, String why, FoundSignature found) {
        SignatureCheck.Result result = check(WANTED, found);

        assertThat(result.signed()).isFalse();
        assertThat(result.found())
                .singleElement()
                .asString()
                .startsWith("a signature ")
                .contains(why);
    }

    /** It is one signature that does not count: the next one is looked at. */
    @Test
    void oneThatCannotBeReadDoesNotHideTheNext() {
        FoundSignature bad = changed(CERTIFICATE, pem -> SIGSTORE.holderOfNoPoint());

        assertThat(check(WANTED, bad, signed(SIGSTORE.holder())).signed()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "https://github\\.com/acme/.*, true",
        "https://github\\.com/acme/, false",
        "github\\.com/acme/app, false",
        "https://a|https://github\\.com/acme, false",
    })
    void aPatternMatchesTheWholeSubject(String pattern, boolean matches) {
        FoundSignature found = signed(SIGSTORE.holder("https://github.com/acme/app", ISSUER, CODE));

        assertThat(check(new KeylessSigner(ISSUER, null, Pattern.compile(pattern), ROOT), found)
                        .signed())
                .isEqualTo(matches);
    }

    @Test
    void anIdentityThatWantsToBeMoreThanTextStaysOneShortLine() {
        String hostile = "https://a.example/\u202e\u001b[31m\n@everyone" + "x".repeat(500);

        assertThat(check(WANTED, signed(SIGSTORE.holder(SUBJECT, hostile, CODE)))
                        .found())
                .singleElement()
                .asString()
                .doesNotContain("\u202e", "\u001b", "\n")
                .hasSizeLessThan(200);
    }

    @Test
    void aTrustedRootWithoutCertificateLogsAsksForNoPromise() {
        TrustedRoot bare = TrustedRoot.parse(SIGSTORE.trustedRootWithoutCertificateLogs());
        Signer signer = new KeylessSigner(ISSUER, SUBJECT, null, bare);

        assertThat(check(signer, recorded(null)).signed()).isTrue();
        assertThat(check(signer, signed(SIGSTORE.holder())).found())
                .as("one that is there has to be a known log's all the same")
                .singleElement()
                .asString()
                .contains("no log of the trusted root's ctlogs");
    }

    @Test
    void aTrustedRootWithoutAnAuthorityForThatTimeIsTheOperatorsMatter() {
        TrustedRoot old = TrustedRoot.parse(SIGSTORE.trustedRoot(NOW.minus(Duration.ofDays(30)), NOW.minusSeconds(1)));

        assertThat(old.covers(NOW)).isFalse();
        assertThatThrownBy(() -> check(new KeylessSigner(ISSUER, SUBJECT, null, old), signed(SIGSTORE.holder())))
                .isInstanceOf(TrustedRoot.OutdatedException.class)
                .hasMessageContaining("no certificate authority for " + NOW);
    }

    private static FoundSignature signed(Sigstore.Holder holder) {
        return atTag(PAYLOAD, SIGSTORE.annotations(PAYLOAD, holder));
    }

    private static FoundSignature recorded(Function<X509Certificate, byte[]> promises) {
        return signed(SIGSTORE.holder(promises));
    }

    private static FoundSignature logged(int secondsLater, KeyPair promiseBy) {
        return atTag(
                PAYLOAD, SIGSTORE.annotations(PAYLOAD, SIGSTORE.holder(), NOW.plusSeconds(secondsLater), promiseBy));
    }

    private static FoundSignature changed(String annotation, UnaryOperator<String> change) {
        Map<String, String> annotations = SIGSTORE.annotations(PAYLOAD, HOLDER);
        annotations.computeIfPresent(annotation, (name, value) -> change.apply(value));
        return atTag(PAYLOAD, annotations);
    }

    private static String promised(byte[] body) {
        return SIGSTORE.promise(body, SIGSTORE.log);
    }

    private static String proved(byte[] body) {
        return SIGSTORE.proof(body, SIGSTORE.log);
    }

    private static String both(byte[] body) {
        return promised(body) + proved(body);
    }

    private static FoundSignature bundle(Function<byte[], String> witnesses) {
        return SIGSTORE.bundle(Sigstore.statement(IMAGE, SIGNS), witnesses, signature -> List.of());
    }

    private static FoundSignature stamped(Sigstore by, Instant time, UnaryOperator<byte[]> what) {
        return SIGSTORE.bundle(
                Sigstore.statement(IMAGE, SIGNS),
                KeylessTest::proved,
                signature -> List.of(by.stamp(what.apply(signature), time)));
    }

    private static SignatureCheck.Result check(Signer signer, FoundSignature... found) {
        return new SignatureCheck(image -> Stream.of(found)).of(IMAGE, signer);
    }
}
