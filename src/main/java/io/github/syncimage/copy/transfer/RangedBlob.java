package io.github.syncimage.copy.transfer;

import io.github.syncimage.concurrent.Cancellation;
import io.github.syncimage.concurrent.Hold;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.RegistryException.Kind;
import io.github.syncimage.registry.api.BulkInputStream;
import io.github.syncimage.registry.api.RegistryClient;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A large blob as one stream. From a host that is known to be far or slow it comes in ranges over several connections at
 * once; from others it begins on one connection, and where that turns out slow and the server honours ranges, further
 * ranges come over further connections while the first still runs. They are handed out in order as they arrive. Memory
 * is bounded by {@link RangePool}. For one reader.
 */
final class RangedBlob extends BulkInputStream {
    /** Below these 6.5 MiB one connection does: a second range would hardly overlap with the first. */
    static final long WORTHWHILE = 26L * RangePool.PIECE;
    /** 16 MB/s, about a seventh of a gigabit line: a connection that gets less is held back by distance or by a limit. */
    private static final double SLOW_BYTES_PER_NANO = 16e6 / 1e9;
    /** A quarter of a second of waiting, or a chunk, is enough to tell, and short beside a slow blob's time. */
    private static final long WINDOW_NANOS = 250_000_000;
    /** A server whose answer takes longer to begin is far away, and one connection to it slow for its first seconds. */
    static final long FAR_NANOS = 75_000_000;
    /** How long a reader waits before it looks for free connections again. */
    private static final long LOOK_AROUND_MILLIS = 20;

    private final RangePool ranges;
    private final RegistryClient client;
    private final Repository from;
    private final Descriptor blob;
    private final ArrayDeque<Chunk> chunks = new ArrayDeque<>();
    private long position;
    private MessageDigest hash;
    private InputStream head;
    private long headEnd;
    private boolean partial;
    private boolean parallel;
    private long next;
    private long windowBytes;
    private long windowNanos;

    /** @param start where to begin; only a blob that is read from 0 can be checked against its digest here */
    RangedBlob(RangePool ranges, RegistryClient client, Repository from, Descriptor blob, long start)
            throws IOException {
        this.ranges = ranges;
        this.client = client;
        this.from = from;
        this.blob = blob;
        this.position = start;
        this.hash = start == 0 ? blob.digest().newMessageDigest() : null;
        if (isWorthRangesAtOnce(ranges, client, from)) {
            goParallel(start);
        } else if (ranges.ignored(from.host())) {
            openWhole();
        } else {
            openHead(Math.min(RangePool.CHUNK, blob.size() - start));
        }
    }

    /** Tells if one connection to this host is known to be slow, so that opening a blob there only sends requests. */
    static boolean isWorthRangesAtOnce(RangePool ranges, RegistryClient client, Repository from) {
        boolean slow = ranges.slow(from.host()) || client.quickestAnswer(from).toNanos() > FAR_NANOS;
        return slow && !ranges.ignored(from.host());
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (position == blob.size()) {
            return -1;
        }
        int count = 0;
        while (count == 0) {
            count = head != null ? readHead(buffer, offset, length) : readChunk(buffer, offset, length);
        }
        position += count;
        if (hash != null) {
            hash.update(buffer, offset, count);
            verifyAtEnd();
        }
        return count;
    }

    private int readHead(byte[] buffer, int offset, int length) throws IOException {
        if (position == headEnd) {
            closeHead();
            if (!parallel) {
                openHead(blob.size() - position);
            }
            return 0;
        }
        long before = System.nanoTime();
        int count = head.read(buffer, offset, (int) Math.min(length, headEnd - position));
        if (count < 0) {
            throw new EOFException("the blob ended after " + position + " of " + blob.size() + " bytes");
        }
        judge(count, System.nanoTime() - before);
        return count;
    }

    private int readChunk(byte[] buffer, int offset, int length) throws IOException {
        fetchMore();
        Chunk first = chunks.element();
        first.need();
        int count = first.read(buffer, offset, length);
        if (count == 0 && first.ignored) {
            ranges.noteIgnored(from.host());
            cancelChunks();
            parallel = false;
            openWhole();
        } else if (first.read == first.length) {
            chunks.remove();
        }
        return count;
    }

    /** Time spent in reading only: a slow target must not look like a slow source. */
    private void judge(int count, long nanos) {
        if (parallel) {
            fetchMore();
            return;
        }
        windowBytes += count;
        windowNanos += nanos;
        if (windowNanos < WINDOW_NANOS && windowBytes < RangePool.CHUNK) {
            return;
        }
        boolean slow = windowBytes < SLOW_BYTES_PER_NANO * windowNanos;
        windowBytes = 0;
        windowNanos = 0;
        ranges.measured(from.host(), slow);
        if (slow && partial && blob.size() - position - count > RangePool.CHUNK) {
            headEnd = Math.min(headEnd, position + RangePool.CHUNK);
            goParallel(headEnd);
        }
    }

    /** @param start the first byte that no connection was asked for yet */
    private void goParallel(long start) {
        parallel = true;
        next = start;
        if (next == blob.size()) {
            return;
        }
        ranges.begin(from.host());
        ranges.expect(from.host(), blob.size() - next);
        fetchMore();
    }

    private void fetchMore() {
        while (next < blob.size()) {
            int length = ranges.takeChunk(from.host(), blob.size() - next, held(), head == null && chunks.isEmpty());
            if (length == 0) {
                return;
            }
            Chunk chunk = new Chunk(next, length);
            chunks.add(chunk);
            next += length;
            ranges.fetch(chunk);
            if (next == blob.size()) {
                ranges.end(from.host());
            }
        }
    }

    private int held() {
        return (int) chunks.stream().filter(Chunk::isUnderWay).count() + (head == null ? 0 : 1);
    }

    private void openHead(long length) throws IOException {
        Optional<InputStream> range = client.openRange(from, blob, position, length);
        if (range.isEmpty()) {
            ranges.noteIgnored(from.host());
            openWhole();
            return;
        }
        partial = true;
        head = range.get();
        headEnd = position + length;
        ranges.takeConnection(from.host());
    }

    /** From a server that ignores ranges; the client checks the digest of a whole blob. */
    private void openWhole() throws IOException {
        hash = null;
        partial = false;
        head = skipped(client.openBlob(from, blob), position);
        headEnd = blob.size();
        ranges.takeConnection(from.host());
    }

    /** A stream without its first bytes; closed where they cannot be read. */
    static InputStream skipped(InputStream in, long bytes) throws IOException {
        try {
            in.skipNBytes(bytes);
            return in;
        } catch (Throwable e) {
            in.close();
            throw e;
        }
    }

    private void closeHead() throws IOException {
        InputStream closing = head;
        head = null;
        if (closing != null) {
            ranges.giveConnection(from.host());
            closing.close();
        }
    }

    private void verifyAtEnd() {
        if (position < blob.size()) {
            return;
        }
        Digest found = Digest.finish(blob.digest().algorithm(), hash);
        if (!found.equals(blob.digest())) {
            throw new RegistryException(
                    Kind.INVALID_CONTENT, "read the blob", from + "@" + blob.digest(), "what came has digest " + found);
        }
    }

    private void cancelChunks() {
        while (!chunks.isEmpty()) {
            chunks.remove().cancel();
        }
        if (parallel && next < blob.size()) {
            ranges.settle(from.host(), blob.size() - next);
            next = blob.size();
            ranges.end(from.host());
        }
    }

    @Override
    public void close() throws IOException {
        cancelChunks();
        closeHead();
    }

    /** A range that one thread fetches while another reads it, in pieces that are given back once read. */
    private final class Chunk implements Runnable {
        private final long start;
        private final int length;
        private final byte[][] pieces;
        private final Supplier<Void> filling = Cancellation.carried(this::fill);
        private int filled;
        private int read;
        private volatile boolean needed;
        private volatile boolean cancelled;
        private volatile boolean ignored;
        private boolean done;
        private Throwable failure;

        Chunk(long start, int length) {
            this.start = start;
            this.length = length;
            this.pieces = new byte[(length + RangePool.PIECE - 1) / RangePool.PIECE][];
        }

        @Override
        public void run() {
            try {
                filling.get();
            } catch (Throwable e) {
                // Errors too: its reader would wait for ever.
                end(e instanceof UncheckedIOException ? e.getCause() : e);
            } finally {
                ranges.giveConnection(from.host());
                ranges.settle(from.host(), length - filled);
                done();
            }
        }

        /** Until it is whole, or nobody will read it. */
        private Void fill() {
            Optional<InputStream> range = client.openRange(from, blob, start, length);
            if (range.isEmpty()) {
                ignored = true;
                end(null);
                return null;
            }
            byte[] piece = null;
            try (InputStream body = range.get()) {
                while (filled < length && !cancelled) {
                    int offset = filled % RangePool.PIECE;
                    if (offset == 0) {
                        // Not under this chunk's lock, which its reader takes to say that it cannot wait.
                        try (Hold noWork = Cancellation.waiting()) {
                            piece = ranges.takePiece(() -> !needed && !cancelled);
                        }
                        keep(filled / RangePool.PIECE, piece);
                    }
                    int got = body.read(piece, offset, Math.min(RangePool.PIECE - offset, length - filled));
                    if (got < 0) {
                        throw new EOFException("the range ended after " + filled + " of " + length + " bytes");
                    }
                    arrived(got);
                    ranges.settle(from.host(), got);
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

        private synchronized void arrived(int bytes) {
            filled += bytes;
            notifyAll();
        }

        private synchronized void end(Throwable e) {
            failure = e;
            notifyAll();
        }

        /** The blob's reader waits for it now, so it no longer waits for memory. */
        void need() {
            if (!needed) {
                needed = true;
                ranges.lookAgain();
            }
        }

        /**
         * Reads what has arrived.
         *
         * @return the number of bytes, 0 where nothing came for a moment
         */
        synchronized int read(byte[] buffer, int offset, int most) throws IOException {
            if (filled == read && failure == null && !ignored) {
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
            int at = read % RangePool.PIECE;
            int count = Math.min(Math.min(most, filled - read), RangePool.PIECE - at);
            System.arraycopy(pieces[index], at, buffer, offset, count);
            read += count;
            if (read % RangePool.PIECE == 0 || read == length) {
                giveBack(index);
            }
            return count;
        }

        private void throwFailure() throws IOException {
            if (failure instanceof RegistryException known) {
                throw known;
            }
            if (failure != null) {
                throw new IOException(failure.getMessage(), failure);
            }
        }

        synchronized boolean isUnderWay() {
            return !done;
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
                giveBack(i);
            }
        }

        private void giveBack(int index) {
            if (pieces[index] != null) {
                ranges.givePiece(pieces[index]);
                pieces[index] = null;
            }
        }
    }
}
