package io.github.syncimage.demo;

import io.github.syncimage.text.Json;
import java.io.IOException;
import java.net.URI;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A GitHub of several repositories at one address. Each begins to number its issues, and its comments, like the others. */
public final class LoopbackHost implements AutoCloseable {
    private final LoopbackServer server = new LoopbackServer("loopback-host", true, this::answer);
    private final Map<String, LoopbackGitHub> repositories = new LinkedHashMap<>();
    private final Map<String, Response> refusals = new ConcurrentHashMap<>();
    private final Map<String, String> renamed = new ConcurrentHashMap<>();
    private final Map<String, LoopbackGitHub> installations = new ConcurrentHashMap<>();
    private final List<LoopbackApp> apps = new CopyOnWriteArrayList<>();
    private volatile int page = 100;

    /** @param names {@code owner/name} */
    public LoopbackHost(String token, String... names) {
        for (String name : names) {
            String[] parts = name.split("/");
            repositories.put(name, new LoopbackGitHub(parts[0], parts[1], token, ""));
        }
    }

    public LoopbackGitHub repository(String name) {
        return repositories.get(name);
    }

    /**
     * From now on these are spoken to by an App that one owner has installed for them.
     *
     * @param installation its number
     */
    public LoopbackApp install(RSAPublicKey key, long installation, String... names) {
        LoopbackApp app = new LoopbackApp(key, Clock.systemUTC(), installation, names);
        List.of(names).forEach(name -> repository(name).through(app));
        installations.put(String.valueOf(installation), repository(names[0]));
        apps.add(app);
        return app;
    }

    /** Everything asked of that repository is refused so, from now on. */
    public void refuse(String name, int status, String message) {
        refusals.put(name, Refusal.of(status, message).response());
    }

    /** The repository is as it was. */
    public void behave(String name) {
        refusals.remove(name);
    }

    /** What is asked for by the old name is led to the new one, as for a repository that was renamed. */
    public void rename(String old, String name) {
        renamed.put(old, name);
    }

    /** Lists of installations and of their repositories have so many in a page, whatever is asked for. */
    public void listAtMost(int most) {
        page = most;
    }

    public URI apiUrl() {
        return server.uri();
    }

    /** Those since {@link #forgetCalls}. */
    public List<ExchangeCall> calls() {
        return server.calls();
    }

    /** Those that are about that repository. */
    public List<ExchangeCall> calls(String name) {
        return calls().stream()
                .filter(call -> call.path().startsWith("/repos/" + name + "/"))
                .toList();
    }

    public void forgetCalls() {
        server.forgetCalls();
    }

    private Response answer(Request request) throws IOException {
        List<String> path = request.segments();
        if (path.equals(List.of("user"))) {
            return repositories.values().iterator().next().answer(request);
        }
        if (path.equals(List.of("app", "installations")) || path.get(0).equals("installation")) {
            return listed(request, path);
        }
        if (path.get(0).equals("app")) {
            String installation = path.size() > 2
                    ? path.get(2)
                    : installations.keySet().iterator().next();
            return installations.get(installation).answer(request);
        }
        String name = path.size() > 2 ? path.get(1) + "/" + path.get(2) : "";
        if (renamed.containsKey(name)) {
            boolean reads = request.method().equals("GET");
            String query = request.rawQuery().isEmpty() ? "" : "?" + request.rawQuery();
            return Refusal.of(reads ? 301 : 307, "Moved Permanently")
                    .response()
                    .with("Location", server.uri() + request.path().replace(name, renamed.get(name)) + query);
        }
        if (refusals.containsKey(name)) {
            return refusals.get(name);
        }
        LoopbackGitHub repository = repositories.get(name);
        return repository == null ? Refusal.notFound().response() : repository.answer(request);
    }

    private Response listed(Request request, List<String> path) throws IOException {
        if (refusals.containsKey(String.join("/", path))) {
            return refusals.get(String.join("/", path));
        }
        String shown = request.header("Authorization").replaceFirst("(?i)bearer ", "");
        try {
            if (path.get(0).equals("app")) {
                apps.get(0).check(shown);
                return paged(
                        request,
                        null,
                        apps.stream()
                                .map(LoopbackApp::listed)
                                .filter(Objects::nonNull)
                                .toList());
            }
            LoopbackApp app = apps.stream()
                    .filter(given -> given.gave(shown))
                    .findFirst()
                    .orElseThrow(() -> Refusal.of(401, "Bad credentials"));
            return paged(request, "repositories", app.granted());
        } catch (Refusal refusal) {
            return refusal.response();
        }
    }

    /** @param member in which the list stands, beside how many there are; null where the answer is the list */
    private Response paged(Request request, String member, List<Map<String, Object>> all) {
        int number = Integer.parseInt(request.query("page", "1"));
        int from = Math.min(all.size(), (number - 1) * page);
        List<Map<String, Object>> here = all.subList(from, Math.min(all.size(), from + page));
        Response response =
                Response.json(200, member == null ? here : Json.withNulls("total_count", all.size(), member, here));
        return from + page >= all.size()
                ? response
                : response.with(
                        "Link", "<" + server.uri() + request.path() + "?page=" + (number + 1) + ">; rel=\"next\"");
    }

    @Override
    public void close() {
        server.close();
        repositories.values().forEach(LoopbackGitHub::close);
    }
}
