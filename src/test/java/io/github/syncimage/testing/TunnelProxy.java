package io.github.syncimage.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A proxy that only knows CONNECT and leads every name to one loopback port. With credentials it answers 407 to whoever
 * does not send them. Remembers the heads of what it was asked.
 */
public final class TunnelProxy implements AutoCloseable {
    private final ServerSocket server;
    private final int port;
    private final String authorization;
    private final List<String> heads = new CopyOnWriteArrayList<>();

    /**
     * @param port on loopback that all tunnels lead to
     * @param authorization the value of {@code Proxy-Authorization} that it wants, or null
     */
    public TunnelProxy(int port, String authorization) {
        this.port = port;
        this.authorization = authorization;
        try {
            this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        DaemonThread.start(this::accept);
    }

    /** @param user {@code name:password@}, or nothing */
    public URI uri(String user) {
        return URI.create("http://" + user + "127.0.0.1:" + server.getLocalPort());
    }

    /** First lines of the requests so far: {@code CONNECT registry.example:443 HTTP/1.1}. */
    public List<String> calls() {
        return heads.stream().map(head -> head.split("\r\n")[0]).toList();
    }

    public List<String> heads() {
        return List.copyOf(heads);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                DaemonThread.start(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            while (true) {
                String head = head(client.getInputStream());
                heads.add(head);
                OutputStream out = client.getOutputStream();
                if (authorization != null && !head.contains("\r\nProxy-Authorization: " + authorization + "\r\n")) {
                    out.write(("HTTP/1.1 407 Who are you\r\nProxy-Authenticate: Basic realm=\"proxy\"\r\n"
                                    + "Content-Length: 0\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
                    continue;
                }
                tunnel(client, out);
                return;
            }
        } catch (IOException e) {
            // A side closed its connection.
            return;
        }
    }

    private void tunnel(Socket client, OutputStream out) throws IOException {
        try (Socket target = new Socket(InetAddress.getLoopbackAddress(), port)) {
            out.write("HTTP/1.1 200 Connected\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            DaemonThread.start(() -> pump(target, client));
            client.getInputStream().transferTo(target.getOutputStream());
        }
    }

    private static void pump(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            // The other direction ended first.
            return;
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int one = in.read();
            if (one < 0 || head.length() > 64 * 1024) {
                throw new IOException("no head");
            }
            head.append((char) one);
        }
        return head.toString();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
