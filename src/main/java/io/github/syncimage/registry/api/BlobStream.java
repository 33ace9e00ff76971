package io.github.syncimage.registry.api;

import io.github.syncimage.concurrent.Permit;
import io.github.syncimage.image.Digest;
import java.io.EOFException;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

/** The bytes of a blob or of a part of it, over as many connections as it takes. */
final class BlobStream extends BulkInputStream {
    /** A break after so much counts as going forward; a server that gives less each time is given up. */
    private static final long FORWARD = 1024 * 1024;

    private final BlobReader reader;
    private final BlobReader.Part part;
    private final Retry retry;
    private final Bandwidth bandwidth;
    private final Permit slot;
    private final AtomicBoolean closed = new AtomicBoolean();
    /** Null for a part, which has no digest of its own. */
    private final MessageDigest hash;

    private volatile RegistryResponse answer;
    private long position;
    private long openedAt;

    /** @param slot that the stream holds until it is closed */
    BlobStream(
            BlobReader reader,
            BlobReader.Part part,
            RegistryResponse answer,
            Retry retry,
            Bandwidth bandwidth,
            Permit slot) {
        this.reader = reader;
        this.part = part;
        this.answer = answer;
        this.retry = retry;
        this.bandwidth = bandwidth;
        this.slot = slot;
        this.hash = part.isWhole() ? part.blob().digest().newMessageDigest() : null;
        this.position = part.from();
        this.openedAt = position;
        if (part.from() == part.end()) {
            finish();
        }
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        if (length == 0) {
            return 0;
        }
        if (position == part.end()) {
            return -1;
        }
        int count = some(buffer, offset, (int) Math.min(length, part.end() - position));
        position += count;
        if (hash != null) {
            hash.update(buffer, offset, count);
        }
        if (position == part.end()) {
            finish();
        }
        return count;
    }

    private int some(byte[] buffer, int offset, int most) throws IOException {
        while (true) {
            if (closed.get()) {
                throw new IOException("the stream is closed");
            }
            IOException trouble;
            try {
                int count = paced(buffer, offset, most);
                if (count > 0) {
                    return count;
                }
                trouble = new IOException(
                        "it ended at byte " + position + " of " + part.blob().size());
            } catch (IOException e) {
                trouble = e;
            }
            goOn(trouble);
        }
    }

    private int paced(byte[] buffer, int offset, int most) throws IOException {
        int count = answer.body().read(buffer, offset, bandwidth.portion(most));
        if (count > 0) {
            bandwidth.take(part.call(), count);
        }
        return count;
    }

    private void goOn(IOException trouble) throws IOException {
        answer.abort();
        if (closed.get()) {
            throw trouble;
        }
        if (position - openedAt >= FORWARD) {
            retry.progressed();
        }
        do {
            retry.after(part.call(), trouble);
            answer = reader.answer(part, position);
            openedAt = position;
            trouble = answer.status() == 200 ? skipped() : null;
        } while (trouble != null);
        if (closed.get()) {
            answer.abort();
        }
    }

    /** A server that knows no parts starts from the beginning again; what broke then, or null. */
    private IOException skipped() {
        byte[] waste = new byte[(int) Math.min(position, 64 * 1024)];
        try {
            for (long left = position; left > 0; ) {
                int count = paced(waste, 0, (int) Math.min(left, waste.length));
                if (count < 0) {
                    throw new EOFException("it ended " + left + " bytes before the part that is wanted");
                }
                left -= count;
            }
            return null;
        } catch (IOException e) {
            answer.abort();
            return e;
        }
    }

    /** Before the last bytes are handed out: nothing may follow, and all of it must be what it should be. */
    private void finish() {
        boolean more = hasMore();
        if (hash != null && more) {
            throw RequestFailure.content(
                    part.call(), "it is longer than its size of " + part.blob().size());
        }
        if (hash != null) {
            Digest expected = part.blob().digest();
            Digest actual = Digest.finish(expected.algorithm(), hash);
            if (!actual.equals(expected)) {
                throw RequestFailure.content(part.call(), "its content has the digest " + actual);
            }
        }
        // The answer was read to its end, so closing it keeps the connection.
        answer.close();
    }

    private boolean hasMore() {
        try {
            return answer.body().read() >= 0;
        } catch (IOException e) {
            // All that was promised came; how the connection ends does not matter.
            return false;
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            if (position < part.end()) {
                answer.abort();
            } else {
                answer.close();
            }
            slot.close();
        }
    }
}
