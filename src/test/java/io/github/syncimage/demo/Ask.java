package io.github.syncimage.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** Sends one request as plainly as it can, so that tests see what a server answers to just that. */
public final class Ask {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private Ask() {}

    /** An answer, whatever it is. */
    public record Reply(int status, HttpResponse<byte[]> response) {
        public String text() {
            return new String(response.body(), StandardCharsets.UTF_8);
        }

        public JsonNode json() {
            return JsonTree.read(response.body()).orElseThrow();
        }

        /** The header's value, empty where it is missing. */
        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    /** @param headers a name, its value, the next name, and so on */
    public static Reply ask(String method, URI uri, byte[] body, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<byte[]> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Reply(response.statusCode(), response);
        } catch (IOException e) {
            return new Reply(0, null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public static Reply ask(String method, URI uri, String body, String... headers) {
        return ask(method, uri, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    public static Reply get(URI uri, String... headers) {
        return ask("GET", uri, "", headers);
    }
}
