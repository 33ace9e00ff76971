package io.github.syncimage.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.app.Beans;
import io.github.syncimage.demo.Comment;
import io.github.syncimage.demo.ExchangeCall;
import io.github.syncimage.demo.LoopbackGitHub;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.demo.LoopbackRegistry;
import io.github.syncimage.demo.SampleImage;
import io.github.syncimage.flow.answer.OutcomeCounters;
import io.github.syncimage.github.Served;
import io.github.syncimage.github.model.IssueId;
import io.github.syncimage.github.model.RepositoryName;
import io.github.syncimage.settings.Home;
import io.github.syncimage.settings.Hosts;
import io.github.syncimage.settings.Keys;
import io.github.syncimage.settings.Settings;
import io.github.syncimage.store.MirrorStore;
import io.github.syncimage.testing.FreePort;
import io.github.syncimage.testing.Front;
import io.github.syncimage.testing.Gate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A GitHub, an upstream that serves docker.io, gcr.io, quay.io and ghcr.io, a target, and a folder like an operator's, for
 * a test that starts daemons in it:
 *
 * <pre>{@code
 * @RegisterExtension
 * private final World world = new World().with("limits.images_per_issue", "3");
 * }</pre>
 *
 * <p>It ends with its test, and all that was put {@linkplain #closing into} it before.
 */
public final class World implements AfterEachCallback, AutoCloseable {
    /** Titles that ask for the image that upstreams here have, and for one that they do not. */
    public static final String HELLO = "[PORTER]gcr.io/google-samples/hello-app:1.0";

    public static final String ABSENT = "[PORTER]gcr.io/google-samples/hello-app:9.9";

    /** What {@link #HELLO} asks for. */
    public static final SampleImage IMAGE = LoopbackImages.index("hello", "linux/amd64", "linux/arm64");

    public static final String OWNER = "acme";
    public static final String REPO = "mirror";
    public static final String TOKEN = "ghp_loopback";

    public final LoopbackGitHub github = new LoopbackGitHub(OWNER, REPO, TOKEN, "/api/v3");
    public final LoopbackRegistry upstream = new LoopbackRegistry();
    public final LoopbackRegistry target = new LoopbackRegistry();
    public final Path folder;
    public final Home home;
    private final Map<String, String> options = new LinkedHashMap<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final Deque<AutoCloseable> parts = new ArrayDeque<>(List.of(target, upstream, github));
    private volatile Duration ahead = Duration.ZERO;
    private final InstantSource clock = () -> Instant.now().plus(ahead);

    public World() {
        this(emptyFolder());
    }

    /** @param folder an empty one, gets copies of {@code routes/} and {@code configs/} */
    public World(Path folder) {
        this.folder = folder;
        try {
            copy(Path.of("routes"), folder.resolve("routes"));
            copy(Path.of("configs"), folder.resolve("configs"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        home = new Home(folder);
        // A second first, and then two and four: what is to be sent again would be waited for in half of all tests.
        edit(home.routes().resolve("errors.camel.yaml"), "{{github.retry_delay}}", "100");
        upstream.add("google-samples/hello-app", "1.0", IMAGE);
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

    /** Listens at a port that is free now, which {@code key} says, and returns it. */
    public int port(String key) {
        int port = FreePort.find();
        with(key, String.valueOf(port));
        return port;
    }

    /** Watch lists are gone through, and told of, as often as issues are looked at. */
    public World withQuickWatches() {
        write(home.camelProperties(), """
                watch.timer = timer:watch?delay=200&period=200
                tell-watches.timer = timer:tell-watches?delay=200&period=200
                """);
        return this;
    }

    /** No comment is edited to show how far a copy is, however long it takes. */
    public World withoutProgress() {
        edit(route("report-progress"), "delay: 2000,", "delay: 86400000,");
        return this;
    }

    /** Closes it with the world, before what was there already. */
    public <T extends AutoCloseable> T closing(T part) {
        parts.push(part);
        return part;
    }

    /** Puts something in the place of what stands in a file, which has to be there; returns the file as it was. */
    public String edit(Path file, String from, String to) {
        String text = read(file);
        if (!text.contains(from)) {
            throw new IllegalStateException("it says something else now: " + text);
        }
        write(file, text.replace(from, to));
        return text;
    }

    public static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whoever reads the file meanwhile reads the whole of it, as it was or as it is. */
    public void write(Path file, String text) {
        try {
            Path whole = Files.writeString(folder.resolve("whole"), text);
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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

    /** Leads that host of the upstream's through a gate, which keeps what goes there until it is opened. */
    public Gate gate(String host, Predicate<Front.Request> which) {
        Gate gate = closing(Gate.closed(upstream.uri(), which));
        through(host, gate.uri());
        return gate;
    }

    /** Keeps blobs of gcr.io: copies are in the middle until the gate is opened. */
    public Gate gateBlobs() {
        return gate("gcr.io", call -> call.line().contains("/blobs/"));
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
        return new Beans(
                settings,
                new Hosts(settings, environment, () -> settings),
                home,
                environment,
                store,
                clock.withZone(ZoneOffset.UTC));
    }

    /** The daemon, running. */
    public Flow daemon() {
        Flow flow = beans().daemon();
        flow.start();
        return flow;
    }

    /** Stops a daemon whose copies a gate keeps: what breaks off is known for its end, and not put off. */
    public void stop(Flow flow, Gate gate) {
        flow.parts().runs().close();
        flow.parts().limits().stop();
        gate.open();
        flow.close();
    }

    /** Lets time pass for daemons, without waiting for it. */
    public void later(Duration duration) {
        ahead = ahead.plus(duration);
    }

    /** Somebody asks for an image by this title; returns the issue's number. */
    public int open(String title) {
        return open("alice", title);
    }

    public int open(String user, String title) {
        return github.open(title, "", user, "porter");
    }

    /** Opens an issue, has a daemon serve it, and returns the one comment that it has then. */
    public String answer(String title) {
        int issue = open(title);
        runUntilClosed(issue);
        return comment(issue);
    }

    /** The only comment of an issue. */
    public String comment(int issue) {
        List<Comment> comments = github.comments(issue);
        assertThat(comments).hasSize(1);
        return comments.get(0).body();
    }

    /** The comment that was written last, empty where there is none. */
    public String lastComment(int issue) {
        List<Comment> comments = github.comments(issue);
        return comments.isEmpty() ? "" : comments.get(comments.size() - 1).body();
    }

    public List<String> labels(int issue) {
        return github.issue(issue).labels();
    }

    public boolean closed(int issue) {
        return !github.issue(issue).open();
    }

    /** Serves what is open, as {@code once} does, and returns what came of it. */
    public OutcomeCounters runOnce() {
        try (Flow flow = beans().once()) {
            flow.start();
            flow.awaitDone();
            return flow.parts().counters();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public void runUntilClosed(int... issues) {
        try (Flow flow = daemon()) {
            awaitClosed(issues);
        }
    }

    /** Starts a daemon, and waits until the issue is closed with so many comments. */
    public void runUntilComments(int issue, int comments) {
        try (Flow flow = daemon()) {
            awaitComments(issue, comments);
        }
    }

    /** Returns when the issue is closed with so many comments. */
    public void awaitComments(int issue, int comments) {
        await().until(() -> github.comments(issue).size() == comments && closed(issue));
    }

    public void awaitClosed(int... issues) {
        for (int issue : issues) {
            await().until(() -> closed(issue));
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

    /** A comment as we write it in that state, for an issue with this title and no text. */
    public static String marker(int issue, String title, String state) {
        String print = Served.issue("{\"title\":\"" + title + "\"}").fingerprint();
        return "<!-- sync-image " + issue + ":" + print + ":" + state + " -->\ntext";
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

    private static Path emptyFolder() {
        try {
            return Files.createTempDirectory("world");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
    public void afterEach(ExtensionContext context) throws IOException {
        close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
