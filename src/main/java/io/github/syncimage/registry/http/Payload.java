package io.github.syncimage.registry.http;

import java.util.function.Supplier;

/**
 * The body of a request.
 *
 * @param mediaType its Content-Type
 * @param length in bytes, always known
 * @param content opens it from its first byte, again at each try
 */
public record Payload(String mediaType, long length, Supplier<Pieces> content) {
    public static Payload of(String mediaType, byte[] bytes) {
        return new Payload(mediaType, bytes.length, () -> Pieces.of(bytes));
    }
}
