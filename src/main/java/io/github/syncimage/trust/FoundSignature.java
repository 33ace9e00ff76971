package io.github.syncimage.trust;

import io.github.syncimage.image.Digest;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What lies beside a manifest and claims to sign it: one layer of a signature's manifest.
 *
 * @param place where it was found, for people: {@code tag sha256-….sig}
 * @param mediaType of the layer
 * @param digest of the layer's blob
 * @param size of that blob
 * @param annotations of the layer
 * @param content reads the blob; what it throws goes to whoever asked for the check
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

    public static boolean is(String mediaType) {
        return mediaType.equals(SimpleSigning.MEDIA_TYPE) || mediaType.startsWith(Bundle.MEDIA_TYPE);
    }

    /** @throws InvalidSignatureException where it signs something else than this image, or nothing */
    SignatureMaterial read(Digest image) {
        if (size > LARGEST) {
            throw new InvalidSignatureException("of " + size + " bytes, more than any has");
        }
        byte[] bytes = content.get();
        if (bytes.length > LARGEST || !digest.matches(bytes)) {
            throw new InvalidSignatureException("whose blob is not the one that its manifest names");
        }
        return mediaType.equals(SimpleSigning.MEDIA_TYPE)
                ? SimpleSigning.read(bytes, annotations, image)
                : Bundle.read(bytes, image);
    }

    /** Tells whoever writes a rule who says to have signed an image; that it holds is not said. */
    public String claims(Digest image) {
        try {
            SignatureMaterial material = read(image);
            return material.certificate() == null
                    ? "by a key"
                    : "by " + material.certificate().identity();
        } catch (InvalidSignatureException invalid) {
            return invalid.getMessage();
        }
    }
}
