package io.github.syncimage.demo;

import com.sun.net.httpserver.HttpExchange;
import io.github.syncimage.text.Json;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer.
 *
 * @param status HTTP status
 * @param headers beside Content-Length
 * @param pace bytes of the body in a second, 0 for as fast as they are read
 */
public record Response(int status, Map<String, String> headers, byte[] content, int pace) {
    private static final byte[] NOTHING = {};
    /** In which a slow one sends a piece. */
    private static final int TICK_MILLIS = 100;

    public Response {
        headers = new LinkedHashMap<>(headers);
    }

    public static Response of(int status) {
        return new Response(status, Map.of(), NOTHING, 0);
    }

    public static Response json(int status, Object value) {
        return of(status).content("application/json; charset=utf-8", Json.write(value));
    }

    public Response content(String mediaType, byte[] bytes) {
        return new Response(status, headers, bytes, pace).with("Content-Type", mediaType);
    }

    public Response with(String name, String value) {
        Response copy = new Response(status, headers, content, pace);
        copy.headers.put(name, value);
        return copy;
    }

    /** @param bytesPerSecond of the body, as over a thin line */
    public Response slowly(int bytesPerSecond) {
        return new Response(status, headers, content, bytesPerSecond);
    }

    void send(HttpExchange exchange) throws IOException {
        headers.forEach(exchange.getResponseHeaders()::set);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", String.valueOf(content.length));
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, content.length == 0 ? -1 : content.length);
        if (content.length > 0) {
            try (OutputStream out = exchange.getResponseBody()) {
                write(out);
            }
        }
    }

    private void write(OutputStream out) throws IOException {
        int piece = pace == 0 ? content.length : Math.max(1, pace / (1000 / TICK_MILLIS));
        for (int at = 0; at < content.length; at += piece) {
            if (at > 0) {
                pause();
            }
            out.write(content, at, Math.min(piece, content.length - at));
        }
    }

    private static void pause() throws InterruptedIOException {
        try {
            Thread.sleep(TICK_MILLIS);
        } catch (InterruptedException e) {
            throw new InterruptedIOException("the server stops");
        }
    }
}
