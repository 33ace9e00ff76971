package io.github.syncimage.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/**
 * A real Docker daemon (Debian's {@code docker.io}) on a socket of its own, with its data in a temporary folder, and on a
 * bridge of its own: one without a bridge deletes {@code docker0}, which may be another daemon's. It has to be started by
 * root. What a killed test run has left of it, the next one removes ({@link DockerdLeftovers}).
 */
public final class Dockerd implements AutoCloseable {
    private static final AtomicInteger STARTED = new AtomicInteger();

    private final Process process;
    private final Path folder;
    private final NetworkNamespace namespace;
    private final String bridge;

    private Dockerd(Process process, Path folder, NetworkNamespace namespace, String bridge) {
        this.process = process;
        this.folder = folder;
        this.namespace = namespace;
        this.bridge = bridge;
    }

    /** Whether one can be started here. Where only its package is missing the tests fail: {@code make test} installs it. */
    public static boolean possible() {
        return "root".equals(System.getProperty("user.name"));
    }

    public static Dockerd start() {
        return start(NetworkNamespace.OF_THE_MACHINE);
    }

    static Dockerd start(NetworkNamespace namespace) {
        try {
            DockerdLeftovers.remove();
            // The path of a socket has at most 107 characters.
            Path folder = Files.createTempDirectory(Path.of("/tmp"), DockerdLeftovers.folderPrefix());
            String bridge = DockerdLeftovers.bridgeName(STARTED.incrementAndGet());
            namespace.addBridge(bridge);
            Process process = start(
                    namespace,
                    folder,
                    "docker.sock",
                    "--bridge=" + bridge,
                    "--ip-masq=false",
                    "--insecure-registry=127.0.0.0/8");
            Dockerd daemon = new Dockerd(process, folder, namespace, bridge);
            daemon.awaitStarted();
            return daemon;
        } catch (IOException e) {
            throw new IllegalStateException("dockerd does not start; is Debian's docker.io installed?", e);
        }
    }

    /** A daemon that leaves the machine's rules for packets alone, and keeps everything in this folder. */
    static Process start(NetworkNamespace namespace, Path folder, String socket, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "/usr/sbin/dockerd",
                "--iptables=false",
                "--ip6tables=false",
                "--ip-forward=false",
                // Works on every file system, in containers too.
                "--storage-driver=vfs",
                "--data-root=" + folder.resolve("data"),
                "--exec-root=" + folder.resolve("exec"),
                "--pidfile=" + folder.resolve("pid"),
                "--host=unix://" + folder.resolve(socket)));
        command.addAll(List.of(options));
        return new ProcessBuilder(namespace.command(command.toArray(String[]::new)))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    private void awaitStarted() {
        try {
            Awaitility.await("dockerd").until(this::answers);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private boolean answers() throws IOException {
        if (!process.isAlive()) {
            throw new IllegalStateException("dockerd ended: " + Files.readString(folder.resolve("log")));
        }
        return Files.exists(folder.resolve("docker.sock"))
                && run(List.of("version")).exit() == 0;
    }

    /** For {@code DOCKER_HOST}. */
    public String address() {
        return "unix://" + folder.resolve("docker.sock");
    }

    /** What Docker's own client prints. */
    public String docker(String... arguments) {
        return run(List.of(arguments)).orThrow();
    }

    private ShellCommand.Result run(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("docker", "--host", address()));
        command.addAll(arguments);
        return ShellCommand.run(command);
    }

    /** Stops it, its containerd too, and removes its bridge and what it had on disk. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
            DockerdLeftovers.removeFolder(folder);
            namespace.removeBridge(bridge);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
