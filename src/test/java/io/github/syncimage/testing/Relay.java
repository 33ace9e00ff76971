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
    private final Set<String> swallowed = ConcurrentHashMap.newKeySet();

    public Relay(String address, int port) throws IOException {
        server = new ServerSocket(port, 100, InetAddress.getByName(address));
        DaemonThread.start(this::accept);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket from = server.accept();
                Socket to = new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort());
                String client = from.getInetAddress().getHostAddress();
                DaemonThread.start(() -> pass(client, from, to));
                DaemonThread.start(() -> pass(client, to, from));
            } catch (IOException closedOrNobodyThere) {
                // What nobody takes is left to the client's own patience.
                continue;
            }
        }
    }

    /** As a firewall does: what clients at that address say is taken and goes nowhere, and nobody tells them. */
    public void swallow(String client) {
        swallowed.add(client);
    }

    /** Lets it through again. */
    public void letThrough(String client) {
        swallowed.remove(client);
    }

    private void pass(String client, Socket from, Socket to) {
        open.add(from);
        try (from;
                to) {
            byte[] buffer = new byte[64 * 1024];
            for (int read = from.getInputStream().read(buffer);
                    read >= 0;
                    read = from.getInputStream().read(buffer)) {
                if (!swallowed.contains(client)) {
                    to.getOutputStream().write(buffer, 0, read);
                }
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
