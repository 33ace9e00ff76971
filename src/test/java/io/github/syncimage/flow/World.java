package io.github.syncimage.flow;

import static org.awaitility.Awaitility.await;

import io.github.syncimage.app.Beans;
import io.github.syncimage.demo.ExchangeCall;
import io.github.syncimage.demo.LoopbackGitHub;
import io.github.syncimage.demo.LoopbackRegistry;
import io.github.syncimage.github.model.IssueId;
import io.github.syncimage.github.model.RepositoryName;
import io.github.syncimage.settings.Home;
import io.github.syncimage.settings.Keys;
import io.github.syncimage.settings.Settings;
import io.github.syncimage.store.MirrorStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A GitHub, an upstream that serves docker.io, gcr.io, quay.io and ghcr.io, a target, and a folder like an operator's. */
public final class World implements AutoCloseable {
    /** Titles that ask for the image that upstreams here have, and for one that they do not. */
    public static final String HELLO = "[PORTER]gcr.io/google-samples/hello-app:1.0";

    public static final String ABSENT = "[PORTER]gcr.io/google-samples/hello-app:9.9";

    public static final String OWNER = "acme";
    public static final String REPO = "mirror";
    public static final String TOKEN = "ghp_loopback";

    public final LoopbackGitHub github = new LoopbackGitHub(OWNER, REPO, TOKEN, "/api/v3");
    public final LoopbackRegistry upstream = new LoopbackRegistry();
    public final LoopbackRegistry target = new LoopbackRegistry();
    public final Home home;
    private final Map<String, String> options = new LinkedHashMap<>();
    private final Map<String, String> environment = new LinkedHashMap<>();

    /** @param folder an empty one, gets copies of {@code routes/} and {@code configs/} */
    public World(Path folder) throws IOException {
        home = new Home(folder);
        copy(Path.of("routes"), folder.resolve("routes"));
        copy(Path.of("configs"), folder.resolve("configs"));
        options.put("github.token", TOKEN);
        options.put("github.user", OWNER);
        options.put("github.repo", REPO);
        options.put("github.api_url", github.apiUrl().toString());
        options.put("github.poll_interval", "200ms");
        options.put("registries.generic.registry", target.host());
        options.put("registries.generic.namespace", "mirrored");
        options.put("app.data_dir", folder.resolve("data").toString());
        options.put("app.http_port", "0");
        options.put("page.port", "0");
        options.put("report.language", "en");
        for (String host : List.of("docker.io", "gcr.io", "quay.io", "ghcr.io")) {
            options.put("registries.hosts." + host + ".endpoint", upstream.uri().toString());
        }
    }

    public World with(String key, String value) {
        options.put(key, value);
        return this;
    }

    /** Watch lists are gone through, and told of, as often as issues are looked at. */
    public World withQuickWatches() throws IOException {
        Files.writeString(home.camelProperties(), """
                watch.timer = timer:watch?delay=200&period=200
                tell-watches.timer = timer:tell-watches?delay=200&period=200
                """);
        return this;
    }

    /** No comment is edited to show how far a copy is, however long it takes. */
    public World withoutProgress() throws IOException {
        Path route = route("report-progress");
        String text = Files.readString(route);
        String never = text.replace("delay: 2000,", "delay: 86400000,");
        if (never.equals(text)) {
            throw new IllegalStateException("it has another delay now: " + text);
        }
        Files.writeString(route, never);
        return this;
    }

    /** The file of that route, wherever below {@code routes/}; a new one lies there itself. */
    public Path route(String name) {
        String file = name + ".camel.yaml";
        return Stream.of("line", "people", "watch", "github")
                .map(below -> home.routes().resolve(below).resolve(file))
                .filter(Files::exists)
                .findFirst()
                .orElse(home.routes().resolve(file));
    }

    /** Leads that host of the upstream's elsewhere. */
    public World through(String host, URI endpoint) {
        return with("registries.hosts." + host + ".endpoint", endpoint.toString());
    }

    public World environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** The configuration, by its keys. */
    public Map<String, String> options() {
        return options;
    }

    Settings settings() {
        return Settings.load(home, List.of(), options, Map.of(), true);
    }

    public Beans beans() {
        Settings settings = settings();
        MirrorStore store = settings.shared()
                ? Beans.memory(settings)
                : MirrorStore.open(settings.get(Keys.DATA_DIR), settings.get(Keys.DATABASE_URL));
        return new Beans(settings, home, environment, store);
    }

    /** The daemon, running. */
    public Flow daemon() {
        Flow flow = beans().daemon();
        flow.start();
        return flow;
    }

    /** Somebody asks for an image by this title; returns the issue's number. */
    public int open(String title) {
        return github.open(title, "", "alice", "porter");
    }

    public void runUntilClosed(int... issues) {
        try (Flow flow = daemon()) {
            awaitClosed(issues);
        }
    }

    public void awaitClosed(int... issues) {
        for (int issue : issues) {
            await().until(() -> !github.issue(issue).open());
        }
    }

    /** Returns when the open issues were asked for so many times more. */
    public void awaitPolls(int times) {
        long before = polls();
        await().until(() -> polls() >= before + times);
    }

    private long polls() {
        return calls().stream().filter("GET /issues"::equals).count();
    }

    /** Everything that was asked of GitHub and its answers' effects, a line each: {@code PATCH /issues/1}. */
    public List<String> calls() {
        return github.calls().stream().map(World::line).toList();
    }

    /** One of these lines. */
    public static String line(ExchangeCall call) {
        return call.method() + " "
                + call.path()
                        .replace("/api/v3/repos/" + OWNER + "/" + REPO, "")
                        .replaceAll("/comments/[0-9]+", "/comments/ID");
    }

    /** An issue of the only repository. */
    public static IssueId id(long number) {
        return new IssueId(new RepositoryName(OWNER, REPO, true), number);
    }

    /** Lets a second pass: GitHub's times are in whole ones. */
    public static void tick() {
        long second = System.currentTimeMillis() / 1000;
        await().until(() -> System.currentTimeMillis() / 1000 > second);
    }

    /** The calls that change something. */
    public List<String> writes() {
        return calls().stream().filter(call -> !call.startsWith("GET ")).toList();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        }
    }

    @Override
    public void close() {
        github.close();
        upstream.close();
        target.close();
    }
}
