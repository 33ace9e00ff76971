package io.github.syncimage.postprocess.swr;

import io.github.syncimage.demo.LoopbackRegistry;
import io.github.syncimage.demo.LoopbackServer;
import io.github.syncimage.demo.Request;
import io.github.syncimage.demo.Response;
import io.github.syncimage.text.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * A stand-in for SWR's management API behind its gateway: refuses every request whose signature is not right, and answers
 * the calls that this program makes as the vendor's reference describes them, errors in both of its shapes. It also is the
 * IAM that tells the project.
 */
final class LoopbackSwrApi implements AutoCloseable {
    static final String ACCESS_KEY = "AKEXAMPLE0123456789";
    static final String SECRET_KEY = "SkExample-not-a-real-key-0123456789abcdef";
    static final String PROJECT_ID = "0123456789abcdef0123456789abcdef";

    private static final String NAMESPACES = "/v2/manage/namespaces";

    private final LoopbackServer server = new LoopbackServer("swr", true, this::answer);
    private final LoopbackRegistry registry;
    private final Map<String, Boolean> repositories = new ConcurrentHashMap<>();
    private final Set<String> ours = ConcurrentHashMap.newKeySet();
    private final Set<String> foreign = ConcurrentHashMap.newKeySet();
    private final Queue<Response> next = new ConcurrentLinkedQueue<>();
    private volatile String forbidden;
    private volatile Duration delay = Duration.ZERO;

    /** @param registry whose images it manages, or null */
    LoopbackSwrApi(LoopbackRegistry registry) {
        this.registry = registry;
    }

    URI endpoint() {
        return server.uri();
    }

    /** An account of these keys at this stand-in. */
    Swr.Account account() {
        return new Swr.Account(ACCESS_KEY, SECRET_KEY, "cn-southwest-2", endpoint(), PROJECT_ID, null);
    }

    /** A repository that was pushed: {@code organization/path}. */
    void pushed(String repository) {
        ours.add(repository.substring(0, repository.indexOf('/')));
        repositories.putIfAbsent(repository, false);
    }

    void organization(String name) {
        ours.add(name);
        if (registry != null) {
            registry.onlyNamespaces(ours.toArray(String[]::new));
        }
    }

    void foreignOrganization(String name) {
        foreign.add(name);
    }

    boolean isPublic(String repository) {
        return repositories.getOrDefault(repository, false);
    }

    /** From now on nobody may change a repository: answers 403 with this code. */
    void forbidUpdates(String code) {
        forbidden = code;
    }

    /** From now on answers come that late. */
    void answerAfter(Duration time) {
        delay = time;
    }

    /** An answer that is given instead of the right one. */
    void answerNext(int status, String body, Map<String, String> headers) {
        next.add(new Response(status, headers, new byte[0], 0)
                .content("application/json", body.getBytes(StandardCharsets.UTF_8)));
    }

    /** Method and path of every request, refused ones too. */
    List<String> requests() {
        return server.calls().stream()
                .map(call -> call.method() + " " + call.path())
                .toList();
    }

    /** The projects named by the requests. */
    List<String> projects() {
        return server.calls().stream()
                .map(call -> String.valueOf(call.headers().get("x-project-id")))
                .toList();
    }

    @Override
    public void close() {
        server.close();
    }

    private Response answer(Request request) throws IOException {
        String path = request.path();
        String fault = SdkSignature.fault(request, ACCESS_KEY, SECRET_KEY);
        LockSupport.parkNanos(delay.toNanos());
        Response canned = next.poll();
        if (canned != null) {
            return canned;
        }
        if (!fault.isEmpty()) {
            return Response.json(
                    401,
                    Map.of(
                            "error_code",
                            "APIGW.0301",
                            "error_msg",
                            "Incorrect IAM authentication information: " + fault));
        }
        if (path.equals("/v3/projects")) {
            return Response.json(200, Map.of("projects", List.of(Map.of("id", PROJECT_ID, "name", "cn-southwest-2"))));
        }
        return path.equals(NAMESPACES)
                ? createNamespace(Json.text(Json.read(request.body()), "namespace"))
                : manage(request, path.substring(NAMESPACES.length() + 1).split("/"));
    }

    private Response manage(Request request, String[] parts) throws IOException {
        if (parts.length == 1) {
            return ours.contains(parts[0])
                    ? Response.json(200, Map.of("id", 1, "name", parts[0], "creator_name", "us", "auth", 7))
                    : refusal(404, "SVCSTG.SWR.4040101", "The organization does not exist.");
        }
        String repository = parts[0] + "/" + parts[2].replace('$', '/');
        if (registry != null && registry.repositories().contains(repository)) {
            pushed(repository);
        }
        if (!repositories.containsKey(repository)) {
            return refusal(404, "SVCSTG.SWR.4040010", "The image does not exist.");
        }
        if (request.method().equals("GET")) {
            return Response.json(200, Map.of("name", parts[2], "is_public", isPublic(repository)));
        }
        if (forbidden != null) {
            return refusal(403, forbidden, "You do not have permission to update the repository.");
        }
        boolean isPublic = Json.flag(Json.read(request.body()), "is_public", false);
        repositories.put(repository, isPublic);
        if (registry != null && isPublic) {
            registry.publish(repository);
        }
        return Response.json(201, Map.of());
    }

    private Response createNamespace(String name) {
        if (foreign.contains(name) || ours.contains(name)) {
            return refusal(409, "SVCSTG.SWR.4090102", "The organization already exists.");
        }
        organization(name);
        return Response.json(201, Map.of());
    }

    private static Response refusal(int status, String code, String message) {
        return Response.json(
                status, Map.of("errors", List.of(Map.of("errorCode", code, "errorMessage", message, "detail", ""))));
    }
}
