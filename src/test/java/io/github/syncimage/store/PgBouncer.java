package io.github.syncimage.store;

import io.github.syncimage.testing.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A PgBouncer of Debian's package before a {@link PostgresServer}, in transaction mode. */
public final class PgBouncer implements AutoCloseable {
    private static final Path INSTALLED = Path.of("/usr/sbin/pgbouncer");
    private static final int PATIENCE_SECONDS = 60;

    private final PostgresServer server;
    private final Path folder;
    private final int port = FreePort.find();
    private Process process;

    public static boolean installed() {
        return Files.exists(INSTALLED);
    }

    /** @param settings lines of its section {@code [pgbouncer]}, {@code default_pool_size = 5} */
    public PgBouncer(PostgresServer server, String... settings) throws IOException, InterruptedException {
        this.server = server;
        this.folder = Files.createTempDirectory("sync-image-pgbouncer");
        Path users = Files.writeString(folder.resolve("users"), "\"sync\" \"" + PostgresServer.PASSWORD + "\"\n");
        List<String> lines = new ArrayList<>(List.of(
                "[databases]",
                "* = host=127.0.0.1 port=" + server.port(),
                "[pgbouncer]",
                "listen_addr = 127.0.0.1",
                "listen_port = " + port,
                "unix_socket_dir =",
                "auth_type = md5",
                "auth_file = " + users,
                "pool_mode = transaction"));
        lines.addAll(List.of(settings));
        Files.write(folder.resolve("pgbouncer.ini"), lines);
        PostgresCluster.giveToServer(folder);
        start();
    }

    public String url() {
        return server.url().replace(":" + server.port() + "/", ":" + port + "/");
    }

    /** Starts it, and waits until it takes connections. */
    public void start() throws IOException, InterruptedException {
        List<String> command = PostgresCluster.asServer(
                INSTALLED.toString(), folder.resolve("pgbouncer.ini").toString());
        Path log = folder.resolve("log");
        process = new ProcessBuilder(command)
                .directory(Path.of("/").toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        long end = System.nanoTime() + PATIENCE_SECONDS * 1_000_000_000L;
        while (true) {
            try (Connection connection = DriverManager.getConnection(url())) {
                return;
            } catch (SQLException notYet) {
                if (System.nanoTime() > end || !process.isAlive()) {
                    throw new IllegalStateException(Files.readString(log), notYet);
                }
                Thread.sleep(100);
            }
        }
    }

    /** Without a word to anybody. */
    public void kill() throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        kill();
        PostgresCluster.remove(folder);
    }
}
