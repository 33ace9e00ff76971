package io.github.syncimage.copy.manifest;

/** A manifest, index or config is not what the specifications say; the message continues "the manifest …". */
public final class InvalidManifestException extends RuntimeException {
    public InvalidManifestException(String message) {
        super(message);
    }
}
