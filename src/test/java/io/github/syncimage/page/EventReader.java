package io.github.syncimage.page;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Listens to server-sent events as plainly as a browser's {@code EventSource} does, one connection each. */
public final class EventReader implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader lines;
    private final List<String> head = new ArrayList<>();

    /** Returns when the head of the answer is there. */
    public EventReader(URI uri) throws IOException {
        socket = new Socket(uri.getHost(), uri.getPort());
        socket.setSoTimeout(90_000);
        socket.getOutputStream()
                .write(("GET " + uri.getPath() + " HTTP/1.1\r\nHost: page\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null && !line.isEmpty(); line = lines.readLine()) {
            head.add(line);
        }
    }

    /** Status and headers, a line each. */
    public List<String> head() {
        return head;
    }

    /** The next line that begins like this, without that beginning; null where the stream ends before. */
    public String next(String beginning) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(beginning)) {
                return line.substring(beginning.length());
            }
        }
        return null;
    }

    /** The document of the next event; null where the stream ends. */
    public String event() throws IOException {
        return next("data: ");
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
