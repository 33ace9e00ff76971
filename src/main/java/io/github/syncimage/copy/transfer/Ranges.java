package io.github.syncimage.copy.transfer;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** What all ranged downloads share: connections per host, memory for ranges, and which hosts turned out slow. */
final class Ranges implements AutoCloseable {
    /** Small enough to be no humongous object for the garbage collector, whatever the heap's size. */
    static final int PIECE = 256 * 1024;
    /** A range has to last long beside the round trip that starts it: at 4 MB/s and 100 ms, a tenth is lost. */
    static final int CHUNK = 13 * PIECE;
    /** The default connections of a host; more would only queue for one. */
    private static final int CONNECTIONS_PER_HOST = 16;
    /**
     * Two more than are fetched at once, for those that wait for an earlier one: 58 MiB, and one more chunk for each blob
     * at the very most, the largest part of what this program takes beside the Java machine itself.
     */
    private static final int MOST_CHUNKS = 18;

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

    synchronized byte[] takePiece() {
        byte[] piece = free.poll();
        return piece != null ? piece : new byte[PIECE];
    }

    synchronized void givePiece(byte[] piece) {
        free.push(piece);
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
