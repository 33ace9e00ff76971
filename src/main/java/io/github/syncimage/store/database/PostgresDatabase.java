package io.github.syncimage.store.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.syncimage.text.OneLine;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** A server that several daemons may share; the pool makes new connections when it was away. */
public final class PostgresDatabase implements Database {
    /** Statements here take milliseconds, so a few connections serve every request that is in flight. */
    private static final int CONNECTIONS = 4;

    /** Long enough for a server on another continent, short enough not to hold up a mirror that works without it. */
    private static final int CONNECT_MILLIS = 5_000;

    /** A statement that gets no answer in this time is on a connection that died without a word. */
    private static final String SOCKET_SECONDS = "30";

    private final String name;
    private final HikariDataSource pool;

    private PostgresDatabase(String name, HikariDataSource pool) {
        this.name = name;
        this.pool = pool;
    }

    /**
     * @param url {@code jdbc:postgresql://HOST[:PORT]/NAME?user=…&password=…}
     * @throws StoreException when the server cannot be reached or refuses
     */
    public static PostgresDatabase open(String url) {
        String name = url.replaceFirst("^jdbc:", "").replaceFirst("\\?.*$", "").replaceFirst("//[^/]*@", "//");
        HikariDataSource pool = null;
        try {
            boolean newest = hasNewestSchema(url);
            pool = new HikariDataSource(config(url));
            if (!newest) {
                SchemaMigration.migrate(pool);
            }
            return new PostgresDatabase(name, pool);
        } catch (SQLException | RuntimeException e) {
            if (pool != null) {
                pool.close();
            }
            // A driver's message may hold the URL, and that the password.
            String why = OneLine.of(e, Integer.MAX_VALUE).replace(url, name);
            throw StoreException.couldNotOpen(name, OneLine.of(why, LONGEST_REASON), e);
        }
    }

    private static HikariConfig config(String url) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("sync-image");
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(CONNECT_MILLIS);
        config.setInitializationFailTimeout(-1);
        config.addDataSourceProperty("socketTimeout", SOCKET_SECONDS);
        return config;
    }

    private static boolean hasNewestSchema(String url) throws SQLException {
        try (Connection connection = firstConnection(url)) {
            return isNewest(connection);
        }
    }

    private static boolean isNewest(Connection connection) {
        try {
            return SchemaMigration.isNewest(connection);
        } catch (SQLException noTables) {
            return false;
        }
    }

    // Not by the pool, which waits a second even after a refusal that came at once.
    private static Connection firstConnection(String url) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("loginTimeout", String.valueOf(CONNECT_MILLIS / 1000));
        properties.setProperty("socketTimeout", SOCKET_SECONDS);
        return DriverManager.getConnection(url, properties);
    }

    @Override
    public <T> T run(Work<T> work) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            return work.on(connection);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void close() {
        pool.close();
    }
}
