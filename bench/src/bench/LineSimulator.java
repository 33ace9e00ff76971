package bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A long line to a server on this machine: every byte takes half a round trip, every connection costs a round trip
 * before its first byte, and each connection carries at most so many bytes a second in each direction. It works on TCP
 * payload in user space, so it needs nothing of the kernel; loss and slow start are not simulated.
 */
public final class LineSimulator implements AutoCloseable {
    private static final int CHUNK = 16 * 1024;

    private final ServerSocket listener;
    private final InetSocketAddress server;
    private final long halfRoundTripNanos;
    private final long bytesPerSecond;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();

    /**
     * @param port of the server on loopback
     * @param bytesPerSecond for each connection and direction, 0 for no limit
     */
    public LineSimulator(int port, Duration roundTrip, long bytesPerSecond) throws IOException {
        this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.halfRoundTripNanos = roundTrip.toNanos() / 2;
        this.bytesPerSecond = bytesPerSecond;
        this.listener = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
        start("line-accept", this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** How many connections were made over this line. */
    int connections() {
        return connections.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket near = listener.accept();
                Socket far = new Socket();
                far.connect(server);
                connections.incrementAndGet();
                carry(near, far);
            }
        } catch (IOException closed) {
            // The line was closed.
        }
    }

    private void carry(Socket near, Socket far) throws IOException {
        near.setTcpNoDelay(true);
        far.setTcpNoDelay(true);
        sockets.add(near);
        sockets.add(far);
        // SYN and its answer: what the client sends first leaves a round trip after it connected.
        long open = System.nanoTime() + 2 * halfRoundTripNanos;
        new Direction(near, far, open).run();
        new Direction(far, near, open).run();
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private record Piece(byte[] bytes, long arrival) {
        static final Piece END = new Piece(new byte[0], 0);
    }

    /** One direction of one connection: a reader that stamps pieces, a writer that lets them out in time. */
    private final class Direction {
        private final Socket from;
        private final Socket to;
        private final BlockingQueue<Piece> onTheWay = new LinkedBlockingQueue<>();
        /** What the line holds at most: a window of four times what fits into its round trip, at least 1 MiB. */
        private final Semaphore window;

        private long free;

        Direction(Socket from, Socket to, long open) {
            this.from = from;
            this.to = to;
            this.free = open;
            long fits = bytesPerSecond * 2 * halfRoundTripNanos / 1_000_000_000L;
            this.window = new Semaphore((int) Math.max(1 << 20, Math.min(4 * fits, 64 << 20)));
        }

        void run() {
            start("line-read", this::read);
            start("line-write", this::write);
        }

        private void read() {
            byte[] buffer = new byte[CHUNK];
            try {
                InputStream in = from.getInputStream();
                for (int count; (count = in.read(buffer)) >= 0; ) {
                    window.acquireUninterruptibly(count);
                    long start = Math.max(free, System.nanoTime());
                    free = bytesPerSecond == 0 ? start : start + count * 1_000_000_000L / bytesPerSecond;
                    onTheWay.add(new Piece(Arrays.copyOf(buffer, count), free + halfRoundTripNanos));
                }
            } catch (IOException broken) {
                // The other side learns of it by the end below.
            }
            onTheWay.add(Piece.END);
        }

        private void write() {
            try {
                OutputStream out = to.getOutputStream();
                for (Piece piece; (piece = onTheWay.take()) != Piece.END; ) {
                    for (long left; (left = piece.arrival - System.nanoTime()) > 0; ) {
                        LockSupport.parkNanos(left);
                    }
                    out.write(piece.bytes);
                    window.release(piece.bytes.length);
                }
                to.shutdownOutput();
            } catch (IOException | InterruptedException broken) {
                closeBoth();
            }
        }

        private void closeBoth() {
            try {
                from.close();
                to.close();
            } catch (IOException alreadyClosed) {
                // Nothing is left to close.
            }
        }
    }
}
