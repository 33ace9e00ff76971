package io.github.syncimage.copy.transfer;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Tells a job how far its blob is, and ends the transfer when nobody wants it any more. */
final class ProgressStream extends FilterInputStream {
    private final BlobJob job;
    private long position;

    ProgressStream(BlobJob job, InputStream in, long offset) {
        super(in);
        this.job = job;
        this.position = offset;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = in.read(buffer, offset, length);
        if (count > 0) {
            position += count;
            // A gzip that came out larger than its zstd must not count beyond the blob.
            job.at(Math.min(position, job.move().blob().size()));
        }
        return count;
    }

    @Override
    public int read() throws IOException {
        int value = in.read();
        if (value >= 0) {
            position++;
            job.at(Math.min(position, job.move().blob().size()));
        }
        return value;
    }
}
