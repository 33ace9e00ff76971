package io.github.syncimage.trust;

import io.github.syncimage.image.Digest;
import io.github.syncimage.text.Json;
import java.util.Map;

/** Signatures as a registry would have them beside an image, in cosign's two forms. */
final class AttachedSignatures {
    private AttachedSignatures() {}

    static FoundSignature inBundle(Map<String, Object> json) {
        byte[] bytes = Json.write(json);
        return new FoundSignature(
                "bundle",
                "application/vnd.dev.sigstore.bundle.v0.3+json",
                Digest.of(bytes),
                bytes.length,
                Map.of(),
                () -> bytes);
    }

    static FoundSignature atTag(byte[] payload, Map<String, String> annotations) {
        return new FoundSignature(
                "sig",
                "application/vnd.dev.cosign.simplesigning.v1+json",
                Digest.of(payload),
                payload.length,
                annotations,
                () -> payload);
    }
}
