package io.github.syncimage.store;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A real PostgreSQL with an empty database for one test, or for all of a class, as its static extension. The tests of one Java
 * machine, of which one follows the other, have a server in common: making one takes longer than many of them.
 */
public final class PostgresServer implements AutoCloseable, AfterAllCallback {
    public static final String PASSWORD = "pass-word-of-the-test";

    private static PostgresCluster cluster;
    private static int databases;

    private final String database;

    public PostgresServer() {
        database = "test" + create();
    }

    private static synchronized int create() {
        try {
            if (cluster == null) {
                cluster = new PostgresCluster();
            }
            cluster.start();
            int number = ++databases;
            try (Connection connection = DriverManager.getConnection(url("postgres"))) {
                connection.createStatement().execute("CREATE DATABASE test" + number);
            }
            return number;
        } catch (IOException | SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + cluster.port() + "/" + database + "?user=sync&password=" + PASSWORD;
    }

    public String url() {
        return url(database);
    }

    /** As messages name it, {@code postgresql://127.0.0.1:40123/test1}. */
    public String name() {
        return "postgresql://127.0.0.1:" + port() + "/" + database;
    }

    public int port() {
        return cluster.port();
    }

    /** Starts it again and waits until it takes connections. */
    public void start() {
        cluster.start();
    }

    /** Without a word to anybody. */
    public void stop() {
        cluster.stop();
    }

    /** Whoever is still connected is not any more. */
    @Override
    public void close() {
        cluster.start();
        try (Connection connection = DriverManager.getConnection(url("postgres"))) {
            connection.createStatement().execute("DROP DATABASE " + database + " WITH (FORCE)");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        close();
    }
}
