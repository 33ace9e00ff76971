package io.github.syncimage.copy.transfer;

import com.github.luben.zstd.ZstdInputStream;
import io.github.syncimage.registry.api.BulkInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A zstd layer compressed anew as gzip while it is read. The same layer always gives the same bytes on the same Java,
 * so that a first pass can find out digest and size for a second one that sends it.
 */
final class GzipLayer extends BulkInputStream {
    private static final int STEP = 64 * 1024;

    private final InputStream zstd;
    private final ZstdInputStream unpacked;
    private final long largestUnpacked;
    private final ByteArrayOutputStream ready = new ByteArrayOutputStream(STEP);
    private final GZIPOutputStream gzip;
    private final byte[] step = new byte[STEP];
    private InputStream packed = InputStream.nullInputStream();
    private long unpackedBytes;
    private boolean ended;

    /** @param largestUnpacked bytes after which it fails: a few kilobytes of zstd can unpack to terabytes */
    GzipLayer(InputStream zstd, long largestUnpacked) throws IOException {
        this.zstd = zstd;
        this.unpacked = new ZstdInputStream(zstd);
        this.largestUnpacked = largestUnpacked;
        this.gzip = new GZIPOutputStream(ready, STEP);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        while (packed.available() == 0 && !ended) {
            compressMore();
        }
        return packed.read(buffer, offset, length);
    }

    private void compressMore() throws IOException {
        int count = unpacked.read(step);
        if (count < 0) {
            // The source checks its digest when it is read to its end.
            zstd.transferTo(OutputStream.nullOutputStream());
            gzip.finish();
            ended = true;
        } else {
            unpackedBytes += count;
            if (unpackedBytes > largestUnpacked) {
                throw new IOException("the layer unpacks to more than " + largestUnpacked + " bytes");
            }
            gzip.write(step, 0, count);
        }
        packed = new ByteArrayInputStream(ready.toByteArray());
        ready.reset();
    }

    @Override
    public void close() throws IOException {
        gzip.close();
        unpacked.close();
    }
}
