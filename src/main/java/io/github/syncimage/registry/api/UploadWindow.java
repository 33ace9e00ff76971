package io.github.syncimage.registry.api;

import io.github.syncimage.registry.api.RegistryClient.BlobSource;
import io.github.syncimage.registry.api.RegistryRequest.Payload;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.function.LongConsumer;

/**
 * The part of a blob that an upload has read from its source, which stays open from one request to the next. The latest
 * bytes are kept, so that those that a broken request has lost are sent again without being read again. For one thread.
 */
final class UploadWindow implements AutoCloseable {
    private static final long HEAP = Runtime.getRuntime().maxMemory();
    private static final long MIB = 1024 * 1024;
    /** The first large body to a host, which may have to be sent again as a whole; there is one of them for a host. */
    static final long OF_A_TRIAL = Math.min(BodySizeLimit.ENOUGH, HEAP / 8);
    /** A connection holds so much on its way: more is rarely lost where the registry keeps the rest. */
    private static final long ON_THE_WAY = Math.min(2 * MIB, HEAP / 64);
    /** A chunk up to this size is kept until the registry has it. */
    private static final long OF_A_CHUNK = Math.min(5 * MIB, HEAP / 64);

    private static final int PIECE = 256 * 1024;
    /** Reading so little at the end of a piece costs more than the memory is worth. */
    private static final int LEFT_OVER = 32 * 1024;

    private final BlobSource source;
    private final long size;
    private final RegistryRequest call;
    private final Bandwidth bandwidth;
    private final ArrayDeque<Held> held = new ArrayDeque<>();
    private long most = ON_THE_WAY;
    private long position;
    private InputStream in;
    private Held spare;

    /** Bytes that follow each other, from a byte of the blob on. */
    private static final class Held {
        private final byte[] bytes;
        private long start;
        private int length;

        Held(int capacity) {
            bytes = new byte[capacity];
        }

        long end() {
            return start + length;
        }

        boolean isFull() {
            int room = bytes.length - length;
            return room == 0 || room < LEFT_OVER && bytes.length == PIECE;
        }
    }

    /** @param bandwidth whose turn each piece waits for, on behalf of the call */
    UploadWindow(BlobSource source, long size, RegistryRequest call, Bandwidth bandwidth) {
        this.source = source;
        this.size = size;
        this.call = call;
        this.bandwidth = bandwidth;
    }

    /** Returns how many of the latest bytes to keep of a body of this length that is no trial. */
    static long ofAChunk(long length) {
        return length <= OF_A_CHUNK ? Math.max(length, ON_THE_WAY) : ON_THE_WAY;
    }

    /** Keeps so many of the latest bytes from now on. */
    void keep(long bytes) {
        most = bytes;
    }

    /**
     * The content from that byte of the blob on, as a request sends it.
     *
     * @param sent told how many bytes of it were handed out
     */
    Payload.Pieces from(long offset, LongConsumer sent) {
        return new Payload.Pieces() {
            private long at = offset;

            @Override
            public Payload.Piece next(int wanted) throws IOException {
                Payload.Piece piece = piece(at, bandwidth.portion(wanted));
                bandwidth.take(call, piece.length());
                at += piece.length();
                sent.accept(at - offset);
                return piece;
            }
        };
    }

    private Payload.Piece piece(long offset, int wanted) throws IOException {
        if (offset != position) {
            for (Held some : held) {
                if (offset >= some.start && offset < some.end()) {
                    int from = (int) (offset - some.start);
                    return new Payload.Piece(some.bytes, from, Math.min(wanted, some.length - from));
                }
            }
            readAnewFrom(offset);
        }
        return read(wanted);
    }

    private void readAnewFrom(long offset) {
        close();
        held.clear();
        position = offset;
    }

    private Payload.Piece read(int wanted) throws IOException {
        if (in == null) {
            in = source.open(position);
        }
        Held last = withRoom();
        int from = last.length;
        int count = in.read(last.bytes, from, Math.min(wanted, last.bytes.length - from));
        if (count < 0) {
            throw new EOFException("the source ended " + (size - position) + " bytes early");
        }
        last.length += count;
        position += count;
        return new Payload.Piece(last.bytes, from, count);
    }

    private Held withRoom() {
        Held last = held.peekLast();
        if (last != null && !last.isFull()) {
            return last;
        }
        while (!held.isEmpty() && position - held.element().end() >= most) {
            spare = held.remove();
        }
        Held next = spare != null ? spare : new Held((int) Math.min(PIECE, size));
        spare = null;
        next.start = position;
        next.length = 0;
        held.add(next);
        return next;
    }

    @Override
    public void close() {
        InputStream closing = in;
        in = null;
        try {
            if (closing != null) {
                closing.close();
            }
        } catch (IOException e) {
            // Closing is the last thing that is done with it, and its trouble changes nothing.
        }
    }
}
