package io.github.syncimage.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.syncimage.text.Json;
import io.github.syncimage.text.Sha256;
import io.github.syncimage.trust.Signer.KeySigner;
import io.github.syncimage.trust.Signer.KeylessSigner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Sigstore's own bundles, good and bad, are decided as its conformance suite decides them. The suite and sigstore's public
 * trusted root are not kept here: CI checks both out, and docs/testing.md says how to run it elsewhere.
 *
 * @see <a
 *     href="https://github.com/sigstore/sigstore-conformance/tree/main/test/assets/bundle-verify">sigstore-conformance</a>
 */
@EnabledIfEnvironmentVariable(named = ConformanceTest.SUITE, matches = ".+")
class ConformanceTest {
    static final String SUITE = "SIGSTORE_CONFORMANCE";
    static final String PUBLIC_ROOT = "SIGSTORE_TRUSTED_ROOT";

    private static final String SUBJECT =
            "https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/workflows/"
                    + "extremely-dangerous-oidc-beacon.yml@refs/heads/main";
    private static final String ISSUER = "https://token.actions.githubusercontent.com";

    static List<Path> bundles() throws IOException {
        try (Stream<Path> folders = Files.list(Path.of(System.getenv(SUITE), "test", "assets", "bundle-verify"))) {
            return folders.filter(Files::isDirectory).sorted().toList();
        }
    }

    /** A suite that has moved its folders would pass unseen. */
    @Test
    void allOfThemAreThere() throws IOException {
        assertThat(bundles()).hasSizeGreaterThanOrEqualTo(70);
        assertThat(bundles()).anyMatch(folder -> !fails(folder));
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void isDecidedAsTheSuiteDecidesIt(Path folder) throws IOException {
        if (!fails(folder)) {
            verify(folder);
            return;
        }
        // A trusted root that is wrong keeps the program from starting.
        boolean root = folder.getFileName().toString().startsWith("trust-root-");
        assertThatThrownBy(() -> verify(folder))
                .isInstanceOf(root ? IllegalArgumentException.class : InvalidSignatureException.class);
    }

    private static boolean fails(Path folder) {
        return folder.toString().endsWith("_fail");
    }

    private static void verify(Path folder) throws IOException {
        Signer signer = signer(folder);
        Path own = folder.resolve("artifact");
        byte[] artifact = Files.readAllBytes(Files.exists(own) ? own : folder.resolve("../../a.txt"));
        signer.require(material(Files.readAllBytes(folder.resolve("bundle.sigstore.json")), artifact));
    }

    private static Signer signer(Path folder) throws IOException {
        Path key = folder.resolve("key.pub");
        if (Files.exists(key)) {
            return new KeySigner(
                    List.of(new KeySigner.KeyFile("key.pub", VerificationKey.readPem(Files.readString(key)))));
        }
        Path own = folder.resolve("trusted_root.json");
        Path root = Files.exists(own) ? own : Path.of(System.getenv(PUBLIC_ROOT));
        return new KeylessSigner(
                text(folder, "issuer", ISSUER),
                text(folder, "identity", SUBJECT),
                null,
                TrustedRoot.parse(Files.readAllBytes(root)));
    }

    private static String text(Path folder, String name, String otherwise) throws IOException {
        Path file = folder.resolve(name);
        return Files.exists(file) ? Files.readString(file).strip() : otherwise;
    }

    /** As {@link Bundle#read} does for images; here files are signed too, and statements are of other predicates. */
    private static FoundSignature.Material material(byte[] bundle, byte[] artifact) {
        Map<String, Object> json = Untrusted.json(bundle, "bundle");
        if (!Json.text(json, "mediaType").startsWith(Bundle.MEDIA_TYPE)) {
            throw new InvalidSignatureException("whose bundle is of a type that is not known");
        }
        Map<String, Object> message = Json.object(json, "messageSignature");
        if (!message.isEmpty()) {
            byte[] digest = Untrusted.base64(Json.text(Json.object(message, "messageDigest"), "digest"), "digest");
            if (!Arrays.equals(digest, Sha256.of(artifact))) {
                throw new InvalidSignatureException("of another file");
            }
            return Bundle.material(
                    json, artifact, artifact, Untrusted.base64(Json.text(message, "signature"), "signature"));
        }
        Map<String, Object> envelope = Json.object(json, "dsseEnvelope");
        byte[] payload = Untrusted.base64(Json.text(envelope, "payload"), "payload");
        String digest = HexFormat.of().formatHex(Sha256.of(artifact));
        boolean names = Json.objects(Untrusted.json(payload, "statement"), "subject").stream()
                .anyMatch(subject -> digest.equals(Json.text(Json.object(subject, "digest"), "sha256")));
        if (!names) {
            throw new InvalidSignatureException("of another file");
        }
        return Bundle.material(
                json,
                Bundle.authenticated(Json.text(envelope, "payloadType"), payload),
                payload,
                Untrusted.base64(Json.text(Json.objects(envelope, "signatures").get(0), "sig"), "signature"));
    }
}
