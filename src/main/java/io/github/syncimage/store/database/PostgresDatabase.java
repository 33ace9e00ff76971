package io.github.syncimage.store.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.syncimage.text.OneLine;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/** A server that several daemons may share; the pool makes new connections when it was away. */
public final class PostgresDatabase implements Database {
    /** Statements here take milliseconds, so a few connections serve every request that is in flight. */
    private static final int CONNECTIONS = 6;

    /** Long enough for a server on another continent, short enough not to hold up a mirror that works without it. */
    private static final int CONNECT_MILLIS = 5_000;

    /** A connection that was not used for a moment is tried first; one that died without a word costs no more than this. */
    private static final int VALIDATION_MILLIS = 2_000;

    /**
     * Which was used a shorter time ago is not tried: of a daemon that has nothing to do but to say that it lives, nearly
     * each statement would be two. Hikari takes that from a system property only.
     */
    private static final String TRIED_AFTER_MILLIS = "2000";

    /** After how often a statement is kept by a name on its connection, in a URL; 0 for never. */
    private static final String NAMED_STATEMENTS = "prepareThreshold";

    /** A statement that gets no answer in this time is on a connection that died without a word. */
    private static final String SOCKET_SECONDS = "30";

    private final String name;
    private final Pool pool;

    private PostgresDatabase(String url) {
        name = url.replaceFirst("^jdbc:", "").replaceFirst("\\?.*$", "").replaceFirst("//[^/]*@", "//");
        pool = new Pool(url);
    }

    /**
     * @param url {@code jdbc:postgresql://HOST[:PORT]/NAME?user=…&password=…}
     * @throws StoreException when the server cannot be reached or refuses
     */
    public static PostgresDatabase open(String url) {
        PostgresDatabase database = lazily(url);
        try {
            database.prepare();
            return database;
        } catch (StoreException e) {
            database.close();
            throw e;
        }
    }

    /** One that asks the server for nothing before something is asked of it. */
    public static PostgresDatabase lazily(String url) {
        return new PostgresDatabase(url);
    }

    /**
     * Brings the tables to their newest version, unless they are there.
     *
     * @throws StoreException when the server cannot be reached or refuses
     */
    public void prepare() {
        try {
            pool.prepare();
        } catch (SQLException | RuntimeException e) {
            // A driver's message may hold the URL, and that the password.
            String why = OneLine.of(e, Integer.MAX_VALUE).replace(pool.getJdbcUrl(), name);
            throw StoreException.couldNotOpen(name, OneLine.of(why, LONGEST_REASON), e);
        }
    }

    /** Hands out connections once the tables are there; while the server is away each try is a {@link SQLException}. */
    public DataSource connections() {
        return pool;
    }

    /** A connection beside those, for what takes long; the caller closes it. */
    public Connection another() throws SQLException {
        return pool.fit(firstConnection(pool.getJdbcUrl()));
    }

    /** Connections to tables that are there: the first brings them to their newest version. */
    private static final class Pool extends HikariDataSource {
        private volatile boolean prepared;
        private volatile boolean pooled;

        static {
            System.setProperty("com.zaxxer.hikari.aliveBypassWindowMs", TRIED_AFTER_MILLIS);
        }

        Pool(String url) {
            super(config(url));
        }

        private static HikariConfig config(String url) {
            HikariConfig config = new HikariConfig();
            config.setPoolName("sync-image");
            config.setJdbcUrl(url);
            config.setMaximumPoolSize(CONNECTIONS);
            config.setMinimumIdle(0);
            config.setConnectionTimeout(CONNECT_MILLIS);
            config.setValidationTimeout(VALIDATION_MILLIS);
            config.setInitializationFailTimeout(-1);
            config.addDataSourceProperty("socketTimeout", SOCKET_SECONDS);
            return config;
        }

        @Override
        public Connection getConnection() throws SQLException {
            try {
                prepare();
            } catch (StoreException e) {
                throw new SQLException(e.getMessage(), e);
            }
            return fit(super.getConnection());
        }

        /**
         * Through a pooler the next transaction may have another connection. Not every one takes along what a statement is
         * called, and then that name may be another daemon's for another statement.
         */
        Connection fit(Connection connection) throws SQLException {
            if (pooled && !getJdbcUrl().contains(NAMED_STATEMENTS)) {
                connection.unwrap(PGConnection.class).setPrepareThreshold(0);
            }
            return connection;
        }

        private synchronized void migrate() throws SQLException {
            if (prepared) {
                return;
            }
            boolean newest;
            try (Connection connection = firstConnection(getJdbcUrl())) {
                pooled = isPooled(connection);
                newest = isNewest(fit(connection));
            }
            if (!newest) {
                SchemaMigration.migrate(withoutNames(getJdbcUrl()));
            }
            prepared = true;
        }

        void prepare() throws SQLException {
            if (!prepared) {
                migrate();
            }
        }
    }

    /** Whether the one that has answered is not the server. */
    private static boolean isPooled(Connection connection) throws SQLException {
        int server = Sql.query(connection, "SELECT pg_backend_pid()", row -> row.getInt(1))
                .get(0);
        return server != connection.unwrap(PGConnection.class).getBackendPID();
    }

    private static String withoutNames(String url) {
        return url.contains(NAMED_STATEMENTS) ? url : url + (url.contains("?") ? "&" : "?") + NAMED_STATEMENTS + "=0";
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
