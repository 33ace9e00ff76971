package io.github.syncimage.demo.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer.
 *
 * @param status HTTP status
 * @param headers beside Content-Length
 * @param content holds the body, which is the part from {@code offset} of {@code length} bytes
 * @param cutAfter the connection breaks after that many bytes of the body; negative for never
 */
public record Response(int status, Map<String, String> headers, byte[] content, int offset, int length, long cutAfter) {
    private static final byte[] NOTHING = {};

    public Response {
        headers = new LinkedHashMap<>(headers);
    }

    public static Response of(int status) {
        return new Response(status, Map.of(), NOTHING, 0, 0, -1);
    }

    public static Response json(int status, Object value) {
        return of(status).content("application/json; charset=utf-8", Json.bytes(value));
    }

    /** No answer at all: the connection breaks. */
    public static Response broken() {
        return of(0);
    }

    public Response content(String mediaType, byte[] bytes) {
        return new Response(status, headers, bytes, 0, bytes.length, cutAfter).with("Content-Type", mediaType);
    }

    public Response status(int newStatus) {
        return new Response(newStatus, headers, content, offset, length, cutAfter);
    }

    /** Only that part of the content. */
    public Response part(int from, int partLength) {
        return new Response(status, headers, content, from, partLength, cutAfter);
    }

    public Response cutAfter(long bytes) {
        return new Response(status, headers, content, offset, length, bytes);
    }

    public Response with(String name, String value) {
        Response copy = new Response(status, headers, content, offset, length, cutAfter);
        copy.headers.put(name, value);
        return copy;
    }

    void send(HttpExchange exchange) throws IOException {
        if (status == 0) {
            throw new IOException("told to break the connection");
        }
        headers.forEach(exchange.getResponseHeaders()::set);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", String.valueOf(length));
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, length == 0 ? -1 : length);
        if (length > 0) {
            OutputStream out = exchange.getResponseBody();
            boolean cut = cutAfter >= 0 && cutAfter < length;
            out.write(content, offset, cut ? (int) cutAfter : length);
            out.flush();
            if (cut) {
                throw new IOException("told to break the connection");
            }
            out.close();
        }
    }
}
