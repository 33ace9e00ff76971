package io.github.syncimage.registry.api;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Supplier;

/**
 * The body of a request.
 *
 * @param mediaType its Content-Type
 * @param length in bytes, always known
 * @param content opens it from its first byte, again at each try
 */
record Payload(String mediaType, long length, Supplier<Pieces> content) {
    /** Content that is handed out piece by piece, as it lies in memory. */
    @FunctionalInterface
    interface Pieces {
        /**
         * The next piece, at least a byte long.
         *
         * @param most bytes that are wanted
         * @throws IOException also where there is none
         */
        Piece next(int most) throws IOException;
    }

    /** A part of an array, which stays as it is until the next one is asked for. */
    record Piece(byte[] bytes, int offset, int length) {}

    static Payload of(String mediaType, byte[] bytes) {
        return new Payload(mediaType, bytes.length, () -> {
            ByteBuffer left = ByteBuffer.wrap(bytes);
            return most -> {
                Piece next = new Piece(bytes, left.position(), Math.min(most, left.remaining()));
                left.position(next.offset() + next.length());
                return next;
            };
        });
    }
}
