package io.github.syncimage.copy.transfer;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** What all ranged downloads share: connections per host, memory for ranges, and which hosts turned out slow. */
final class Ranges implements AutoCloseable {
    /** Small enough to be no humongous object for the garbage collector, whatever the heap's size. */
    static final int PIECE = 256 * 1024;
    /** A range has to last long beside the round trip that starts it: at 4 MB/s and 100 ms, a tenth is lost. */
    static final int CHUNK = 14 * PIECE;
    /** The default connections of a host; more would only queue for one. */
    private static final int CONNECTIONS_PER_HOST = 16;
    /** A few more than are fetched at once, for those that wait for an earlier one. */
    private static final int MOST_CHUNKS = 20;
    /** 56 MiB, 16 chunks: the largest part of what this program may take beside the Java machine itself. */
    private static final int MOST_PIECES = 16 * CHUNK / PIECE;
    /** How long a fetcher waits before it looks whether its chunk is the next to be read. */
    private static final long LOOK_AROUND_MILLIS = 50;

    private final Map<String, Integer> connections = new HashMap<>();
    private final Map<String, Boolean> slow = new HashMap<>();
    private final ArrayDeque<byte[]> free = new ArrayDeque<>();
    private final ExecutorService fetchers =
            new ThreadPoolExecutor(0, Integer.MAX_VALUE, 5, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                Thread thread = new Thread(task, "ranges");
                thread.setDaemon(true);
                return thread;
            });
    private int chunks;
    private int pieces;

    /**
     * Takes a connection and memory for one chunk.
     *
     * @param needed true for the chunk that its reader waits for: it must not wait for others, so it overdraws
     */
    synchronized boolean takeChunk(String host, boolean needed) {
        if (!needed && (connections.getOrDefault(host, 0) >= CONNECTIONS_PER_HOST || chunks >= MOST_CHUNKS)) {
            return false;
        }
        chunks++;
        takeConnection(host);
        return true;
    }

    synchronized void takeConnection(String host) {
        connections.merge(host, 1, Integer::sum);
    }

    synchronized void giveConnection(String host) {
        connections.merge(host, -1, Integer::sum);
    }

    synchronized void giveChunk() {
        chunks--;
    }

    /**
     * Waits for memory.
     *
     * @param needed whether the reader waits for this very piece: then it is there at once, beyond the bound
     */
    synchronized byte[] takePiece(BooleanSupplier needed) throws InterruptedException {
        while (pieces >= MOST_PIECES && !needed.getAsBoolean()) {
            wait(LOOK_AROUND_MILLIS);
        }
        pieces++;
        byte[] piece = free.poll();
        return piece != null ? piece : new byte[PIECE];
    }

    synchronized void givePiece(byte[] piece) {
        pieces--;
        free.push(piece);
        notifyAll();
    }

    /** Whether one connection to this host was slow when last measured. */
    synchronized boolean slow(String host) {
        return slow.getOrDefault(host, false);
    }

    synchronized void measured(String host, boolean isSlow) {
        slow.put(host, isSlow);
    }

    void fetch(Runnable task) {
        fetchers.execute(task);
    }

    @Override
    public void close() {
        fetchers.shutdownNow();
    }
}
