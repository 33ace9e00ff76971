package io.github.syncimage.copy.transfer;

import io.github.syncimage.concurrent.Cancellation;
import io.github.syncimage.concurrent.Hold;
import io.github.syncimage.registry.RegistryException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Supplier;

/** A range of a blob that one thread fetches while another reads it, in pieces that are given back once read. */
final class Chunk implements Runnable {
    /** How long a reader waits before it looks for free connections again. */
    private static final long LOOK_AROUND_MILLIS = 20;

    private final RangePool ranges;
    private final String host;
    private final int length;
    private final Supplier<Optional<InputStream>> opener;
    private final byte[][] pieces;
    private final Supplier<Void> filling;
    private int filled;
    private int read;
    private volatile boolean needed;
    private volatile boolean cancelled;
    private boolean done;
    private Throwable failure;

    /** A server was asked for a range and sent the whole blob. */
    static final class RangesIgnoredException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    Chunk(RangePool ranges, String host, int length, Supplier<Optional<InputStream>> opener) {
        this.ranges = ranges;
        this.host = host;
        this.length = length;
        this.opener = opener;
        this.pieces = new byte[(length + RangePool.PIECE - 1) / RangePool.PIECE][];
        this.filling = Cancellation.carried(this::fill);
    }

    @Override
    public void run() {
        try {
            filling.get();
        } catch (Throwable e) {
            // Errors too: its reader would wait for ever.
            fail(e instanceof UncheckedIOException ? e.getCause() : e);
        } finally {
            ranges.giveConnection(host);
            ranges.settle(host, length - filled);
            done();
        }
    }

    /** Until it is whole, or nobody will read it. */
    private Void fill() {
        byte[] piece = null;
        try (InputStream body = opener.get().orElseThrow(RangesIgnoredException::new)) {
            while (filled < length && !cancelled) {
                int offset = filled % RangePool.PIECE;
                if (offset == 0) {
                    // Not under this chunk's lock, which its reader takes to say that it cannot wait.
                    try (Hold noWork = Cancellation.waiting()) {
                        piece = ranges.takePiece(this);
                    }
                    keep(filled / RangePool.PIECE, piece);
                }
                int got = body.read(piece, offset, Math.min(RangePool.PIECE - offset, length - filled));
                if (got < 0) {
                    throw new EOFException("the range ended after " + filled + " of " + length + " bytes");
                }
                arrived(got);
                ranges.settle(host, got);
            }
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted while waiting for memory", e));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void keep(int index, byte[] piece) {
        pieces[index] = piece;
    }

    /** Tells if it may wait for memory until others are read. */
    boolean mayWait() {
        return !needed && !cancelled;
    }

    /** Its blob's reader waits for it now, so it no longer waits for memory. */
    void need() {
        if (!needed) {
            needed = true;
            ranges.lookAgain();
        }
    }

    private synchronized void arrived(int bytes) {
        filled += bytes;
        notifyAll();
    }

    private synchronized void fail(Throwable e) {
        failure = e;
        notifyAll();
    }

    /**
     * Reads what has arrived.
     *
     * @return the number of bytes, 0 where nothing came for a moment
     */
    synchronized int read(byte[] buffer, int offset, int most) throws IOException {
        if (filled == read && failure == null) {
            try {
                wait(LOOK_AROUND_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while a range was on its way", e);
            }
        }
        if (filled == read) {
            throwFailure();
            return 0;
        }
        int index = read / RangePool.PIECE;
        int from = read % RangePool.PIECE;
        int count = Math.min(Math.min(most, filled - read), RangePool.PIECE - from);
        System.arraycopy(pieces[index], from, buffer, offset, count);
        read += count;
        if (read % RangePool.PIECE == 0 || read == length) {
            ranges.givePiece(pieces[index]);
            pieces[index] = null;
        }
        return count;
    }

    synchronized boolean isUnderWay() {
        return !done;
    }

    boolean finished() {
        return read == length;
    }

    /** Its reader has stopped. */
    synchronized void cancel() {
        cancelled = true;
        giveBackIfOver();
        ranges.lookAgain();
    }

    private synchronized void done() {
        done = true;
        giveBackIfOver();
    }

    /** Pieces go back only when neither side uses them any more. */
    private void giveBackIfOver() {
        for (int i = 0; done && cancelled && i < pieces.length; i++) {
            if (pieces[i] != null) {
                ranges.givePiece(pieces[i]);
                pieces[i] = null;
            }
        }
    }

    private void throwFailure() throws IOException {
        if (failure instanceof RegistryException known) {
            throw known;
        }
        if (failure instanceof RangesIgnoredException ignored) {
            throw ignored;
        }
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
    }
}
