package io.github.syncimage.trust;

import io.github.syncimage.image.Digest;
import io.github.syncimage.text.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What lies beside a manifest and claims to sign it: one layer of a signature's manifest. It is a bundle, or has cosign's own
 * form: a small document that names the image, and beside it, in the annotations of its layer, the signature.
 *
 * @param place where it was found, for people: {@code tag sha256-….sig}
 * @param mediaType of the layer
 * @param digest of the layer's blob
 * @param size of that blob
 * @param annotations of the layer
 * @param content reads the blob; what it throws goes to whoever asked for the check
 * @see <a href="https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md">cosign's specification</a>
 */
public record FoundSignature(
        String place,
        String mediaType,
        Digest digest,
        long size,
        Map<String, String> annotations,
        Supplier<byte[]> content) {
    /** A payload has some 300 bytes, a bundle some 10,000. */
    public static final int LARGEST = 256 * 1024;

    /** The annotation that holds the signature itself. */
    public static final String SIGNATURE = "dev.cosignproject.cosign/signature";

    private static final String SIMPLE_SIGNING = "application/vnd.dev.cosign.simplesigning.v1+json";
    private static final String TYPE = "cosign container image signature";
    private static final String CERTIFICATE = "dev.sigstore.cosign/certificate";
    private static final String LOG_ENTRY = "dev.sigstore.cosign/bundle";

    /**
     * A signature whose payload says the digest that it should; whether it holds is not known yet.
     *
     * @param signed what the signature is over
     * @param payload what that holds: the same, but for an envelope
     * @param certificate of whoever signed without a key that is kept; null where there is none
     * @param entries of logs, and {@code timeStamps} of authorities, maybe none
     */
    record Material(
            byte[] signed,
            byte[] payload,
            byte[] signature,
            SigningCertificate certificate,
            List<LogEntry> entries,
            List<byte[]> timeStamps) {}

    public static boolean is(String mediaType) {
        return mediaType.equals(SIMPLE_SIGNING) || mediaType.startsWith(Bundle.MEDIA_TYPE);
    }

    /** @throws InvalidSignatureException where it signs something else than this image, or nothing */
    Material read(Digest image) {
        if (size > LARGEST) {
            throw new InvalidSignatureException("of " + size + " bytes, more than any has");
        }
        byte[] bytes = content.get();
        if (bytes.length > LARGEST || !digest.matches(bytes)) {
            throw new InvalidSignatureException("whose blob is not the one that its manifest names");
        }
        return mediaType.equals(SIMPLE_SIGNING) ? simple(bytes, image) : Bundle.read(bytes, image);
    }

    /** The image's name is not looked at, as cosign does not: images are signed under names of other registries, too. */
    private Material simple(byte[] payload, Digest image) {
        Map<String, Object> critical = Json.object(Untrusted.json(payload, "payload"), "critical");
        if (!Json.text(critical, "type").equals(TYPE)) {
            throw new InvalidSignatureException("whose payload is of another type than cosign's");
        }
        String of = Json.text(Json.object(critical, "image"), "docker-manifest-digest");
        if (!of.equals(image.toString())) {
            throw new InvalidSignatureException("of another image, " + of);
        }
        String certificate = annotations.getOrDefault(CERTIFICATE, "");
        String entry = annotations.getOrDefault(LOG_ENTRY, "");
        return new Material(
                payload,
                payload,
                Untrusted.base64(annotations, SIGNATURE, "signature"),
                certificate.isBlank() ? null : SigningCertificate.read(certificate.getBytes(StandardCharsets.US_ASCII)),
                entry.isBlank() ? List.of() : List.of(LogEntry.ofAnnotation(entry)),
                List.of());
    }

    /** Tells whoever writes a rule who says to have signed an image; that it holds is not said. */
    public String claims(Digest image) {
        try {
            Material material = read(image);
            return material.certificate() == null
                    ? "by a key"
                    : "by " + material.certificate().identity();
        } catch (InvalidSignatureException invalid) {
            return invalid.getMessage();
        }
    }
}
