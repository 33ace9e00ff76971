package io.github.syncimage.demo;

import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All servers and data of the demo: a GitHub with one issue and a webhook, an upstream that serves gcr.io, a target,
 * and a folder for its data. Nothing of it is left after {@link #close}.
 */
public final class Stage implements AutoCloseable {
    /** What the issue asks for. */
    public static final ImageReference SOURCE = ImageReference.parse("gcr.io/google-samples/hello-app:1.0");

    static final String OWNER = "acme";
    static final String REPO = "mirror";
    /** What the stand-in for the upstreams serves. */
    private static final List<String> HOSTS = List.of("gcr.io", "registry.k8s.io", "quay.io", "ghcr.io", "docker.io");

    private static final String TOKEN = "token-of-the-demo";
    private static final String SECRET = "secret-of-the-demo";
    private static final String LABEL = "porter";
    private static final String NAMESPACE = "mirrored";
    private static final int LOWEST_PORT = 20_000;
    private static final int HIGHEST_PORT = 32_000;

    final DemoGitHub gitHub = new DemoGitHub(OWNER, REPO);
    final DemoRegistry upstream = new DemoRegistry();
    final DemoRegistry target = new DemoRegistry();
    final Digest offered;
    private final int hookPort = freePort();
    final int httpPort;
    final int pagePort;
    private final Path folder;
    private int issue;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Without a page. */
    public Stage() {
        this(0, 0);
    }

    /** With the page and the operator's view, at their usual ports where nobody has these. */
    public static Stage withPages() {
        return new Stage(freePort(8080), freePort(8081));
    }

    private Stage(int httpPort, int pagePort) {
        this.httpPort = httpPort;
        this.pagePort = pagePort;
        offered = upstream.add(
                SOURCE.repository().path(),
                SOURCE.tag(),
                SampleImages.indexWithAttestations("hello-app", "linux/amd64", "linux/arm64"));
        try {
            folder = Files.createTempDirectory("sync-image-demo");
        } catch (IOException e) {
            throw new UncheckedIOException("could not make a folder for the demo's data", e);
        }
    }

    /**
     * A port that nobody has, below those that the system gives to whoever asks for any: one of these may be gone by the
     * start. Where somebody takes it meanwhile all the same, the issue is found by the poll.
     */
    private static int freePort() {
        return freePort(ThreadLocalRandom.current().nextInt(LOWEST_PORT, HIGHEST_PORT));
    }

    /** @param wanted taken where it is free, otherwise any */
    private static int freePort(int wanted) {
        try (ServerSocket socket = new ServerSocket(wanted)) {
            return socket.getLocalPort();
        } catch (BindException taken) {
            return freePort();
        } catch (IOException e) {
            throw new UncheckedIOException("could not find a port for the demo", e);
        }
    }

    /** Somebody opens the issue. */
    public void open() {
        issue = ask("ann", SOURCE.toString());
    }

    /** Somebody asks for an image; returns the issue's number. */
    int ask(String user, String image) {
        return gitHub.open("[PORTER]" + image, "Please mirror this one.", user, LABEL);
    }

    /**
     * GitHub tells the daemon of the issue.
     *
     * @return the answer's status, 0 where there was none
     */
    public int tell() {
        return tell(issue);
    }

    int tell(int number) {
        return gitHub.tell(
                new WebhookSender(URI.create("http://127.0.0.1:" + hookPort + "/webhook/github"), SECRET), number);
    }

    /** A configuration file that leads the daemon here. */
    public Path config() {
        String yaml = """
                github:
                  token: %s
                  user: %s
                  repo: %s
                  label: %s
                  api_url: %s
                  webhook_secret: %s
                webhook:
                  port: %d
                registries:
                  hosts:
                %s
                  generic:
                    registry: %s
                    namespace: %s
                page:
                  port: %d
                app:
                  data_dir: %s
                  http_port: %d
                  log_level: warn
                """.formatted(
                        TOKEN,
                        OWNER,
                        REPO,
                        LABEL,
                        gitHub.apiUrl(),
                        SECRET,
                        hookPort,
                        HOSTS.stream()
                                .map(host -> "    " + host + ": { endpoint: " + upstream.uri() + " }")
                                .collect(Collectors.joining("\n")),
                        target.host(),
                        NAMESPACE,
                        pagePort,
                        folder,
                        httpPort);
        try {
            return Files.writeString(folder.resolve("config.yaml"), yaml);
        } catch (IOException e) {
            throw new UncheckedIOException("could not write the demo's configuration", e);
        }
    }

    /** The issue that was opened, as it is now. */
    TrackedIssue issue() {
        return gitHub.issue(issue);
    }

    /** The issue is closed. */
    public boolean answered() {
        return !issue().open();
    }

    /** Name of the image at the target. */
    ImageReference mirror() {
        return ImageReference.parse(target.host() + "/" + mirrored(SOURCE) + ":" + SOURCE.tag());
    }

    /** Repository of an image at the target, below its host. */
    static String mirrored(ImageReference source) {
        return NAMESPACE + "/" + source.repository().lastSegment();
    }

    /** Digest of the image at the target; empty where none arrived. */
    Optional<Digest> mirrored() {
        return target.manifest(mirror().repository().path(), mirror().tag()).map(manifest -> manifest.digest());
    }

    /** The issue has one comment, the label, and is closed, and the image arrived as it was. */
    public boolean wentWell() {
        return mirrored().equals(Optional.of(offered))
                && gitHub.comments(issue).size() == 1
                && issue().labels().containsAll(List.of(LABEL, "success"))
                && answered();
    }

    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        gitHub.close();
        upstream.close();
        target.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("could not delete " + folder, e);
        }
    }
}
