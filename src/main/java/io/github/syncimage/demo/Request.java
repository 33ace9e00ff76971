package io.github.syncimage.demo;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A request on its way to an answer. */
public final class Request {
    // More than any manifest (4 MiB) or GitHub body; what is larger has to be read as a stream.
    private static final int MAX_BODY = 8 * 1024 * 1024;

    private final HttpExchange exchange;
    private final Map<String, String> query;
    private byte[] body;

    Request(HttpExchange exchange) {
        this.exchange = exchange;
        this.query = parse(rawQuery());
    }

    public String method() {
        return exchange.getRequestMethod();
    }

    /** The path, percent-decoding done. */
    public String path() {
        return exchange.getRequestURI().getPath();
    }

    /** The path's segments, each decoded by itself, so that a label's name may hold a slash. */
    public List<String> segments() {
        List<String> segments = new ArrayList<>();
        for (String raw : exchange.getRequestURI().getRawPath().split("/")) {
            if (!raw.isEmpty()) {
                segments.add(decode(raw.replace("+", "%2B")));
            }
        }
        return segments;
    }

    /** The query as it was sent; empty where there is none. */
    public String rawQuery() {
        String raw = exchange.getRequestURI().getRawQuery();
        return raw == null ? "" : raw;
    }

    /** The first parameter of that name, or the other value where there is none. */
    public String query(String name, String otherwise) {
        return query.getOrDefault(name, otherwise);
    }

    /** The header's value, several of them joined by commas; empty where it is missing. */
    public String header(String name) {
        List<String> values = exchange.getRequestHeaders().get(name);
        return values == null ? "" : String.join(",", values);
    }

    /** The whole body, which has to be small. */
    public byte[] body() throws IOException {
        if (body == null) {
            body = exchange.getRequestBody().readNBytes(MAX_BODY);
        }
        return body;
    }

    /** The body as it comes in, for what may be large. */
    public InputStream stream() {
        return body == null ? exchange.getRequestBody() : new ByteArrayInputStream(body);
    }

    ExchangeCall call() {
        Map<String, String> headers = new LinkedHashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
        String text = body == null ? "" : new String(body, StandardCharsets.UTF_8);
        return new ExchangeCall(method(), path(), rawQuery(), Map.copyOf(headers), text);
    }

    private static Map<String, String> parse(String raw) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : raw.split("&")) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            parameters.putIfAbsent(decode(name), decode(value));
        }
        return parameters;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text; // a lone percent sign: servers take it as it is
        }
    }
}
