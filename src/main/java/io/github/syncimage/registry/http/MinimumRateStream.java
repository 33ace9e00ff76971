package io.github.syncimage.registry.http;

import io.github.syncimage.registry.Patience;
import java.io.IOException;
import java.io.InputStream;

/**
 * Fails when a body drips: only time spent waiting for it counts, not what its reader takes. Closing it does nothing: closing
 * the answer keeps or breaks the connection.
 */
final class MinimumRateStream extends BulkInputStream {
    private final InputStream in;
    private final long window;
    private final long bytesPerWindow;
    private long waited;
    private long came;
    private boolean ended;

    MinimumRateStream(InputStream in, Patience patience) {
        this.in = in;
        this.window = patience.window().toNanos();
        this.bytesPerWindow = patience.bytesPerWindow();
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

    /** Whether all of it was read, so that its connection serves again. */
    boolean ended() {
        return ended;
    }
}
