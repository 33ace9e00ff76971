package io.github.syncimage.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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
    private final Process process;
    private final Path folder;
    private final int port;

    private DockerRegistry(Process process, Path folder, int port) {
        this.process = process;
        this.folder = folder;
        this.port = port;
    }

    /** One that anybody may read and write. */
    public static DockerRegistry start() {
        return start("");
    }

    /** @param bcrypt the user's name and bcrypt hash, as a line of an htpasswd file */
    public static DockerRegistry startWithPassword(String bcrypt) {
        return start(bcrypt);
    }

    private static DockerRegistry start(String htpasswd) {
        try {
            Path folder = Files.createTempDirectory("docker-registry");
            int port = freePort();
            Path config = folder.resolve("config.yml");
            Files.writeString(config, config(folder, port, htpasswd));
            Process process = new ProcessBuilder("docker-registry", "serve", config.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
            DockerRegistry registry = new DockerRegistry(process, folder, port);
            // It is up in a tenth of a second; a busy machine takes longer.
            Awaitility.await().until(registry::answers);
            return registry;
        } catch (IOException e) {
            throw new IllegalStateException("docker-registry does not start; is its Debian package installed?", e);
        }
    }

    private static String config(Path folder, int port, String htpasswd) throws IOException {
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
                  addr: 127.0.0.1:%d
                """.formatted(folder.resolve("data"), port) + auth;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
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
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
