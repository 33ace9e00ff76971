package io.github.syncimage.registry.message;

import io.github.syncimage.registry.Patience;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Fails when a body drips: only time spent waiting for it counts, not what its reader takes. */
final class MinimumRateStream extends FilterInputStream {
    private final long window;
    private final long bytesPerWindow;
    private long waited;
    private long came;
    private boolean ended;

    MinimumRateStream(InputStream in, Patience patience) {
        super(in);
        this.window = patience.window().toNanos();
        this.bytesPerWindow = patience.bytesPerWindow();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        long start = System.nanoTime();
        int count = in.read(buffer, offset, length);
        waited += System.nanoTime() - start;
        ended |= count < 0;
        came += Math.max(count, 0);
        if (waited > window) {
            if (came < bytesPerWindow && !ended) {
                throw new IOException("the body drips: " + came + " bytes in " + window / 1_000_000_000 + " s");
            }
            waited = 0;
            came = 0;
        }
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        byte[] skipped = new byte[(int) Math.min(count, 8192)];
        return count <= 0 ? 0 : Math.max(0, read(skipped, 0, skipped.length));
    }

    /** Whether all of it was read, so that its connection serves again. */
    boolean ended() {
        return ended;
    }

    @Override
    public void close() {
        // Closing the answer keeps or breaks the connection, not closing its body.
    }
}
