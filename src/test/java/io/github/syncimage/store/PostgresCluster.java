package io.github.syncimage.store;

import io.github.syncimage.testing.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A PostgreSQL of Debian's package: its own folder, a free port on loopback, a password. It ends with this Java machine. */
final class PostgresCluster {
    private static final Path INSTALLED = Path.of("/usr/lib/postgresql");

    private final Path folder;
    private final Path programs;
    private int port;
    private boolean running;

    PostgresCluster() throws IOException {
        this(programs());
        Path passwordFile = Files.writeString(Files.createTempFile("sync-image", "password"), PostgresServer.PASSWORD);
        try {
            passwordFile.toFile().setReadable(true, false);
            run(asPostgres(
                    "initdb",
                    "--no-sync",
                    "-D",
                    data(),
                    "-U",
                    "sync",
                    "--pwfile",
                    passwordFile.toString(),
                    "-A",
                    "md5"));
        } finally {
            Files.delete(passwordFile);
        }
        begin();
    }

    private PostgresCluster(Path programs) throws IOException {
        this.programs = programs;
        this.folder = Files.createTempDirectory("sync-image-postgres");
        giveToServer(folder);
    }

    private void begin() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::end));
        startSomewhere();
    }

    /** Another that follows this one, and may take its place. */
    PostgresCluster standby() throws IOException {
        PostgresCluster standby = new PostgresCluster(programs);
        run(asPostgres(
                "pg_basebackup",
                "--no-sync",
                "-D",
                standby.data(),
                "-d",
                "host=127.0.0.1 port=" + port + " user=sync password=" + PostgresServer.PASSWORD,
                "--checkpoint=fast",
                "--write-recovery-conf"));
        standby.begin();
        return standby;
    }

    /** Another server may have taken the port since it was found free. */
    private void startSomewhere() {
        for (int left = 4; ; left--) {
            port = FreePort.find();
            try {
                start();
                return;
            } catch (IllegalStateException e) {
                if (left == 0) {
                    throw e;
                }
            }
        }
    }

    private static Path programs() throws IOException {
        if (!Files.isDirectory(INSTALLED)) {
            throw new IllegalStateException("Debian's package postgresql is missing; make test installs it");
        }
        try (Stream<Path> versions = Files.list(INSTALLED)) {
            return versions.max(Comparator.naturalOrder()).orElseThrow().resolve("bin");
        }
    }

    int port() {
        return port;
    }

    /** Starts it, unless it runs, and waits until it takes connections. */
    void start() {
        if (running) {
            return;
        }
        String options = "-p " + port + " -c listen_addresses=127.0.0.1 -c fsync=off -k " + folder;
        run(asPostgres(
                "pg_ctl",
                "-D",
                data(),
                "-w",
                "-t",
                "90",
                "-l",
                folder.resolve("log").toString(),
                "-o",
                options,
                "start"));
        running = true;
    }

    void stop() {
        run(asPostgres("pg_ctl", "-D", data(), "-w", "-m", "immediate", "stop"));
        running = false;
    }

    void end() {
        if (running) {
            stop();
        }
        // Once for its test, and once more where this Java machine ends.
        remove(folder);
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    private List<String> asPostgres(String program, String... arguments) {
        List<String> command = asServer(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    /** The command, as the user whose the servers are: they refuse to run as root. */
    static List<String> asServer(String... words) {
        List<String> command = new ArrayList<>(isRoot() ? List.of("runuser", "-u", "postgres", "--") : List.of());
        command.addAll(List.of(words));
        return command;
    }

    /** Lets that user write there. */
    static void giveToServer(Path folder) {
        if (isRoot()) {
            run(List.of("chown", "-R", "postgres", folder.toString()));
        }
    }

    static void remove(Path folder) {
        run(List.of("rm", "-rf", folder.toString()));
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private static void run(List<String> command) {
        try {
            Path output = Files.createTempFile("sync-image", "output");
            // Not through a pipe: the server would keep it open.
            Process process = new ProcessBuilder(command)
                    .directory(Path.of("/").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = process.waitFor(120, TimeUnit.SECONDS);
            String said = Files.readString(output);
            Files.delete(output);
            if (!ended) {
                process.destroyForcibly();
            }
            if (!ended || process.exitValue() != 0) {
                throw new IllegalStateException(command + " failed: " + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
