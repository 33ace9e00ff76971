package io.github.syncimage.trust;

import io.github.syncimage.image.Digest;
import io.github.syncimage.text.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.bouncycastle.util.Arrays;

/**
 * Sigstore's bundle: everything about one signature in one document. Only one form of it signs images, an envelope with a
 * statement of cosign's.
 *
 * @see <a href="https://github.com/sigstore/protobuf-specs/blob/main/protos/sigstore_bundle.proto">sigstore_bundle.proto</a>
 * @see <a href="https://github.com/secure-systems-lab/dsse/blob/master/protocol.md">DSSE</a>
 */
public final class Bundle {
    /** The media types of all its versions begin with this. */
    public static final String MEDIA_TYPE = "application/vnd.dev.sigstore.bundle";
    /** A statement says this if it signs an image and attests nothing else. */
    public static final String SIGNS = "https://sigstore.dev/cosign/sign/v1";

    private static final String STATEMENT = "application/vnd.in-toto+json";
    private static final String STATEMENT_TYPE = "https://in-toto.io/Statement/";
    /** Signers ask one log and one authority, or two where they change from one to the other. */
    private static final int MOST_WITNESSES = 8;

    private Bundle() {}

    static FoundSignature.Material read(byte[] bundle, Digest image) {
        Map<String, Object> json = Untrusted.json(bundle, "bundle");
        if (!Json.text(json, "mediaType").startsWith(MEDIA_TYPE)) {
            throw new InvalidSignatureException("whose bundle is of a type that is not known");
        }
        Map<String, Object> envelope = Json.object(json, "dsseEnvelope");
        List<Map<String, Object>> signatures = Json.objects(envelope, "signatures");
        if (signatures.size() != 1) {
            throw new InvalidSignatureException("whose bundle holds no envelope with one signature");
        }
        String type = Json.text(envelope, "payloadType");
        if (!type.equals(STATEMENT)) {
            throw new InvalidSignatureException("whose envelope holds no statement");
        }
        byte[] payload = Untrusted.base64(envelope, "payload", "payload");
        requireOf(payload, image);
        byte[] signature = Untrusted.base64(signatures.get(0), "sig", "signature");
        return material(json, authenticated(type, payload), payload, signature);
    }

    /** The signature with what a bundle of whatever form says of who made it, and when. */
    static FoundSignature.Material material(Map<String, Object> json, byte[] signed, byte[] payload, byte[] signature) {
        Map<String, Object> material = Json.object(json, "verificationMaterial");
        return new FoundSignature.Material(
                signed,
                payload,
                signature,
                certificate(material),
                few(Json.objects(material, "tlogEntries")).stream()
                        .map(LogEntry::ofBundle)
                        .toList(),
                few(Json.objects(Json.object(material, "timestampVerificationData"), "rfc3161Timestamps")).stream()
                        .map(stamp -> Untrusted.base64(stamp, "signedTimestamp", "time stamp"))
                        .toList());
    }

    private static List<Map<String, Object>> few(List<Map<String, Object>> witnesses) {
        if (witnesses.size() > MOST_WITNESSES) {
            throw new InvalidSignatureException("with more log entries or time stamps than anybody needs");
        }
        return witnesses;
    }

    /** Null for a signature by a key. Of a chain only the first counts: what is above it, the trusted root says. */
    private static SigningCertificate certificate(Map<String, Object> material) {
        Map<String, Object> certificate = Json.object(material, "certificate");
        if (certificate.isEmpty()) {
            List<Map<String, Object>> chain =
                    Json.objects(Json.object(material, "x509CertificateChain"), "certificates");
            if (chain.isEmpty()) {
                return null;
            }
            certificate = chain.get(0);
        }
        return SigningCertificate.read(Untrusted.base64(certificate, "rawBytes", "certificate"));
    }

    private static void requireOf(byte[] payload, Digest image) {
        Map<String, Object> statement = Untrusted.json(payload, "statement");
        if (!Json.text(statement, "_type").startsWith(STATEMENT_TYPE)) {
            throw new InvalidSignatureException("whose envelope holds no statement");
        }
        String predicate = Json.text(statement, "predicateType");
        if (!predicate.equals(SIGNS)) {
            throw new InvalidSignatureException("that signs no image, but a statement of " + predicate);
        }
        boolean names = Json.objects(statement, "subject").stream()
                .map(subject -> Json.text(Json.object(subject, "digest"), image.algorithm()))
                .anyMatch(image.hex()::equals);
        if (!names) {
            throw new InvalidSignatureException("of another image");
        }
    }

    /** DSSE's pre-authentication encoding: no other type or length gives the same bytes. */
    static byte[] authenticated(String type, byte[] payload) {
        String head =
                "DSSEv1 " + type.getBytes(StandardCharsets.UTF_8).length + " " + type + " " + payload.length + " ";
        return Arrays.concatenate(head.getBytes(StandardCharsets.UTF_8), payload);
    }
}
