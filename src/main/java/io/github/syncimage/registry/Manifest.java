package io.github.syncimage.registry;

import io.github.syncimage.image.Digest;

/**
 * A manifest or index exactly as it was received or is to be sent; its bytes are its identity.
 *
 * @param mediaType the Content-Type that came or goes with it
 * @param bytes at most 4 MiB
 */
public record Manifest(String mediaType, byte[] bytes) {
    public static final int MAX_BYTES = 4 * 1024 * 1024;

    public Digest digest() {
        return Digest.of(bytes);
    }

    public Descriptor descriptor() {
        return new Descriptor(mediaType, digest(), bytes.length);
    }
}
