package io.github.syncimage.copy.source;

import io.github.syncimage.registry.Manifest;
import java.util.concurrent.CancellationException;

/**
 * Bounds the bytes of manifests that are held for one image, whatever sizes its index announces: each read reserves the
 * most that it may bring, and gives back what did not come. A manifest of unknown size reserves the most that a
 * registry takes, so fewer of these are read at once.
 */
final class ManifestBudget {
    /** Four of the largest that a registry takes. The largest real indexes come to some two megabytes with all below. */
    static final long MOST_BYTES = 4L * Manifest.MAX_BYTES;

    private long held;
    private long reserved;

    /**
     * Waits while reads that are under way may still give back enough.
     *
     * @param announced bytes that the manifest is said to have, 0 where that is unknown
     * @return false where what is held leaves no room for it
     */
    synchronized boolean reserve(long announced) {
        int most = most(announced);
        while (held + reserved + most > MOST_BYTES && reserved > 0) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CancellationException("interrupted while it waited for memory to read a manifest");
            }
        }
        boolean fits = held + most <= MOST_BYTES;
        reserved += fits ? most : 0;
        return fits;
    }

    /** Ends what {@link #reserve} began. */
    synchronized void settle(long announced, long read) {
        reserved -= most(announced);
        held += read;
        notifyAll();
    }

    /** The most that is read of a manifest which is said to have so many bytes. */
    static int most(long announced) {
        return announced > 0 ? (int) Math.min(announced, Manifest.MAX_BYTES) : Manifest.MAX_BYTES;
    }
}
