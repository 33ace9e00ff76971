package io.github.syncimage.trust;

import io.github.syncimage.image.Digest;
import io.github.syncimage.text.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Cosign's own form: a small document that names the image, and beside it, in the annotations of its layer, the signature.
 *
 * @see <a href="https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md">cosign's specification</a>
 */
public final class SimpleSigning {
    public static final String MEDIA_TYPE = "application/vnd.dev.cosign.simplesigning.v1+json";

    private static final String TYPE = "cosign container image signature";
    public static final String SIGNATURE = "dev.cosignproject.cosign/signature";
    private static final String CERTIFICATE = "dev.sigstore.cosign/certificate";
    private static final String LOG_ENTRY = "dev.sigstore.cosign/bundle";

    private SimpleSigning() {}

    /**
     * Reads a payload and the annotations of its layer. The image's name in it is not looked at, as cosign does not:
     * images are signed under names of other registries than those that serve them.
     */
    public static SignatureMaterial read(byte[] payload, Map<String, String> annotations, Digest image) {
        requireOf(payload, image);
        String certificate = annotations.getOrDefault(CERTIFICATE, "");
        String entry = annotations.getOrDefault(LOG_ENTRY, "");
        return new SignatureMaterial(
                payload,
                payload,
                Untrusted.base64(annotations.getOrDefault(SIGNATURE, ""), "signature"),
                certificate.isBlank() ? null : SigningCertificate.read(certificate.getBytes(StandardCharsets.US_ASCII)),
                entry.isBlank() ? List.of() : List.of(LogEntry.ofAnnotation(entry)),
                List.of());
    }

    private static void requireOf(byte[] payload, Digest image) {
        Map<String, Object> critical = Json.object(Untrusted.json(payload, "payload"), "critical");
        if (!Json.text(critical, "type").equals(TYPE)) {
            throw new InvalidSignatureException("whose payload is of another type than cosign's");
        }
        String of = Json.text(Json.object(critical, "image"), "docker-manifest-digest");
        if (!of.equals(image.toString())) {
            throw new InvalidSignatureException("of another image, " + of);
        }
    }
}
