package io.github.syncimage.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Passes connections to a port of another address of this machine on to the same port of its loopback. */
public final class Relay implements AutoCloseable {
    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    public Relay(String address, int port) throws IOException {
        server = new ServerSocket(port, 100, InetAddress.getByName(address));
        DaemonThread.start(this::accept);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket from = server.accept();
                Socket to = new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort());
                DaemonThread.start(() -> pass(from, to));
                DaemonThread.start(() -> pass(to, from));
            } catch (IOException closedOrNobodyThere) {
                // What nobody takes is left to the client's own patience.
                continue;
            }
        }
    }

    private void pass(Socket from, Socket to) {
        open.add(from);
        try (from;
                to) {
            byte[] buffer = new byte[64 * 1024];
            for (int read = from.getInputStream().read(buffer);
                    read >= 0;
                    read = from.getInputStream().read(buffer)) {
                to.getOutputStream().write(buffer, 0, read);
            }
        } catch (IOException broken) {
            // One side is gone: the other is told by its socket.
            return;
        } finally {
            open.remove(from);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
