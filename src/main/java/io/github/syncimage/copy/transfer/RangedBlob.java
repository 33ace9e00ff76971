package io.github.syncimage.copy.transfer;

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
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Optional;

/**
 * A large blob as one stream. From a host that is known to be far or slow it comes in ranges over several connections at
 * once; from others it begins on one connection, and where that turns out slow and the server honours ranges, further
 * ranges come over further connections while the first still runs. They are handed out in order as they arrive. Memory
 * is bounded by {@link RangePool}. For one reader.
 */
public final class RangedBlob extends BulkInputStream {
    /** Below this, one connection does: two chunks would hardly overlap. */
    public static final long WORTHWHILE = 2L * RangePool.CHUNK;
    /** 16 MB/s, about a seventh of a gigabit line: a connection that gets less is held back by distance or by a limit. */
    private static final double SLOW_BYTES_PER_NANO = 16e6 / 1e9;
    /** A quarter of a second of waiting, or a chunk, is enough to tell, and short beside a slow blob's time. */
    private static final long WINDOW_NANOS = 250_000_000;

    /** A server whose answer takes longer to begin is far away, and one connection to it slow for its first seconds. */
    static final long FAR_NANOS = 75_000_000;

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
    public RangedBlob(RangePool ranges, RegistryClient client, Repository from, Descriptor blob, long start)
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
    public static boolean isWorthRangesAtOnce(RangePool ranges, RegistryClient client, Repository from) {
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
        try {
            int count = first.read(buffer, offset, length);
            if (first.finished()) {
                chunks.remove();
            }
            return count;
        } catch (Chunk.RangesIgnoredException e) {
            ranges.noteIgnored(from.host());
            cancelChunks();
            parallel = false;
            openWhole();
            return 0;
        }
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
            long start = next;
            int length = ranges.takeChunk(from.host(), blob.size() - start, held(), head == null && chunks.isEmpty());
            if (length == 0) {
                return;
            }
            Chunk chunk = new Chunk(ranges, from.host(), length, () -> client.openRange(from, blob, start, length));
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
    public static InputStream skipped(InputStream in, long bytes) throws IOException {
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
}
