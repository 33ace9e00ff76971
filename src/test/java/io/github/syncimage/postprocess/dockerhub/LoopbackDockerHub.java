package io.github.syncimage.postprocess.dockerhub;

import io.github.syncimage.demo.ExchangeCall;
import io.github.syncimage.demo.LoopbackServer;
import io.github.syncimage.demo.Request;
import io.github.syncimage.demo.Response;
import io.github.syncimage.text.Json;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A stand-in for Docker Hub's API: tokens, and repositories that can be read and described with one. */
final class LoopbackDockerHub implements AutoCloseable {
    private static final String REPOSITORIES = "/v2/repositories/";

    private final LoopbackServer server = new LoopbackServer("docker-hub", true, this::answer);
    private final Map<String, Boolean> isPrivate = new ConcurrentHashMap<>();
    private final Map<String, String> descriptions = new ConcurrentHashMap<>();
    private volatile int issued;
    private volatile int valid;
    private volatile boolean pushTokenOnly;

    URI endpoint() {
        return server.uri();
    }

    void repository(String path, boolean hidden) {
        isPrivate.put(path, hidden);
    }

    String description(String path) {
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

    List<String> requests() {
        return server.calls().stream().map(ExchangeCall::toString).toList();
    }

    @Override
    public void close() {
        server.close();
    }

    private synchronized Response answer(Request request) throws IOException {
        Map<String, Object> body = request.body().length == 0 ? Map.of() : Json.read(request.body());
        if (request.path().equals("/v2/auth/token")) {
            return login(body);
        }
        if (!request.header("Authorization").equals("Bearer token-" + valid)) {
            return Response.json(401, Map.of("message", "unauthorized"));
        }
        String path =
                request.path().substring(REPOSITORIES.length(), request.path().length() - 1);
        if (!isPrivate.containsKey(path)) {
            return Response.json(404, Map.of("message", "object not found"));
        }
        if (request.method().equals("PATCH")) {
            if (pushTokenOnly) {
                return Response.json(403, Map.of("message", "insufficient scope"));
            }
            descriptions.put(path, Json.text(body, "description"));
        }
        return Response.json(200, Map.of("is_private", isPrivate.get(path), "description", description(path)));
    }

    private Response login(Map<String, Object> body) {
        if (!body.equals(Map.of("identifier", "us", "secret", "dckr_pat_example"))) {
            return Response.json(401, Map.of("detail", "Incorrect authentication credentials"));
        }
        issued++;
        valid = Math.max(valid, issued);
        return Response.json(200, Map.of("access_token", "token-" + issued));
    }
}
