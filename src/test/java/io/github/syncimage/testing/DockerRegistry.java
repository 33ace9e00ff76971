package io.github.syncimage.testing;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * A real registry (Debian's {@code docker-registry}) on a free loopback port, its data in a temporary folder:
 *
 * <pre>{@code
 * try (DockerRegistry registry = DockerRegistry.start()) {
 *     ImageReference image = ImageReference.parse(registry.host() + "/library/app:1");
 * }
 * }</pre>
 *
 * <p>Deleting is enabled. {@link #startWithPassword} asks for Basic authentication.
 */
public final class DockerRegistry implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("listening on 127\\.0\\.0\\.1:([0-9]+)\\D");

    private final Process process;
    private final Path folder;
    private int port;

    private DockerRegistry(Process process, Path folder) {
        this.process = process;
        this.folder = folder;
    }

    /** One that anybody may read and write. */
    public static DockerRegistry start() {
        return startWithPassword("");
    }

    /** @param htpasswd the user's name and bcrypt hash, as a line of such a file */
    public static DockerRegistry startWithPassword(String htpasswd) {
        try {
            Path folder = Files.createTempDirectory("docker-registry");
            Path config = folder.resolve("config.yml");
            Files.writeString(config, config(folder, htpasswd));
            Process process = new ProcessBuilder("docker-registry", "serve", config.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
            DockerRegistry registry = new DockerRegistry(process, folder);
            registry.awaitStarted();
            return registry;
        } catch (IOException e) {
            throw new IllegalStateException("docker-registry does not start; is its Debian package installed?", e);
        }
    }

    private static String config(Path folder, String htpasswd) throws IOException {
        String auth = "";
        if (!htpasswd.isEmpty()) {
            Path file = Files.writeString(folder.resolve("htpasswd"), htpasswd + "\n");
            auth = "auth:\n  htpasswd:\n    realm: test\n    path: " + file + "\n";
        }
        return """
                version: 0.1
                log:
                  level: info
                storage:
                  filesystem:
                    rootdirectory: %s
                  delete:
                    enabled: true
                http:
                  addr: 127.0.0.1:0
                """.formatted(folder.resolve("data")) + auth;
    }

    /** The system chooses its port, so that nobody else can have it; its log tells which. */
    private void awaitStarted() {
        try {
            Awaitility.await("docker-registry").until(this::listens);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private boolean listens() {
        String said = log();
        Matcher line = LISTENING.matcher(said);
        if (line.find()) {
            port = Integer.parseInt(line.group(1));
            return true;
        }
        if (!process.isAlive()) {
            throw new IllegalStateException("docker-registry ended: " + said);
        }
        return false;
    }

    /** As image names spell it: {@code 127.0.0.1:40123}. */
    public String host() {
        return "127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    public URI uri() {
        return URI.create("http://" + host());
    }

    /** Where it keeps blobs and manifests, to look at or to damage. */
    public Path data() {
        return folder.resolve("data");
    }

    /** What it has logged: a line for each request among it. */
    public String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            DockerdLeftovers.removeFolder(folder);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
