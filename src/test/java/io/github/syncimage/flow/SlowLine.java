package io.github.syncimage.flow;

import io.github.syncimage.testing.Front;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;

/** A registry behind a line on which blobs come in pieces, each when the test lets one through. */
public final class SlowLine implements AutoCloseable {
    public static final int PIECE = 64 * 1024;

    private final Semaphore pieces = new Semaphore(0);
    private final Front front;

    public SlowLine(URI registry) {
        front = Front.of(registry).script((request, client) -> {
            boolean blob = request.line().matches("GET /v2/.*/blobs/.*");
            if (blob) {
                drip(registry.resolve(request.line().split(" ")[1]), client);
            }
            return blob;
        });
    }

    private void drip(URI blob, Socket client) throws IOException {
        byte[] content;
        try (InputStream in = blob.toURL().openStream()) {
            content = in.readAllBytes();
        }
        String head = "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: " + content.length
                + "\r\nConnection: close\r\n\r\n";
        client.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        for (int from = 0; from < content.length; from += PIECE) {
            try {
                pieces.acquire();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            client.getOutputStream().write(content, from, Math.min(PIECE, content.length - from));
            client.getOutputStream().flush();
        }
    }

    public URI uri() {
        return front.uri();
    }

    /** Lets so many pieces through, whichever blobs they are of. */
    public void let(int count) {
        pieces.release(count);
    }

    /** From now on it is as quick as any. */
    public void open() {
        pieces.release(1_000_000);
    }

    @Override
    public void close() {
        open();
        front.close();
    }
}
