package io.github.syncimage.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.syncimage.text.OneLine;
import java.sql.Connection;
import java.sql.SQLException;

/** A server that several daemons may share; the pool makes new connections when it was away. */
final class PostgresDatabase implements Database {
    /** Statements here take milliseconds, so a few connections serve every request that is in flight. */
    private static final int CONNECTIONS = 4;

    /** Long enough for a server on another continent, short enough not to hold up a mirror that works without it. */
    private static final int CONNECT_MILLIS = 5_000;

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
    static PostgresDatabase open(String url) {
        String name = url.replaceFirst("^jdbc:", "").replaceFirst("\\?.*$", "").replaceFirst("//[^/]*@", "//");
        HikariDataSource pool = null;
        try {
            pool = new HikariDataSource(config(url));
            if (!hasNewestSchema(pool)) {
                Schema.migrate(pool);
            }
            return new PostgresDatabase(name, pool);
        } catch (RuntimeException e) {
            if (pool != null) {
                pool.close();
            }
            throw new StoreException("could not open the database (" + name + "): " + reason(e, url, name), e);
        }
    }

    private static HikariConfig config(String url) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("sync-image");
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(CONNECT_MILLIS);
        config.setInitializationFailTimeout(CONNECT_MILLIS);
        // In seconds. A statement that gets no answer in this time is on a connection that died without a word.
        config.addDataSourceProperty("socketTimeout", "30");
        return config;
    }

    private static boolean hasNewestSchema(HikariDataSource pool) {
        try (Connection connection = pool.getConnection()) {
            return Schema.isNewest(connection);
        } catch (SQLException e) {
            return false;
        }
    }

    /** The innermost cause says it best; a driver's message may hold the URL, and that the password. */
    private static String reason(Throwable error, String url, String name) {
        Throwable innermost = OneLine.innermost(error);
        String message = innermost.getMessage() == null ? innermost.toString() : innermost.getMessage();
        return message.replace(url, name).lines().findFirst().orElse("");
    }

    @Override
    public <T> T run(Work<T> work) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            return work.on(connection);
        }
    }

    @Override
    public boolean giveUpAfter(SQLException error) {
        return false;
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
