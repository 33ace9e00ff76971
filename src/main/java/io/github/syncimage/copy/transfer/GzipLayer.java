package io.github.syncimage.copy.transfer;

import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A zstd layer compressed anew as gzip while it is read. The same layer always gives the same bytes on the same Java, so
 * that a first pass can find out digest and size for a second one that sends it.
 */
final class GzipLayer extends InputStream {
    private static final int STEP = 64 * 1024;

    private final InputStream zstd;
    private final ZstdInputStream unpacked;
    private final long largestUnpacked;
    private final ByteArrayOutputStream ready = new ByteArrayOutputStream(STEP);
    private final GZIPOutputStream gzip;
    private final byte[] step = new byte[STEP];
    private byte[] out = new byte[0];
    private int outRead;
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
    public int read() throws IOException {
        byte[] one = new byte[1];
        int count = read(one, 0, 1);
        return count < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        while (outRead == out.length) {
            if (ended) {
                return -1;
            }
            compressMore();
        }
        int count = Math.min(length, out.length - outRead);
        System.arraycopy(out, outRead, buffer, offset, count);
        outRead += count;
        return count;
    }

    private void compressMore() throws IOException {
        int count = unpacked.read(step);
        if (count < 0) {
            // Up to the source's own end, where it checks its digest.
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
        out = ready.toByteArray();
        outRead = 0;
        ready.reset();
    }

    @Override
    public void close() throws IOException {
        gzip.close();
        unpacked.close();
    }
}
