package io.github.syncimage.postprocess.swr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.syncimage.demo.LoopbackRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/**
 * A stand-in for SWR's management API behind its gateway: refuses every request whose signature is not right, and answers
 * the calls that this program makes as the vendor's reference describes them, errors in both of its shapes. It also is the
 * IAM that tells the project.
 */
public final class LoopbackSwrApi implements AutoCloseable {
    public static final String ACCESS_KEY = "AKEXAMPLE0123456789";
    public static final String SECRET_KEY = "SkExample-not-a-real-key-0123456789abcdef";
    public static final String PROJECT_ID = "0123456789abcdef0123456789abcdef";

    /** An answer that is given instead of the right one. */
    record Canned(int status, String body, Map<String, String> headers) {}

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NAMESPACES = "/v2/manage/namespaces";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final LoopbackRegistry registry;
    private final Map<String, Boolean> repositories = new ConcurrentHashMap<>();
    private final Set<String> ours = ConcurrentHashMap.newKeySet();
    private final Set<String> foreign = ConcurrentHashMap.newKeySet();
    private final Queue<Canned> next = new ConcurrentLinkedQueue<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> projects = new CopyOnWriteArrayList<>();
    private volatile String forbidden;
    private volatile Duration delay = Duration.ZERO;

    /** Stands alone. */
    public LoopbackSwrApi() throws IOException {
        this(null);
    }

    /** Manages what is pushed to that registry. */
    public LoopbackSwrApi(LoopbackRegistry registry) throws IOException {
        this.registry = registry;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** An account of these keys at this stand-in. */
    Swr.Account account() {
        return new Swr.Account(ACCESS_KEY, SECRET_KEY, "cn-southwest-2", endpoint(), PROJECT_ID, null);
    }

    /** A repository that was pushed: {@code organization/path}. */
    public void pushed(String repository) {
        ours.add(repository.substring(0, repository.indexOf('/')));
        repositories.putIfAbsent(repository, false);
    }

    public void organization(String name) {
        ours.add(name);
        if (registry != null) {
            registry.onlyNamespaces(ours.toArray(String[]::new));
        }
    }

    public void foreignOrganization(String name) {
        foreign.add(name);
    }

    public boolean isPublic(String repository) {
        return repositories.getOrDefault(repository, false);
    }

    /** From now on nobody may change a repository: answers 403 with this code. */
    public void forbidUpdates(String code) {
        forbidden = code;
    }

    /** From now on answers come that late. */
    void answerAfter(Duration time) {
        delay = time;
    }

    void answerNext(int status, String body, Map<String, String> headers) {
        next.add(new Canned(status, body, headers));
    }

    /** Method and path of every request, refused ones too. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** The projects named by the requests. */
    List<String> projects() {
        return List.copyOf(projects);
    }

    @Override
    public void close() {
        server.stop(0);
        // Who still holds an answer back.
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getPath();
            requests.add(exchange.getRequestMethod() + " " + path);
            projects.add(String.valueOf(exchange.getRequestHeaders().getFirst("X-Project-Id")));
            String fault = SdkSignature.fault(exchange, body, ACCESS_KEY, SECRET_KEY);
            LockSupport.parkNanos(delay.toNanos());
            Canned canned = next.poll();
            if (canned != null) {
                canned.headers().forEach(exchange.getResponseHeaders()::set);
                send(exchange, canned.status(), canned.body());
            } else if (!fault.isEmpty()) {
                send(exchange, 401, gatewayError(fault));
            } else if (path.equals("/v3/projects")) {
                send(exchange, 200, "{\"projects\":[{\"id\":\"" + PROJECT_ID + "\",\"name\":\"cn-southwest-2\"}]}");
            } else if (path.equals(NAMESPACES)) {
                createNamespace(exchange, JSON.readTree(body));
            } else {
                manage(exchange, path.substring(NAMESPACES.length() + 1).split("/"), body);
            }
        }
    }

    private void manage(HttpExchange exchange, String[] parts, byte[] body) throws IOException {
        if (parts.length == 1) {
            showNamespace(exchange, parts[0]);
            return;
        }
        String repository = parts[0] + "/" + parts[2].replace('$', '/');
        if (registry != null && registry.repositories().contains(repository)) {
            pushed(repository);
        }
        if (!repositories.containsKey(repository)) {
            send(exchange, 404, swrError("SVCSTG.SWR.4040010", "The image does not exist."));
        } else if (exchange.getRequestMethod().equals("GET")) {
            send(exchange, 200, "{\"name\":\"" + parts[2] + "\",\"is_public\":" + isPublic(repository) + "}");
        } else if (forbidden != null) {
            send(exchange, 403, swrError(forbidden, "You do not have permission to update the repository."));
        } else {
            boolean isPublic = JSON.readTree(body).path("is_public").asBoolean();
            repositories.put(repository, isPublic);
            if (registry != null && isPublic) {
                registry.publish(repository);
            }
            send(exchange, 201, "{}");
        }
    }

    private void showNamespace(HttpExchange exchange, String name) throws IOException {
        if (ours.contains(name)) {
            send(exchange, 200, "{\"id\":1,\"name\":\"" + name + "\",\"creator_name\":\"us\",\"auth\":7}");
        } else {
            send(exchange, 404, swrError("SVCSTG.SWR.4040101", "The organization does not exist."));
        }
    }

    private void createNamespace(HttpExchange exchange, JsonNode body) throws IOException {
        String name = body.path("namespace").asText();
        if (foreign.contains(name) || ours.contains(name)) {
            send(exchange, 409, swrError("SVCSTG.SWR.4090102", "The organization already exists."));
        } else {
            organization(name);
            send(exchange, 201, "{}");
        }
    }

    private static String swrError(String code, String message) {
        return "{\"errors\":[{\"errorCode\":\"%s\",\"errorMessage\":\"%s\",\"detail\":\"\"}]}".formatted(code, message);
    }

    private static String gatewayError(String fault) {
        int space = fault.indexOf(' ');
        return "{\"error_msg\":\"%s\",\"error_code\":\"%s\",\"request_id\":\"1\"}"
                .formatted(fault.substring(space + 1), fault.substring(0, space));
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
