package io.github.syncimage.registry.message;

import java.io.IOException;

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

    /** The whole array as one piece. */
    static Pieces of(byte[] bytes) {
        return most -> new Piece(bytes, 0, Math.min(most, bytes.length));
    }
}
