package io.github.syncimage.trust;

import static io.github.syncimage.trust.AttachedSignatures.atTag;
import static io.github.syncimage.trust.AttachedSignatures.inBundle;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.syncimage.image.Digest;
import io.github.syncimage.text.Json;
import io.github.syncimage.trust.Signer.KeySigner;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signatures by keys, as cosign stores them, and what claims to be one. */
class KeySignatureTest {
    private static final Digest IMAGE = Digest.of("an image");
    private static final String SIGNATURE = "dev.cosignproject.cosign/signature";

    private final KeyPair key = Sigstore.curve("secp256r1");

    @ParameterizedTest
    @CsvSource({
        "secp256r1, SHA256withECDSA",
        "secp384r1, SHA384withECDSA",
        "secp384r1, SHA256withECDSA",
        "secp521r1, SHA512withECDSA",
        "RSA,       SHA256withRSA",
        "Ed25519,   Ed25519",
    })
    void everyKindOfKey(String kind, String algorithm) {
        KeyPair pair =
                kind.startsWith("secp") ? Sigstore.curve(kind) : Sigstore.pair(kind, kind.equals("RSA") ? 2048 : 0);
        byte[] payload = Sigstore.payload(IMAGE);
        FoundSignature found = simple(payload, Sigstore.sign(algorithm, pair.getPrivate(), payload));
        assertThat(check(signer(pair), found).signedBy()).isEqualTo("cosign.pub");
        assertThat(check(signer(key), found).found()).containsExactly("a signature by another key (sig)");
    }

    @Test
    void anRsaKeyInItsOwnForm() {
        KeyPair pair = Sigstore.pair("RSA", 2048);
        // The key itself follows 24 bytes of algorithm and lengths.
        byte[] info = pair.getPublic().getEncoded();
        String pem = Sigstore.pem("RSA PUBLIC KEY", Arrays.copyOfRange(info, 24, info.length));
        byte[] payload = Sigstore.payload(IMAGE);
        FoundSignature found = simple(payload, Sigstore.sign("SHA256withRSA", pair.getPrivate(), payload));
        assertThat(check(signer(pem), found).signed()).isTrue();
    }

    @Test
    void filesThatHoldNoUsableKey() {
        assertThatThrownBy(() -> VerificationKey.readPem("ssh-ed25519 AAAA"))
                .hasMessageContaining("holds no public key in PEM");
        assertThatThrownBy(() -> VerificationKey.readPem(Sigstore.pem("EC PRIVATE KEY", new byte[] {1})))
                .hasMessageContaining("private key");
        assertThatThrownBy(() -> VerificationKey.readPem(Sigstore.pem("CERTIFICATE", new byte[] {1})))
                .hasMessageContaining("holds a CERTIFICATE");
        assertThatThrownBy(() -> VerificationKey.readPem(Sigstore.pem("PUBLIC KEY", new byte[] {1, 2, 3})))
                .hasMessageContaining("no public key of a kind that is understood");
        assertThatThrownBy(() -> VerificationKey.readPem(Sigstore.pem(Sigstore.pair("RSA", 1024))))
                .hasMessageContaining("less than 2048 bits");
        assertThatThrownBy(() -> VerificationKey.readPem(
                        Sigstore.pem("PUBLIC KEY", Sigstore.noPoint().getEncoded())))
                .hasMessageContaining("cannot be used: Invalid point");
    }

    @Test
    void anyOfSeveralKeysWillDo() {
        KeyPair next = Sigstore.curve("secp256r1");
        byte[] payload = Sigstore.payload(IMAGE);
        FoundSignature found = simple(payload, sign(next, payload));
        assertThat(check(signer(Sigstore.pem(key) + Sigstore.pem(next)), found).signed())
                .isTrue();
    }

    @Test
    void aBundleByAKey() {
        assertThat(check(signer(key), bundle(key, IMAGE, "https://sigstore.dev/cosign/sign/v1"))
                        .signed())
                .isTrue();
        assertThat(check(signer(key), bundle(Sigstore.curve("secp256r1"), IMAGE, "https://sigstore.dev/cosign/sign/v1"))
                        .found())
                .containsExactly("a signature by another key (bundle)");
        assertThat(check(signer(key), bundle(key, Digest.of("b"), "https://sigstore.dev/cosign/sign/v1"))
                        .found())
                .containsExactly("a signature of another image (bundle)");
        assertThat(check(signer(key), bundle(key, IMAGE, "https://slsa.dev/provenance/v1"))
                        .found())
                .singleElement()
                .asString()
                .contains("signs no image");
    }

    @Test
    void anEnvelopesSignatureIsOverItsTypeToo() {
        byte[] payload = Sigstore.statement(IMAGE, "https://sigstore.dev/cosign/sign/v1");
        assertThat(check(signer(key), inBundle(Sigstore.bundle(payload, sign(key, payload), Map.of())))
                        .signed())
                .isFalse();
    }

    @Test
    void anEnvelopeOfTwoSignaturesIsNone() {
        byte[] payload = Sigstore.statement(IMAGE, "https://sigstore.dev/cosign/sign/v1");
        byte[] signature = sign(key, Sigstore.authenticated(payload));
        Map<String, Object> json = Sigstore.bundle(payload, signature, Map.of());
        Map<String, Object> envelope = new HashMap<>(Json.object(json, "dsseEnvelope"));
        envelope.put("signatures", List.of(Map.of("sig", Sigstore.base64(signature)), Map.of("sig", "AAAA")));
        json.put("dsseEnvelope", envelope);
        assertThat(check(signer(key), inBundle(json)).found())
                .singleElement()
                .asString()
                .contains("no envelope with one signature");
    }

    @Test
    void payloadsThatSayAnother() {
        refused(Sigstore.payload(Digest.of("b")), "of another image, " + Digest.of("b"));
        refused(Sigstore.payload(IMAGE.toString(), "atomic container signature"), "of another type than cosign's");
        refused("{\"critical\":{\"type\":\"cosign container image signature\"}}".getBytes(), "of another image");
        refused("[]".getBytes(), "is no JSON object");
        refused("{".getBytes(), "is no valid JSON");
        refused(new byte[0], "is no valid JSON");
    }

    @Test
    void aSignatureThatIsCutOffOrNone() {
        byte[] payload = Sigstore.payload(IMAGE);
        String whole = Sigstore.base64(sign(key, payload));
        for (String signature : List.of("", "!", whole.substring(0, whole.length() - 5), whole.substring(4))) {
            FoundSignature found = atTag(payload, Map.of(SIGNATURE, signature));
            assertThat(check(signer(key), found).signed()).as(signature).isFalse();
        }
        assertThat(check(signer(key), atTag(payload, Map.of())).signed()).isFalse();
    }

    @Test
    void aBlobThatIsNotTheOneOfTheManifest() {
        byte[] payload = Sigstore.payload(IMAGE);
        FoundSignature found = new FoundSignature(
                "sig",
                "application/vnd.dev.cosign.simplesigning.v1+json",
                Digest.of("something else"),
                payload.length,
                Map.of(SIGNATURE, Sigstore.base64(sign(key, payload))),
                () -> payload);
        assertThat(check(signer(key), found).found()).singleElement().asString().contains("whose blob is not the one");
    }

    @Test
    void aBlobThatIsTooLargeIsNotRead() {
        FoundSignature found = new FoundSignature(
                "sig", "application/vnd.dev.cosign.simplesigning.v1+json", IMAGE, 1L << 40, Map.of(), () -> {
                    throw new AssertionError("read");
                });
        assertThat(check(signer(key), found).found()).singleElement().asString().contains("more than any has");
    }

    @Test
    void ofTwoTheSecondFits() {
        byte[] payload = Sigstore.payload(IMAGE);
        FoundSignature other = simple(payload, sign(Sigstore.curve("secp256r1"), payload));
        FoundSignature ours = simple(payload, sign(key, payload));
        assertThat(check(signer(key), other, ours).signed()).isTrue();
    }

    @Test
    void ofAThousandOnlyAHundredAreRead() {
        AtomicInteger read = new AtomicInteger();
        byte[] payload = Sigstore.payload(IMAGE);
        List<FoundSignature> many = new ArrayList<>();
        IntStream.range(0, 1000)
                .forEach(number -> many.add(new FoundSignature(
                        "sig",
                        "application/vnd.dev.cosign.simplesigning.v1+json",
                        Digest.of(payload),
                        payload.length,
                        Map.of(SIGNATURE, "AAAA"),
                        () -> {
                            read.incrementAndGet();
                            return payload;
                        })));
        assertThat(check(signer(key), many.toArray(FoundSignature[]::new)).found())
                .containsExactly(
                        "a signature by another key (sig)",
                        "more than 100 signatures, of which no more were looked at");
        assertThat(read).hasValue(100);
    }

    @Test
    void aRegistryThatCannotBeAskedIsNoMissingSignature() {
        Function<Digest, Stream<FoundSignature>> broken = image -> {
            throw new IllegalStateException("503");
        };
        assertThatThrownBy(() -> SignatureCheck.of(IMAGE, signer(key), broken)).hasMessage("503");
    }

    private void refused(byte[] payload, String why) {
        assertThat(check(signer(key), simple(payload, sign(key, payload))).found())
                .singleElement()
                .asString()
                .contains(why);
    }

    private static FoundSignature bundle(KeyPair by, Digest image, String predicate) {
        byte[] payload = Sigstore.statement(image, predicate);
        return inBundle(Sigstore.bundle(payload, sign(by, Sigstore.authenticated(payload)), Map.of()));
    }

    private static FoundSignature simple(byte[] payload, byte[] signature) {
        return atTag(payload, Map.of(SIGNATURE, Sigstore.base64(signature)));
    }

    private static byte[] sign(KeyPair by, byte[] bytes) {
        return Sigstore.sign("SHA256withECDSA", by.getPrivate(), bytes);
    }

    private static Signer signer(KeyPair pair) {
        return signer(Sigstore.pem(pair));
    }

    private static Signer signer(String pem) {
        return new KeySigner(List.of(new KeySigner.KeyFile("cosign.pub", VerificationKey.readPem(pem))));
    }

    private static SignatureCheck.Result check(Signer signer, FoundSignature... found) {
        return SignatureCheck.of(IMAGE, signer, image -> Stream.of(found));
    }
}
