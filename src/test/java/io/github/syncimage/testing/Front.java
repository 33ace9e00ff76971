package io.github.syncimage.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;

/**
 * A server in front of a registry that counts calls, rewrites, refuses and breaks them. It passes bytes on as they are
 * and speaks HTTP/1.1, mostly with one request a connection, so that a test sees every connection:
 *
 * <pre>{@code
 * try (DockerRegistry registry = DockerRegistry.start();
 *         Front front = Front.of(registry.uri())) {
 *     front.cutAnswersAfter(8 << 20);             // every connection, in bytes of a body
 *     front.answer(call -> call.line().startsWith("PUT /v2/a/manifests/") ? Front.reply(400, "{…}") : null);
 *     … front.host() …
 *     assertThat(front.calls()).containsExactly("HEAD /v2/a/manifests/1", …);
 * }
 * }</pre>
 *
 * <p>Without a registry behind it ({@link #alone}) it only gives the answers of {@link #answer}.
 */
public final class Front implements AutoCloseable {
    private static final int LONGEST_HEAD = 64 * 1024;
    private static final int RECEIVE_BUFFER = 256 * 1024;

    private final URI behind;
    private final boolean keepsAlive;
    private final ServerSocket server;
    private final AtomicInteger connections = new AtomicInteger();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong served = new AtomicLong();
    private final AtomicLong taken = new AtomicLong();
    private volatile long cutAnswers = Long.MAX_VALUE;
    private volatile long cutUploads = Long.MAX_VALUE;
    private volatile Function<Request, byte[]> answers = request -> null;
    private volatile Script script = (request, client) -> false;

    /** Takes over a connection after the head of its request. */
    @FunctionalInterface
    public interface Script {
        /** Whether it did; the connection is closed afterwards. */
        boolean run(Request request, Socket client) throws IOException;
    }

    /**
     * One call that came.
     *
     * @param line method and path with its query: {@code GET /v2/}
     * @param head the whole head, lines separated by {@code \r\n}
     */
    public record Request(String line, String head) {
        /** The value of a header, or null. */
        public String header(String name) {
            for (String line : head.split("\r\n")) {
                if (line.regionMatches(true, 0, name + ":", 0, name.length() + 1)) {
                    return line.substring(name.length() + 1).strip();
                }
            }
            return null;
        }
    }

    private Front(URI behind) {
        this(
                behind,
                ServerSocketFactory.getDefault(),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                false);
    }

    private Front(URI behind, ServerSocketFactory sockets, InetSocketAddress address, boolean keepsAlive) {
        this.behind = behind;
        this.keepsAlive = keepsAlive;
        try {
            this.server = sockets.createServerSocket();
            // Or the system keeps megabytes of an upload that is cut here: how many depends on the machine.
            server.setReceiveBufferSize(RECEIVE_BUFFER);
            server.bind(address, 100);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        DaemonThread.start(this::accept);
    }

    /** In front of a registry that speaks plain HTTP. */
    public static Front of(URI registry) {
        return new Front(registry);
    }

    /** With nothing behind it: 404 to all that {@link #answer} does not answer. */
    public static Front alone() {
        return new Front(null);
    }

    /** Alone, and speaking TLS. */
    public static Front alone(SSLContext tls) {
        return new Front(
                null, tls.getServerSocketFactory(), new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), false);
    }

    /** Alone at that address, and answering on a connection until the client closes it. */
    public static Front keepingAlive(InetSocketAddress address) {
        return new Front(null, ServerSocketFactory.getDefault(), address, true);
    }

    /** Breaks every connection after so many bytes of an answer's body. */
    public Front cutAnswersAfter(long bytes) {
        cutAnswers = bytes;
        return this;
    }

    /** Breaks every connection after so many bytes of a request's body. */
    public Front cutUploadsAfter(long bytes) {
        cutUploads = bytes;
        return this;
    }

    /**
     * Answers itself where the function gives an answer ({@link #reply}); null passes the call on, an empty array
     * breaks the connection.
     */
    public Front answer(Function<Request, byte[]> newAnswers) {
        answers = newAnswers;
        return this;
    }

    /** Lets a script speak byte for byte: answers that drip, lie or never end. */
    public Front script(Script newScript) {
        script = newScript;
        return this;
    }

    /** An answer with a body of JSON. */
    public static byte[] reply(int status, String json, String... headers) {
        return reply(status, json.getBytes(StandardCharsets.UTF_8), "Content-Type: application/json", headers);
    }

    /** An answer with these header lines; {@code Content-Length} and {@code Connection: close} are added. */
    public static byte[] reply(int status, byte[] body, String header, String... headers) {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Told\r\n" + header + "\r\n");
        for (String line : headers) {
            head.append(line).append("\r\n");
        }
        head.append("Content-Length: ").append(body.length).append("\r\nConnection: close\r\n\r\n");
        byte[] start = head.toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = java.util.Arrays.copyOf(start, start.length + body.length);
        System.arraycopy(body, 0, all, start.length, body.length);
        return all;
    }

    /** As image names spell it. */
    public String host() {
        return "127.0.0.1:" + port();
    }

    public int port() {
        return server.getLocalPort();
    }

    public URI uri() {
        return URI.create("http://" + host());
    }

    /** Method and path of every call so far, in the order in which they came. */
    public List<String> calls() {
        return requests.stream().map(Request::line).toList();
    }

    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /** Forgets the calls and counts so far. */
    public void forget() {
        requests.clear();
        served.set(0);
        taken.set(0);
    }

    /** Connections that were made so far. */
    public int connections() {
        return connections.get();
    }

    /** Connections that are open now. */
    public int openConnections() {
        return open.size();
    }

    /** Bytes of answers' bodies that went out. */
    public long bytesServed() {
        return served.get();
    }

    /** Bytes of requests' bodies that came in. */
    public long bytesTaken() {
        return taken.get();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                open.add(client);
                connections.incrementAndGet();
                DaemonThread.start(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            boolean more = true;
            while (more) {
                more = isServed(client) && keepsAlive;
            }
        } catch (IOException e) {
            // One side broke the connection: the other sees it, which is what fronts are for.
            return;
        } finally {
            open.remove(client);
        }
    }

    /** False where no request came, or a script took the connection over. */
    private boolean isServed(Socket client) throws IOException {
        String head = head(client.getInputStream());
        if (head == null) {
            return false;
        }
        String[] first = head.substring(0, head.indexOf("\r\n")).split(" ");
        Request request = new Request(first[0] + " " + first[1], head);
        // Whoever has seen the call may tell what comes after it to be answered otherwise.
        Script nowScript = script;
        Function<Request, byte[]> nowAnswers = answers;
        requests.add(request);
        if (nowScript.run(request, client)) {
            return false;
        }
        byte[] own = nowAnswers.apply(request);
        if (own == null && behind == null) {
            own = reply(404, "{}");
        }
        if (own != null) {
            say(client, request, own);
        } else {
            pass(client, request);
        }
        return true;
    }

    private void say(Socket client, Request request, byte[] answer) throws IOException {
        if (answer.length == 0) {
            return;
        }
        // Reads the body first: an answer in the middle of it would reach only some clients.
        String length = request.header("Content-Length");
        copy(client.getInputStream(), OutputStream.nullOutputStream(), length(length), cutUploads, taken);
        boolean headOnly = request.line().startsWith("HEAD ");
        int bodyAt = new String(answer, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n") + 4;
        String head = new String(answer, 0, bodyAt, StandardCharsets.ISO_8859_1);
        OutputStream out = client.getOutputStream();
        out.write((keepsAlive ? withoutConnection(head) : head).getBytes(StandardCharsets.ISO_8859_1));
        if (!headOnly) {
            InputStream body = new java.io.ByteArrayInputStream(answer, bodyAt, answer.length - bodyAt);
            copy(body, out, Long.MAX_VALUE, cutAnswers, served);
        }
        if (!keepsAlive) {
            client.shutdownOutput();
        }
    }

    private void pass(Socket client, Request request) throws IOException {
        try (Socket registry = new Socket(behind.getHost(), behind.getPort())) {
            open.add(registry);
            OutputStream toRegistry = registry.getOutputStream();
            toRegistry.write((withoutConnection(request.head()) + "Connection: close\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
            long length = length(request.header("Content-Length"));
            if (copy(client.getInputStream(), toRegistry, length, cutUploads, taken)) {
                return;
            }
            InputStream fromRegistry = registry.getInputStream();
            String head = head(fromRegistry);
            if (head == null) {
                return;
            }
            OutputStream toClient = client.getOutputStream();
            toClient.write(
                    (withoutConnection(head) + "Connection: close\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            copy(fromRegistry, toClient, Long.MAX_VALUE, cutAnswers, served);
            open.remove(registry);
        }
    }

    private static String withoutConnection(String head) {
        return head.replaceAll("(?i)\r\nConnection:[^\r\n]*", "");
    }

    private static long length(String header) {
        return header == null ? 0 : Long.parseLong(header);
    }

    /** Copies up to {@code length} bytes; true when it was cut. */
    private static boolean copy(InputStream in, OutputStream out, long length, long cut, AtomicLong count)
            throws IOException {
        byte[] buffer = new byte[64 * 1024];
        long done = 0;
        while (done < length) {
            int most = (int) Math.min(buffer.length, Math.min(length, cut) - done);
            if (most == 0) {
                out.flush();
                return true;
            }
            int read = in.read(buffer, 0, most);
            if (read < 0) {
                break;
            }
            out.write(buffer, 0, read);
            done += read;
            count.addAndGet(read);
        }
        out.flush();
        return false;
    }

    /** The head without its empty line, or null when the connection ends first. */
    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int last = 0;
        int one;
        while ((one = in.read()) >= 0 && bytes.size() < LONGEST_HEAD) {
            bytes.write(one);
            last = last << 8 | one;
            if (last == 0x0d0a0d0a) {
                String head = bytes.toString(StandardCharsets.ISO_8859_1);
                return head.substring(0, head.length() - 2);
            }
        }
        return null;
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
