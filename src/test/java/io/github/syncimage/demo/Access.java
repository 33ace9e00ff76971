package io.github.syncimage.demo;

import io.github.syncimage.registry.Credentials;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Who may do what: nobody is asked, or Basic credentials are, or tokens of the registry's own token service are. Private
 * repositories are read with credentials only.
 */
final class Access {
    /** How a registry wants to be asked. */
    enum Mode {
        OPEN,
        BASIC,
        TOKEN
    }

    // What Docker Hub gives.
    private static final int TOKEN_SECONDS = 300;

    private final String host;
    private final Predicate<String> exists;
    final Map<String, Set<String>> tokens = new ConcurrentHashMap<>();
    final Set<String> privates = ConcurrentHashMap.newKeySet();
    private volatile Mode mode = Mode.OPEN;
    private volatile Credentials credentials;
    private volatile boolean anonymousPull = true;
    volatile boolean bornPrivate;
    volatile boolean wholeTokens;
    volatile boolean deniesEnded;
    volatile List<String> namespaces = List.of();

    /** @param exists whether there is such a repository */
    Access(String host, Predicate<String> exists) {
        this.host = host;
        this.exists = exists;
    }

    void require(Mode newMode, Credentials newCredentials, boolean pullWithout) {
        mode = newMode;
        credentials = newCredentials;
        anonymousPull = pullWithout;
    }

    /** {@code GET /v2/}: 401 tells a client how to ask. */
    void checkBase(Request request) {
        boolean known =
                switch (mode) {
                    case OPEN -> true;
                    case BASIC -> isUser(request.header("Authorization"));
                    case TOKEN -> tokens.containsKey(bearer(request));
                };
        if (!known) {
            throw unauthorised("");
        }
    }

    void checkPull(Request request, String repository) {
        check(request, repository, "pull", "pull");
    }

    void checkPush(Request request, String repository) {
        check(request, repository, "push", "pull,push");
        if (!writable(repository)) {
            throw denied(repository);
        }
    }

    /** Whether the request may read that repository: asked of the one that a blob is mounted from. */
    boolean mayPull(Request request, String repository) {
        return allowed(request, repository, "pull");
    }

    /** {@code GET /token?service=…&scope=repository:NAME:ACTIONS}: grants what the asker may have of it. */
    Response token(Request request) {
        String authorization = request.header("Authorization");
        if (mode != Mode.TOKEN) {
            return Response.of(404);
        }
        if (!authorization.isEmpty() && !isUser(authorization)) {
            throw RegistryRefusal.of(401, "UNAUTHORIZED", "incorrect username or password");
        }
        Set<String> granted = ConcurrentHashMap.newKeySet();
        for (String scopes : scopes(request)) {
            for (String scope : scopes.split(" ")) {
                List<String> grants = grants(scope, !authorization.isEmpty());
                if (wholeTokens
                        && grants.size()
                                < scope.substring(scope.lastIndexOf(':')).split(",").length) {
                    throw RegistryRefusal.of(403, "DENIED", "requested access to the resource is denied");
                }
                granted.addAll(grants);
            }
        }
        String token = UUID.randomUUID().toString();
        tokens.put(token, granted);
        return Response.json(200, Map.of("token", token, "access_token", token, "expires_in", TOKEN_SECONDS));
    }

    private static List<String> scopes(Request request) {
        return Arrays.stream(request.rawQuery().split("&"))
                .filter(parameter -> parameter.startsWith("scope="))
                .map(parameter -> URLDecoder.decode(parameter.substring("scope=".length()), StandardCharsets.UTF_8))
                .toList();
    }

    private List<String> grants(String scope, boolean user) {
        int first = scope.indexOf(':');
        int last = scope.lastIndexOf(':');
        if (first < 0 || first == last || !scope.startsWith("repository:")) {
            return List.of();
        }
        String repository = scope.substring(first + 1, last);
        boolean absent = wholeTokens && !exists.test(repository) && !scope.contains("push");
        if (absent) {
            return List.of();
        }
        List<String> granted = new ArrayList<>();
        for (String action : scope.substring(last + 1).split(",")) {
            boolean pull = action.equals("pull") && (user || anonymousPull && !privates.contains(repository));
            if (pull || action.equals("push") && user && writable(repository)) {
                granted.add(repository + ":" + action);
            }
        }
        return granted;
    }

    private void check(Request request, String repository, String action, String scope) {
        if (!allowed(request, repository, action)) {
            if (deniesEnded && request.header("Authorization").startsWith("Basic ")) {
                throw RegistryRefusal.of(
                        403, "DENIED", "Your authorization token has expired. Reauthenticate and try again.");
            }
            // Somebody who is known and still may not gets no second challenge.
            boolean known = mode == Mode.TOKEN && tokens.containsKey(bearer(request)) && action.equals("push");
            throw known ? denied(repository) : unauthorised("repository:" + repository + ":" + scope);
        }
    }

    private boolean allowed(Request request, String repository, String action) {
        boolean open = action.equals("pull") ? anonymousPull && !privates.contains(repository) : mode == Mode.OPEN;
        return switch (mode) {
            case OPEN -> open;
            case BASIC -> request.header("Authorization").isEmpty() ? open : isUser(request.header("Authorization"));
            case TOKEN -> tokens.getOrDefault(bearer(request), Set.of()).contains(repository + ":" + action);
        };
    }

    private boolean writable(String repository) {
        return namespaces.isEmpty()
                || namespaces.stream().anyMatch(namespace -> repository.startsWith(namespace + "/"));
    }

    private boolean isUser(String authorization) {
        String expected = credentials.username() + ":" + credentials.password();
        return authorization.equals(
                "Basic " + Base64.getEncoder().encodeToString(expected.getBytes(StandardCharsets.UTF_8)));
    }

    private static String bearer(Request request) {
        String authorization = request.header("Authorization");
        return authorization.startsWith("Bearer ") ? authorization.substring("Bearer ".length()) : "";
    }

    private static RegistryRefusal denied(String repository) {
        return RegistryRefusal.of(403, "DENIED", "you may not push to " + repository);
    }

    private RegistryRefusal unauthorised(String scope) {
        String challenge = "Bearer realm=\"http://" + host + "/token\",service=\"" + host + "\""
                + (scope.isEmpty() ? "" : ",scope=\"" + scope + "\"");
        return RegistryRefusal.of(401, "UNAUTHORIZED", "authentication required")
                .with("WWW-Authenticate", mode == Mode.TOKEN ? challenge : "Basic realm=\"" + host + "\"");
    }
}
