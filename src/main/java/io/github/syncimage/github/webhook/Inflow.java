package io.github.syncimage.github.webhook;

/**
 * What of all requests together is in memory. Changed by the thread only that reads connections.
 */
final class Inflow {
    /** Requests between their head and their answer. */
    private static final int MOST_REQUESTS = 256;
    /** Bytes of bodies; the daemon's heap is small. */
    private static final int MOST_BYTES = 16 * 1024 * 1024;

    private int requests;
    private volatile int bytes;

    /** A request begins; false where it is one too many. */
    boolean enter() {
        return ++requests <= MOST_REQUESTS;
    }

    /** So many bytes more of a body; false where they have no room. */
    boolean keep(int more) {
        if (bytes + more > MOST_BYTES) {
            return false;
        }
        bytes += more;
        return true;
    }

    int bytes() {
        return bytes;
    }

    void release(int kept) {
        bytes -= kept;
    }

    void leave() {
        requests--;
    }
}
