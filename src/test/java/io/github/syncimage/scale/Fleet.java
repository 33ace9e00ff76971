package io.github.syncimage.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.acceptance.Program;
import io.github.syncimage.demo.github.LoopbackGitHub;
import io.github.syncimage.demo.registry.LoopbackRegistry;
import io.github.syncimage.store.PostgresServer;
import io.github.syncimage.testing.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What several daemons share: a GitHub, an upstream, a target and a real PostgreSQL. Each daemon is a process of its own,
 * with a folder of its own, as on machines of their own.
 */
final class Fleet implements AutoCloseable {
    private static final String TOKEN = "ghp_loopback";
    /** They start quickly, and many fit on a small machine. */
    private static final List<String> JAVA =
            List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Xmx128m");

    final LoopbackGitHub github = new LoopbackGitHub("acme", "mirror", TOKEN, "/api/v3");
    final LoopbackRegistry upstream = new LoopbackRegistry();
    final LoopbackRegistry target = new LoopbackRegistry();
    final PostgresServer postgres = new PostgresServer();
    private final Path folder;
    private final List<Daemon> started = new ArrayList<>();

    /** @param folder an empty one, for theirs */
    Fleet(Path folder) throws IOException {
        this.folder = folder;
    }

    /**
     * Starts another.
     *
     * @param node its name
     * @param set further settings, {@code key=value}
     */
    Daemon start(String node, String... set) throws IOException {
        Map<String, String> settings = settings();
        // settings.put("app.node", node);
        List<String> words = new ArrayList<>(List.of("run"));
        settings.forEach((key, value) -> words.addAll(List.of("--set", key + "=" + value)));
        List.of(set).forEach(setting -> words.addAll(List.of("--set", setting)));
        int port = FreePort.find();
        words.addAll(List.of("--set", "app.http_port=" + port));
        Path own = Files.createDirectories(folder.resolve(node));
        Daemon daemon = new Daemon(node, Program.startIn(own, JAVA, words.toArray(String[]::new)), port);
        started.add(daemon);
        return daemon;
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
        settings.put("app.database_url", postgres.url());
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

    /** Each has one comment that says success, was closed once, and no answer was written twice. */
    void assertServedOnce(int... issues) {
        assertThat(IntStream.of(issues).boxed()).allSatisfy(issue -> {
            assertThat(github.issue(issue).labels()).contains("success").doesNotContain("failed");
            assertThat(github.comments(issue)).hasSize(1);
            assertThat(closings(issue)).as("closings of " + issue).isEqualTo(1);
            assertThat(results(github.comments(issue).get(0).id()))
                    .as("results of " + issue)
                    .isEqualTo(1);
        });
    }

    long closings(int issue) {
        return github.calls().stream()
                .filter(call -> call.toString().endsWith("PATCH /api/v3/repos/acme/mirror/issues/" + issue))
                .filter(call -> call.body().contains("\"closed\""))
                .count();
    }

    /** How often a comment was made a result; its text may have been written at once. */
    private long results(long comment) {
        return github.calls().stream()
                .filter(call -> call.method().equals("PATCH") && call.path().endsWith("/comments/" + comment))
                .filter(call -> call.body().contains("✅") || call.body().contains("\\u2705"))
                .count();
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
