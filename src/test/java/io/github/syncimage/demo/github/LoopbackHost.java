package io.github.syncimage.demo.github;

import io.github.syncimage.demo.http.ExchangeCall;
import io.github.syncimage.demo.http.LoopbackServer;
import io.github.syncimage.demo.http.Request;
import io.github.syncimage.demo.http.Response;
import java.io.IOException;
import java.net.URI;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A GitHub of several repositories at one address. Each begins to number its issues, and its comments, like the others. */
public final class LoopbackHost implements AutoCloseable {
    private final LoopbackServer server = new LoopbackServer("loopback-host", true, this::answer);
    private final Map<String, LoopbackGitHub> repositories = new LinkedHashMap<>();
    private final Map<String, Response> refusals = new ConcurrentHashMap<>();
    private final Map<String, String> renamed = new ConcurrentHashMap<>();
    private final Map<String, LoopbackGitHub> installations = new ConcurrentHashMap<>();
    private volatile int forgotten;

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

    public URI apiUrl() {
        return server.uri();
    }

    /** Those since {@link #forgetCalls}. */
    public List<ExchangeCall> calls() {
        List<ExchangeCall> all = server.calls();
        return all.subList(forgotten, all.size());
    }

    /** Those that are about that repository. */
    public List<ExchangeCall> calls(String name) {
        return calls().stream()
                .filter(call -> call.path().startsWith("/repos/" + name + "/"))
                .toList();
    }

    public void forgetCalls() {
        forgotten = server.calls().size();
    }

    private Response answer(Request request) throws IOException {
        List<String> path = request.segments();
        if (path.equals(List.of("user"))) {
            return repositories.values().iterator().next().answer(request);
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

    @Override
    public void close() {
        server.close();
        repositories.values().forEach(LoopbackGitHub::close);
    }
}
