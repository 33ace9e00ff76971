package io.github.syncimage.trust;

import static io.github.syncimage.trust.Sigstore.SIGNS;
import static io.github.syncimage.trust.Sigstore.atTag;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.syncimage.image.Digest;
import io.github.syncimage.trust.Signer.KeySigner;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Signatures by keys, as cosign stores them, and what claims to be one. */
class KeySignatureTest {
    private static final Digest IMAGE = Digest.of("an image");
    private static final byte[] PAYLOAD = Sigstore.payload(IMAGE);
    private static final KeyPair KEY = Sigstore.curve("secp256r1");
    private static final KeyPair OTHER = Sigstore.curve("secp256r1");

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
        FoundSignature found = simple(PAYLOAD, Sigstore.sign(algorithm, pair.getPrivate(), PAYLOAD));
        assertThat(check(Sigstore.pem(pair), found).signedBy()).isEqualTo("cosign.pub");
        assertThat(check(Sigstore.pem(KEY), found).found()).containsExactly("a signature by another key (sig)");
    }

    @Test
    void anRsaKeyInItsOwnForm() {
        KeyPair pair = Sigstore.pair("RSA", 2048);
        // The key itself follows 24 bytes of algorithm and lengths.
        byte[] info = pair.getPublic().getEncoded();
        String pem = Sigstore.pem("RSA PUBLIC KEY", Arrays.copyOfRange(info, 24, info.length));
        FoundSignature found = simple(PAYLOAD, Sigstore.sign("SHA256withRSA", pair.getPrivate(), PAYLOAD));
        assertThat(check(pem, found).signed()).isTrue();
    }

    static Stream<Arguments> unusableKeys() {
        return Stream.of(
                arguments("ssh-ed25519 AAAA", "holds no public key in PEM"),
                arguments(Sigstore.pem("EC PRIVATE KEY", new byte[] {1}), "private key"),
                arguments(Sigstore.pem("CERTIFICATE", new byte[] {1}), "holds a CERTIFICATE"),
                arguments(
                        Sigstore.pem("PUBLIC KEY", new byte[] {1, 2, 3}), "no public key of a kind that is understood"),
                arguments(Sigstore.pem(Sigstore.pair("RSA", 1024)), "less than 2048 bits"),
                arguments(
                        Sigstore.pem("PUBLIC KEY", Sigstore.noPoint().getEncoded()), "cannot be used: Invalid point"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("unusableKeys")
    void filesThatHoldNoUsableKey(String pem, String why) {
        assertThatThrownBy(() -> VerificationKey.readPem(pem))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    @Test
    void anyOfSeveralKeysAndAnyOfSeveralSignaturesWillDo() {
        FoundSignature found = simple(PAYLOAD, sign(OTHER, PAYLOAD));
        assertThat(check(Sigstore.pem(KEY) + Sigstore.pem(OTHER), found).signed())
                .isTrue();
        assertThat(check(Sigstore.pem(KEY), found, simple(PAYLOAD, sign(KEY, PAYLOAD)))
                        .signed())
                .isTrue();
    }

    @Test
    void aBundleByAKey() {
        assertThat(check(Sigstore.pem(KEY), bundle(KEY, IMAGE, SIGNS)).signed()).isTrue();
    }

    static Stream<Arguments> bad() {
        byte[] statement = Sigstore.statement(IMAGE, SIGNS);
        byte[] signature = sign(KEY, Sigstore.authenticated(statement));
        String whole = Sigstore.base64(sign(KEY, PAYLOAD));
        return Stream.of(
                arguments("by another key (bundle)", bundle(OTHER, IMAGE, SIGNS)),
                arguments("of another image (bundle)", bundle(KEY, Digest.of("b"), SIGNS)),
                arguments("signs no image", bundle(KEY, IMAGE, "https://slsa.dev/provenance/v1")),
                // An envelope's signature is over its type, too.
                arguments("by another key (bundle)", Sigstore.bundle(statement, "", sign(KEY, statement))),
                arguments("no envelope with one signature", Sigstore.bundle(statement, "", signature, signature)),
                arguments("of another image, " + Digest.of("b"), payload(Sigstore.payload(Digest.of("b")))),
                arguments(
                        "of another type than cosign's",
                        payload(Sigstore.payload(IMAGE.toString(), "atomic container signature"))),
                arguments(
                        "of another image",
                        payload("{\"critical\":{\"type\":\"cosign container image signature\"}}".getBytes())),
                arguments("is no JSON object", payload("[]".getBytes())),
                arguments("is no valid JSON", payload("{".getBytes())),
                arguments("is no valid JSON", payload(new byte[0])),
                arguments("by another key", atTag(PAYLOAD, Map.of())),
                arguments("by another key", annotated("")),
                arguments("is no base64", annotated("!")),
                arguments("by another key", annotated(whole.substring(0, whole.length() - 5))),
                arguments("by another key", annotated(whole.substring(4))),
                arguments(
                        "whose blob is not the one", blob(Digest.of("something else"), PAYLOAD.length, () -> PAYLOAD)),
                arguments("more than any has", blob(IMAGE, 1L << 40, () -> {
                    throw new AssertionError("read");
                })));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bad")
    void whatOnlyClaimsToBeASignatureIsNone(String why, FoundSignature found) {
        assertThat(check(Sigstore.pem(KEY), found).found())
                .singleElement()
                .asString()
                .contains(why);
    }

    @Test
    void ofAThousandOnlyAHundredAreRead() {
        AtomicInteger read = new AtomicInteger();
        FoundSignature one = blob(Digest.of(PAYLOAD), PAYLOAD.length, () -> {
            read.incrementAndGet();
            return PAYLOAD;
        });
        FoundSignature[] many = Stream.generate(() -> one).limit(1000).toArray(FoundSignature[]::new);
        assertThat(check(Sigstore.pem(KEY), many).found())
                .containsExactly(
                        "a signature by another key (sig)",
                        "more than 100 signatures, of which no more were looked at");
        assertThat(read).hasValue(100);
    }

    @Test
    void aRegistryThatCannotBeAskedIsNoMissingSignature() {
        SignatureCheck broken = new SignatureCheck(image -> {
            throw new IllegalStateException("503");
        });
        assertThatThrownBy(() -> broken.of(IMAGE, signer(Sigstore.pem(KEY)))).hasMessage("503");
    }

    private static FoundSignature bundle(KeyPair by, Digest image, String predicate) {
        byte[] payload = Sigstore.statement(image, predicate);
        return Sigstore.bundle(payload, "", sign(by, Sigstore.authenticated(payload)));
    }

    private static FoundSignature payload(byte[] payload) {
        return simple(payload, sign(KEY, payload));
    }

    private static FoundSignature simple(byte[] payload, byte[] signature) {
        return atTag(payload, Map.of(FoundSignature.SIGNATURE, Sigstore.base64(signature)));
    }

    private static FoundSignature annotated(String signature) {
        return atTag(PAYLOAD, Map.of(FoundSignature.SIGNATURE, signature));
    }

    private static FoundSignature blob(Digest digest, long size, Supplier<byte[]> content) {
        FoundSignature found = annotated("AAAA");
        return new FoundSignature("sig", found.mediaType(), digest, size, found.annotations(), content);
    }

    private static byte[] sign(KeyPair by, byte[] bytes) {
        return Sigstore.sign("SHA256withECDSA", by.getPrivate(), bytes);
    }

    private static Signer signer(String pem) {
        return new KeySigner(List.of(new KeySigner.KeyFile("cosign.pub", VerificationKey.readPem(pem))));
    }

    private static SignatureCheck.Result check(String pem, FoundSignature... found) {
        return new SignatureCheck(image -> Stream.of(found)).of(IMAGE, signer(pem));
    }
}
