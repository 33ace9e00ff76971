package io.github.syncimage.copy.transfer;

import io.github.syncimage.concurrent.DaemonThreads;
import io.github.syncimage.concurrent.LruCache;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.ToIntFunction;

/** Keeps what all ranged downloads share: connections per host, memory for ranges, and which hosts turned out slow. */
final class RangePool implements AutoCloseable {
    /** Small enough to be no humongous object for the garbage collector, whatever the heap's size. */
    static final int PIECE = 256 * 1024;
    /** A range has to last long beside the round trip that starts it: at 4 MB/s and 100 ms, a twelfth is lost. */
    static final int CHUNK = 16 * PIECE;
    /** The default connections of a host; more would need more memory to be of use. */
    private static final int MOST_CONNECTIONS = 16;
    /**
     * 58 MiB, the largest part of what this program takes beside the Java machine itself, and nearly all that sixteen
     * ranges bring: each blob's first one is handed out while it comes, and the later ones wait. In a small heap a third
     * of it, with fewer ranges at once. A chunk that its reader waits for may go beyond it.
     */
    static final int MOST_PIECES = (int) Math.min(234, Runtime.getRuntime().maxMemory() / 3 / PIECE);

    private static final int SMALLEST_CHUNK = 4 * PIECE;
    /** How long a measurement counts: lines are busy for minutes, not for days. */
    private static final Duration KNOWN = Duration.ofMinutes(10);
    /** Far more hosts than one process copies from. */
    private static final int MOST_HOSTS = 1000;

    private final Map<String, HostRanges> hosts = new HashMap<>();
    private final ArrayDeque<byte[]> free = new ArrayDeque<>();
    private final ExecutorService fetchers = Executors.newCachedThreadPool(DaemonThreads.named("ranges"));
    /** Hosts to which one connection was slow when last measured. */
    private final LruCache<String, Boolean> slow = new LruCache<>(MOST_HOSTS, KNOWN);
    /** Hosts that sent a whole blob when they were asked for a range. */
    private final LruCache<String, Boolean> ignoring = new LruCache<>(MOST_HOSTS, KNOWN);

    private final int blobsAtOnce;
    private final ToIntFunction<String> connections;
    private int taken;

    /**
     * @param blobsAtOnce how many blobs are read side by side, at most
     * @param connections how many a host gets. No more ranges are under way than that: one that its reader waits for
     *     could else wait for a connection that later ones hold, which wait for it to free their memory
     */
    RangePool(int blobsAtOnce, ToIntFunction<String> connections) {
        this.blobsAtOnce = blobsAtOnce;
        this.connections = connections;
    }

    private static final class HostRanges {
        private final int most;
        private int connections;
        /** Large blobs that are wanted from it and still have something to ask for. */
        private int asking;
        /** Bytes of blobs that come in ranges and have not arrived, asked for or not. */
        private long left;

        HostRanges(int connections) {
            most = Math.min(MOST_CONNECTIONS, connections);
        }
    }

    /**
     * Takes a connection for the next range of a blob.
     *
     * @param left bytes that the blob still has to ask for
     * @param held connections that it has now
     * @param needed whether its reader waits for it: then it gets one beyond the bound, and waits for no other
     * @return the length of the range, 0 for none now
     */
    synchronized int takeChunk(String host, long left, int held, boolean needed) {
        HostRanges state = host(host);
        boolean scarce = state.connections >= state.most || held >= fairShare(state) || taken >= MOST_PIECES;
        if (scarce && !needed) {
            return 0;
        }
        state.connections++;
        // At the end a connection takes three quarters of its share of all that is left: they run out of work together,
        // and little comes at once with the last ranges, which still has to go up in order.
        long share = piecesOf(state.left / state.most * 3 / 4) * PIECE;
        return (int) Math.min(Math.max(SMALLEST_CHUNK, Math.min(CHUNK, share)), left);
    }

    private static long piecesOf(long bytes) {
        return (bytes + PIECE - 1) / PIECE;
    }

    /** Connections for each of the blobs that are read side by side; a single one gets them all. */
    private int fairShare(HostRanges state) {
        int sharing = Math.max(1, Math.min(state.asking, blobsAtOnce));
        return (state.most + sharing - 1) / sharing;
    }

    /** A large blob is going to ask this host for ranges; {@link #end} once it has asked for all, or asks for no more. */
    synchronized void begin(String host) {
        host(host).asking++;
    }

    synchronized void end(String host) {
        host(host).asking--;
    }

    /** So many bytes of a blob will come in ranges; {@link #settle} those that came, or will not. */
    synchronized void expect(String host, long bytes) {
        host(host).left += bytes;
    }

    synchronized void settle(String host, long bytes) {
        host(host).left -= bytes;
    }

    synchronized void takeConnection(String host) {
        host(host).connections++;
    }

    synchronized void giveConnection(String host) {
        host(host).connections--;
    }

    /** Memory for a part of a chunk; waits until there is some, but not where a reader waits for the chunk. */
    synchronized byte[] takePiece(BooleanSupplier mayWait) throws InterruptedException {
        while (taken >= MOST_PIECES && mayWait.getAsBoolean()) {
            wait();
        }
        byte[] piece = free.isEmpty() ? new byte[PIECE] : free.poll();
        taken++;
        return piece;
    }

    synchronized void givePiece(byte[] piece) {
        taken--;
        free.push(piece);
        notifyAll();
    }

    /** Wakes those that wait for memory, since one of them may no longer have to. */
    synchronized void lookAgain() {
        notifyAll();
    }

    boolean slow(String host) {
        return slow.find(host).orElse(false);
    }

    void measured(String host, boolean isSlow) {
        slow.put(host, isSlow);
    }

    boolean ignored(String host) {
        return ignoring.find(host).isPresent();
    }

    void noteIgnored(String host) {
        ignoring.put(host, true);
    }

    private HostRanges host(String host) {
        return hosts.computeIfAbsent(host, name -> new HostRanges(connections.applyAsInt(name)));
    }

    void fetch(Runnable task) {
        fetchers.execute(task);
    }

    @Override
    public void close() {
        fetchers.shutdownNow();
    }
}
