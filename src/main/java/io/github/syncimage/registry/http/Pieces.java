package io.github.syncimage.registry.http;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Content that is handed out piece by piece, as it lies in memory. */
public interface Pieces extends AutoCloseable {
    /** A part of an array, which stays as it is until the next one is asked for. */
    record Piece(byte[] bytes, int offset, int length) {}

    /**
     * The next piece, at least a byte long.
     *
     * @param most bytes that are wanted
     * @throws IOException also where there is none
     */
    Piece next(int most) throws IOException;

    @Override
    default void close() {}

    /** Of this array, from its beginning. */
    static Pieces of(byte[] bytes) {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        return most -> {
            Piece next = new Piece(bytes, left.position(), Math.min(most, left.remaining()));
            left.position(next.offset() + next.length());
            return next;
        };
    }
}
