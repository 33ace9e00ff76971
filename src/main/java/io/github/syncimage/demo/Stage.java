package io.github.syncimage.demo;

import io.github.syncimage.demo.github.DemoGitHub;
import io.github.syncimage.demo.github.WebhookSender;
import io.github.syncimage.demo.registry.DemoRegistry;
import io.github.syncimage.demo.registry.SampleImages;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * All servers and data of the demo: a GitHub with one issue and a webhook, an upstream that serves gcr.io, a target,
 * and a folder for its data. Nothing of it is left after {@link #close}.
 */
public final class Stage implements AutoCloseable {
    /** What the issue asks for. */
    public static final ImageReference SOURCE = ImageReference.parse("gcr.io/google-samples/hello-app:1.0");

    private static final String OWNER = "acme";
    private static final String REPO = "mirror";
    private static final String TOKEN = "token-of-the-demo";
    private static final String SECRET = "secret-of-the-demo";
    private static final String LABEL = "porter";
    private static final String NAMESPACE = "mirrored";

    private final DemoGitHub gitHub = new DemoGitHub(OWNER, REPO);
    private final DemoRegistry upstream = new DemoRegistry();
    private final DemoRegistry target = new DemoRegistry();
    private final Digest offered;
    private final int hookPort = freePort();
    private final Path folder;
    private int issue;
    private final AtomicBoolean closed = new AtomicBoolean();

    public Stage() {
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

    /** A port that nobody has. Where somebody takes it meanwhile, the issue is found by the poll. */
    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("could not find a port for the demo's webhook", e);
        }
    }

    /** Somebody opens the issue. */
    public void open() {
        issue = gitHub.open("[PORTER]" + SOURCE, "Please mirror this one.", "ann", LABEL);
    }

    /**
     * GitHub tells the daemon of the issue.
     *
     * @return the answer's status, 0 where there was none
     */
    public int tell() {
        return gitHub.tell(
                new WebhookSender(URI.create("http://127.0.0.1:" + hookPort + "/webhook/github"), SECRET), issue);
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
                    %s:
                      endpoint: %s
                  generic:
                    registry: %s
                    namespace: %s
                page:
                  port: 0
                app:
                  data_dir: %s
                  http_port: 0
                  log_level: warn
                """.formatted(
                        TOKEN,
                        OWNER,
                        REPO,
                        LABEL,
                        gitHub.apiUrl(),
                        SECRET,
                        hookPort,
                        SOURCE.host(),
                        upstream.uri(),
                        target.host(),
                        NAMESPACE,
                        folder);
        try {
            return Files.writeString(folder.resolve("config.yaml"), yaml);
        } catch (IOException e) {
            throw new UncheckedIOException("could not write the demo's configuration", e);
        }
    }

    public DemoGitHub gitHub() {
        return gitHub;
    }

    public DemoRegistry upstream() {
        return upstream;
    }

    public DemoRegistry target() {
        return target;
    }

    /** The issue's number, once it is open. */
    public int issue() {
        return issue;
    }

    /** Digest of the image at the upstream. */
    public Digest offered() {
        return offered;
    }

    /** Name of the image at the target. */
    public ImageReference mirror() {
        String path = NAMESPACE + "/" + SOURCE.repository().lastSegment();
        return ImageReference.parse(target.host() + "/" + path + ":" + SOURCE.tag());
    }

    /** Digest of the image at the target; empty where none arrived. */
    public Optional<Digest> mirrored() {
        return target.manifest(mirror().repository().path(), mirror().tag()).map(manifest -> manifest.digest());
    }

    /** Repository of the issue: {@code acme/mirror}. */
    public String repository() {
        return OWNER + "/" + REPO;
    }

    /** Whether the issue has one comment, the label, and is closed, and the image arrived as it was. */
    public boolean wentWell() {
        return mirrored().equals(Optional.of(offered))
                && gitHub.comments(issue).size() == 1
                && gitHub.issue(issue).labels().containsAll(List.of(LABEL, "success"))
                && !gitHub.issue(issue).open();
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
