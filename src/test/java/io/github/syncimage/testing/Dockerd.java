package io.github.syncimage.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A real Docker daemon (Debian's {@code docker.io}) on a socket of its own, with its data in a temporary folder and
 * without networks: it only pulls, tags and pushes. It has to be started by root.
 */
public final class Dockerd implements AutoCloseable {
    private final Process process;
    private final Path folder;

    private Dockerd(Process process, Path folder) {
        this.process = process;
        this.folder = folder;
    }

    /** Whether one can be started here. Where only its package is missing the tests fail: {@code make test} installs it. */
    public static boolean possible() {
        return "root".equals(System.getProperty("user.name"));
    }

    public static Dockerd start() {
        try {
            // The path of a socket has at most 107 characters.
            Path folder = Files.createTempDirectory(Path.of("/tmp"), "dockerd");
            List<String> command = List.of(
                    "/usr/sbin/dockerd",
                    "--bridge=none",
                    "--iptables=false",
                    "--ip6tables=false",
                    // Works on every file system, in containers too.
                    "--storage-driver=vfs",
                    "--insecure-registry=127.0.0.0/8",
                    "--data-root=" + folder.resolve("data"),
                    "--exec-root=" + folder.resolve("exec"),
                    "--pidfile=" + folder.resolve("pid"),
                    "--host=unix://" + folder.resolve("docker.sock"));
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
            Dockerd daemon = new Dockerd(process, folder);
            daemon.awaitStarted();
            return daemon;
        } catch (IOException e) {
            throw new IllegalStateException("dockerd does not start; is Debian's docker.io installed?", e);
        }
    }

    private void awaitStarted() {
        try {
            Awaitility.await("dockerd").until(this::answers);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private boolean answers() throws Exception {
        if (!process.isAlive()) {
            throw new IllegalStateException("dockerd ended: " + Files.readString(folder.resolve("log")));
        }
        return Files.exists(folder.resolve("docker.sock")) && run(List.of("version")).code == 0;
    }

    /** For {@code DOCKER_HOST}. */
    public String address() {
        return "unix://" + folder.resolve("docker.sock");
    }

    /** What Docker's own client prints. */
    public String docker(String... arguments) {
        try {
            Printed printed = run(List.of(arguments));
            if (printed.code != 0) {
                throw new IllegalStateException("docker " + String.join(" ", arguments) + ": " + printed.text);
            }
            return printed.text.strip();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Printed(int code, String text) {}

    private Printed run(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("docker", "--host", address()));
        command.addAll(arguments);
        Process client = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Printed(client.waitFor(), text);
    }

    /** Stops it, its containerd too, and removes what it had on disk. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
            unmount();
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

    private void unmount() throws IOException, InterruptedException {
        List<String> mounts = Files.readAllLines(Path.of("/proc/self/mounts")).stream()
                .map(line -> line.split(" ")[1])
                .filter(mount -> mount.startsWith(folder.toString()))
                .sorted(Comparator.reverseOrder())
                .toList();
        for (String mount : mounts) {
            new ProcessBuilder("umount", mount).inheritIO().start().waitFor();
        }
    }
}
