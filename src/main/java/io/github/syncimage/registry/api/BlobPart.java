package io.github.syncimage.registry.api;

import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.message.RegistryRequest;

/**
 * A part of a blob that is wanted.
 *
 * @param call that reads the whole
 * @param from its first byte
 * @param end the byte behind its last one
 */
record BlobPart(RegistryRequest call, Descriptor blob, long from, long end) {
    boolean isWhole() {
        return from == 0 && end == blob.size();
    }
}
