package io.github.syncimage.postprocess.dockerhub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A stand-in for Docker Hub's API: tokens, and repositories that can be read and described with one. */
public final class LoopbackDockerHub implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String REPOSITORIES = "/v2/repositories/";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Boolean> isPrivate = new ConcurrentHashMap<>();
    private final Map<String, String> descriptions = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile int issued;
    private volatile int valid;
    private volatile boolean pushTokenOnly;

    public LoopbackDockerHub() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public void repository(String path, boolean hidden) {
        isPrivate.put(path, hidden);
    }

    public String description(String path) {
        return descriptions.getOrDefault(path, "");
    }

    /** All tokens given out so far are dead. */
    void expireTokens() {
        valid = issued + 1;
    }

    /** Like an access token that may push but not administrate. */
    void refuseDescriptions() {
        pushTokenOnly = true;
    }

    public List<String> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private synchronized void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            requests.add(exchange.getRequestMethod() + " " + path);
            JsonNode body = JSON.readTree(exchange.getRequestBody());
            if (path.equals("/v2/auth/token")) {
                login(exchange, body);
            } else if (!authorized(exchange)) {
                send(exchange, 401, "{\"message\":\"unauthorized\"}");
            } else {
                repository(exchange, path.substring(REPOSITORIES.length(), path.length() - 1), body);
            }
        }
    }

    private void login(HttpExchange exchange, JsonNode body) throws IOException {
        if (body.path("identifier").asText().equals("us")
                && body.path("secret").asText().equals("dckr_pat_example")) {
            issued++;
            valid = Math.max(valid, issued);
            send(exchange, 200, "{\"access_token\":\"token-" + issued + "\"}");
        } else {
            send(exchange, 401, "{\"detail\":\"Incorrect authentication credentials\"}");
        }
    }

    private boolean authorized(HttpExchange exchange) {
        return ("Bearer token-" + valid).equals(exchange.getRequestHeaders().getFirst("Authorization"));
    }

    private void repository(HttpExchange exchange, String path, JsonNode body) throws IOException {
        if (!isPrivate.containsKey(path)) {
            send(exchange, 404, "{\"message\":\"object not found\"}");
            return;
        }
        if (exchange.getRequestMethod().equals("PATCH")) {
            if (pushTokenOnly) {
                send(exchange, 403, "{\"message\":\"insufficient scope\"}");
                return;
            }
            descriptions.put(path, body.path("description").asText());
        }
        send(
                exchange,
                200,
                JSON.writeValueAsString(Map.of("is_private", isPrivate.get(path), "description", description(path))));
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
