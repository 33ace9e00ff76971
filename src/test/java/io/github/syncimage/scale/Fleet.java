package io.github.syncimage.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.acceptance.Program;
import io.github.syncimage.cli.CommandLineRun;
import io.github.syncimage.demo.ExchangeCall;
import io.github.syncimage.demo.Flavour;
import io.github.syncimage.demo.LoopbackGitHub;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.demo.LoopbackRegistry;
import io.github.syncimage.store.PostgresServer;
import io.github.syncimage.testing.FreePort;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What several daemons share: a GitHub, an upstream, a target and a real PostgreSQL. Each daemon is a process of its own,
 * with a folder of its own, as on machines of their own.
 */
final class Fleet implements AutoCloseable {
    /** A daemon that has given no sign for so long is taken for dead, and its work was looked for. */
    static final int PAST_DEAD_SECONDS = 14;

    private static final String TOKEN = "ghp_loopback";
    private static final Pattern STATEMENT = Pattern.compile("LOG:  (?:execute|statement)[^:\\n]*: (.*)");
    /** What {@link #sql} says itself, and each new connection. */
    private static final Pattern OWN = Pattern.compile("pg_read_file|^SET ");

    private static final String LOG = "current_setting('data_directory') || '/../log'";
    /** Many fit on a small machine. */
    private static final List<String> JAVA = List.of("-Xmx128m");

    final LoopbackGitHub github = new LoopbackGitHub("acme", "mirror", TOKEN, "/api/v3");
    final LoopbackRegistry upstream = new LoopbackRegistry();
    final LoopbackRegistry target = new LoopbackRegistry();
    final PostgresServer postgres = new PostgresServer();
    private final Path folder;
    private String host = "127.0.0.1";
    private String database = postgres.url();
    private String logBegins;
    private final List<Daemon> started = new ArrayList<>();

    /** @param folder an empty one, for theirs */
    Fleet(Path folder) throws IOException {
        this.folder = folder;
    }

    /** Puts {@code acme/app0:1} and so on upstream, each with a layer of 256 KiB of its own. */
    void offer(int images) throws IOException {
        for (int i = 0; i < images; i++) {
            upstream.add(
                    "acme/app" + i,
                    "1",
                    LoopbackImages.image(Flavour.OCI, "linux/amd64", List.of(LoopbackImages.random(i, 256 << 10))));
        }
    }

    /**
     * Starts another.
     *
     * @param node its name
     * @param set what it has otherwise than the others, {@code key=value}
     */
    Daemon start(String node, String... set) throws IOException {
        return startBy(List.of(), "127.0.0.1", node, set);
    }

    /**
     * The same by another command.
     *
     * @param host at which its port is reached
     */
    Daemon startBy(List<String> before, String host, String node, String... set) throws IOException {
        return start(null, before, host, node, set);
    }

    /** The same of another release. */
    Daemon startJar(Path jar, String node, String... set) throws IOException {
        return start(jar, List.of(), "127.0.0.1", node, set);
    }

    /** @param jar null for the one that was built here */
    private Daemon start(Path jar, List<String> before, String host, String node, String... set) throws IOException {
        Map<String, String> settings = settings();
        int port = FreePort.find();
        settings.put("app.node", node);
        settings.put("app.http_port", String.valueOf(port));
        if (!host.equals("127.0.0.1")) {
            // It is asked from outside of its network.
            settings.put("app.http_host", host);
        }
        for (String setting : set) {
            settings.put(setting.substring(0, setting.indexOf('=')), setting.substring(setting.indexOf('=') + 1));
        }
        // A daemon of that name may have been there before, and is on another machine then.
        Path own = Files.createDirectory(folder.resolve(node + "-" + started.size()));
        String[] words = words("run", settings);
        Program program = jar == null
                ? Program.startBy(before, own, JAVA, Map.of(), words)
                : Program.startJar(jar, own, JAVA, words);
        Daemon daemon = new Daemon(node, program, "http://" + host + ":" + port);
        started.add(daemon);
        return daemon;
    }

    /** SIGTERM to all that run. */
    void terminateAll() throws InterruptedException {
        for (Daemon daemon : started) {
            daemon.terminate();
        }
        started.clear();
    }

    /** From now on daemons are told that GitHub, registries and PostgreSQL are at that address of this machine. */
    void reachedAt(String address) {
        host = address;
    }

    /** From now on all that has to do with the database goes there, and no more to {@link #postgres}. */
    void shares(String url) {
        database = url;
    }

    /** A setting by which it reaches gcr.io there. */
    static String through(URI upstream) {
        return "registries.hosts.gcr.io.endpoint=" + upstream;
    }

    /** What {@code status} prints for who has their configuration. */
    String status(int exitCode, String... options) {
        String[] words = Stream.concat(Stream.of(words("status", settings())), Stream.of(options))
                .toArray(String[]::new);
        CommandLineRun run = CommandLineRun.of(Path.of("").toAbsolutePath(), Map.of(), words);
        assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
        return run.out();
    }

    private static String[] words(String command, Map<String, String> settings) {
        List<String> words = new ArrayList<>(List.of(command));
        settings.forEach((key, value) -> words.addAll(List.of("--set", key + "=" + value)));
        return words.toArray(String[]::new);
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("github.token", TOKEN);
        settings.put("github.user", "acme");
        settings.put("github.repo", "mirror");
        settings.put("github.api_url", github.apiUrl().toString());
        settings.put("github.poll_interval", "1s");
        // The stand-in has no limit of its own.
        settings.put("github.comments_per_hour", "0");
        settings.put("github.writes_per_minute", "0");
        settings.put("registries.generic.registry", target.host());
        settings.put("registries.generic.namespace", "mirrored");
        settings.put("registries.hosts.gcr.io.endpoint", upstream.uri().toString());
        settings.put("platforms", "linux/amd64");
        settings.put("report.language", "en");
        settings.put("page.port", "0");
        settings.put("app.database_url", database);
        settings.replaceAll((key, value) -> value.replace("127.0.0.1", host));
        settings.put("registries.hosts." + settings.get("registries.generic.registry") + ".plain_http", "true");
        return settings;
    }

    /** Somebody asks for an image of gcr.io; returns the issue's number. */
    int request(String image) {
        return github.open("[PORTER]gcr.io/" + image, "", "alice", "porter");
    }

    void awaitClosed(int... issues) {
        for (int issue : issues) {
            await("issue " + issue).until(() -> !github.issue(issue).open());
        }
    }

    /** The same of many, without a pause after each. */
    void awaitClosed(Duration atMost, int... issues) {
        Deque<Integer> open = IntStream.of(issues).boxed().collect(Collectors.toCollection(ArrayDeque::new));
        await("all are closed")
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50))
                .atMost(atMost)
                .until(() -> {
                    while (!open.isEmpty() && !github.issue(open.peek()).open()) {
                        open.poll();
                    }
                    return open.isEmpty();
                });
    }

    /** Each has one comment that says success, was closed once, and no answer was written twice. */
    void assertServedOnce(int... issues) {
        assertThat(IntStream.of(issues).boxed()).allSatisfy(issue -> {
            assertThat(github.issue(issue).labels()).contains("success").doesNotContain("failed");
            assertThat(github.comments(issue)).hasSize(1);
            assertThat(closings(issue)).as("closings of " + issue).isEqualTo(1);
            assertThat(results(issue)).as("results of " + issue).isEqualTo(1);
        });
    }

    /** The one that was started last by this name. */
    Daemon named(String node) {
        return started.stream()
                .filter(daemon -> daemon.node.equals(node))
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }

    private static final String OWNER = "value::json->>'owner'";

    private static final String AT_WORKERS =
            " FROM run_note WHERE kind = 'place' AND value IS NOT NULL AND value::json->>'stage' = 'HANDED_ON'";

    /** The names of those that mirror something now. */
    List<String> working() throws SQLException {
        return sql("SELECT DISTINCT " + OWNER + AT_WORKERS + " ORDER BY 1");
    }

    /** As if two daemons had ended in the middle of that request; told as a change, so that those that live read it. */
    void diedTwiceOf(String issue) throws SQLException {
        sql("WITH next AS (UPDATE run_note_change SET number = number + 1 RETURNING team, number)"
                + " UPDATE run_note n SET value = replace(value, '\"deaths\":0', '\"deaths\":2'), version = next.number"
                + " FROM next WHERE n.team = next.team AND kind = 'place' AND name = '" + issue
                + "' RETURNING 'changed'");
    }

    /** How many requests that one mirrors now. */
    int jobsOf(String node) throws SQLException {
        return sql("SELECT 1" + AT_WORKERS + " AND " + OWNER + " = '" + node + "'")
                .size();
    }

    /** The name of the one that reads the issues. */
    String leader() {
        return await().until(() -> sql("SELECT node FROM leader WHERE leads_until > now()"), one -> !one.isEmpty())
                .get(0);
    }

    long closings(int issue) {
        return github.calls().stream()
                .filter(call -> call.toString().endsWith("PATCH /api/v3/repos/acme/mirror/issues/" + issue))
                .filter(call -> call.body().contains("\"closed\""))
                .count();
    }

    /** How often a success was written on the issue, as a new comment or into one. */
    long results(int issue) {
        Set<String> paths = github.comments(issue).stream()
                .map(comment -> "/issues/comments/" + comment.id())
                .collect(Collectors.toSet());
        paths.add("/issues/" + issue + "/comments");
        return github.calls().stream()
                .filter(ExchangeCall::writes)
                .filter(call -> paths.stream().anyMatch(call.path()::endsWith))
                .filter(call -> call.body().contains(":success"))
                .count();
    }

    /** How often a tag of the target was written; every image here has one that is called 1. */
    long tagsSet() {
        return tags().values().stream().mapToLong(Long::longValue).sum();
    }

    /** How often each was. */
    Map<String, Long> tags() {
        return target.calls().stream()
                .filter(call -> call.method().equals("PUT") && call.path().endsWith("/manifests/1"))
                .collect(Collectors.groupingBy(ExchangeCall::path, Collectors.counting()));
    }

    /** PostgreSQL goes without a word to anybody, and comes back so many seconds later. */
    void databaseGone(int seconds) throws InterruptedException {
        postgres.stop();
        TimeUnit.SECONDS.sleep(seconds);
        postgres.start();
    }

    long transactions() throws SQLException {
        return Long.parseLong(sql("SELECT sum(xact_commit + xact_rollback) FROM pg_stat_database")
                .get(0));
    }

    /** PostgreSQL writes down what daemons say to it that are started from now on. */
    void logStatements() throws SQLException {
        sql("ALTER DATABASE \"" + sql("SELECT current_database()").get(0) + "\" SET log_statement = 'all'");
        logBegins = sql("SELECT (pg_stat_file(" + LOG + ")).size").get(0);
    }

    /** Each statement since then with its first line; empty ones try a connection. */
    List<String> statements() throws SQLException {
        String log = sql("SELECT pg_read_file(" + LOG + ", " + logBegins + ", 100000000)")
                .get(0);
        return STATEMENT
                .matcher(log)
                .results()
                .map(found -> found.group(1))
                .filter(statement -> !OWN.matcher(statement).find())
                .toList();
    }

    /** What PostgreSQL has, the columns of a row separated by a bar. */
    List<String> sql(String query) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(database);
                Statement statement = connection.createStatement()) {
            if (statement.execute(query)) {
                ResultSet found = statement.getResultSet();
                while (found.next()) {
                    StringJoiner row = new StringJoiner("|");
                    for (int column = 1; column <= found.getMetaData().getColumnCount(); column++) {
                        row.add(found.getString(column));
                    }
                    rows.add(row.toString());
                }
            }
        }
        return rows;
    }

    /** Those of these that have logged such a line. */
    static List<String> saying(String line, Daemon... daemons) {
        return List.of(daemons).stream()
                .filter(daemon -> daemon.log().contains(line))
                .map(daemon -> daemon.node)
                .toList();
    }

    @Override
    public void close() {
        started.forEach(Daemon::close);
        postgres.close();
        github.close();
        upstream.close();
        target.close();
    }
}
