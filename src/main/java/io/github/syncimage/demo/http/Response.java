package io.github.syncimage.demo.http;

import com.sun.net.httpserver.HttpExchange;
import io.github.syncimage.text.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer.
 *
 * @param status HTTP status
 * @param headers beside Content-Length
 * @param length of the body as Content-Length has it; where the content is shorter, the connection breaks off after it
 */
public record Response(int status, Map<String, String> headers, byte[] content, int length) {
    private static final byte[] NOTHING = {};

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
        return new Response(status, headers, bytes, bytes.length).with("Content-Type", mediaType);
    }

    public Response with(String name, String value) {
        Response copy = new Response(status, headers, content, length);
        copy.headers.put(name, value);
        return copy;
    }

    void send(HttpExchange exchange) throws IOException {
        headers.forEach(exchange.getResponseHeaders()::set);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", String.valueOf(length));
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, length == 0 ? -1 : length);
        if (length > 0) {
            OutputStream out = exchange.getResponseBody();
            out.write(content);
            out.flush();
            out.close();
        }
    }
}
