package io.github.syncimage.copy.transfer;

import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.api.BulkInputStream;
import io.github.syncimage.registry.api.RegistryClient.BlobSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * The content that the upload of one blob reads: bytes that were fetched ahead, one connection, ranges over several, or
 * a zstd layer as gzip. From a far host the first bytes are already on their way while the target begins the upload.
 */
final class BlobContent implements BlobSource, AutoCloseable {
    private final BlobJob job;
    private final BlobJob.Move move;
    private final RangePool ranges;
    private final long largestUnpacked;
    private InputStream begun;

    BlobContent(BlobJob job, RangePool ranges, long largestUnpacked) {
        this.job = job;
        this.move = job.move();
        this.ranges = ranges;
        this.largestUnpacked = largestUnpacked;
    }

    static boolean isLarge(Descriptor blob) {
        return blob.size() >= RangedBlob.WORTHWHILE;
    }

    @Override
    public void announce() {
        // From here on the stream takes the connections that were reserved for the job.
        job.begun();
        try {
            if (!move.toGzip()
                    && isLarge(move.blob())
                    && RangedBlob.isWorthRangesAtOnce(ranges, move.reader(), move.from())) {
                begun = openSource(0);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public InputStream open(long offset) throws IOException {
        InputStream first = begun;
        begun = null;
        if (first != null && offset > 0) {
            first.close();
            first = null;
        }
        return new Counted(first != null ? first : openUncounted(offset), offset);
    }

    /** The content, without telling the job of its bytes. */
    InputStream openUncounted(long offset) throws IOException {
        byte[] ahead = job.fetchedAhead();
        if (ahead != null) {
            return new ByteArrayInputStream(ahead, (int) offset, ahead.length - (int) offset);
        }
        if (!move.toGzip()) {
            return openSource(offset);
        }
        InputStream zstd = openSource(0);
        try {
            return RangedBlob.skipped(new GzipLayer(zstd, largestUnpacked), offset);
        } catch (Throwable e) {
            zstd.close();
            throw e;
        }
    }

    private InputStream openSource(long offset) throws IOException {
        return offset == 0 && !isLarge(move.blob())
                ? move.reader().openBlob(move.from(), move.blob())
                : new RangedBlob(ranges, move.reader(), move.from(), move.blob(), offset);
    }

    @Override
    public void close() {
        try {
            if (begun != null) {
                begun.close();
            }
        } catch (IOException e) {
            // None of it was read.
        }
    }

    /** Tells the job how far its blob is, and ends the transfer when nobody wants it any more. */
    private final class Counted extends BulkInputStream {
        private final InputStream in;
        private long position;

        Counted(InputStream in, long offset) {
            this.in = in;
            position = offset;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = in.read(buffer, offset, length);
            if (count > 0) {
                position += count;
                // A gzip that came out larger than its zstd must not count beyond the blob.
                job.at(Math.min(position, move.blob().size()));
            }
            return count;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
