package io.github.syncimage.registry;

import io.github.syncimage.image.Digest;

/**
 * A manifest or index exactly as it was received or is to be sent; its bytes are its identity.
 *
 * @param mediaType the Content-Type that came or goes with it
 * @param bytes at most 4 MiB
 * @param digest of the bytes, by the algorithm of what names it: an index, a tag's registry
 */
public record Manifest(String mediaType, byte[] bytes, Digest digest) {
    public static final int MAX_BYTES = 4 * 1024 * 1024;

    /** One that nobody has named yet: by SHA-256, which every registry takes. */
    public Manifest(String mediaType, byte[] bytes) {
        this(mediaType, bytes, Digest.of(bytes));
    }

    public Manifest withMediaType(String other) {
        return new Manifest(other, bytes, digest);
    }

    public Descriptor descriptor() {
        return new Descriptor(mediaType, digest(), bytes.length);
    }
}
