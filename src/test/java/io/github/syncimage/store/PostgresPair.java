package io.github.syncimage.store;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A PostgreSQL and one that follows it, not in step: what was committed last may be missing where it takes over. */
public final class PostgresPair implements AutoCloseable {
    private final PostgresCluster primary = new PostgresCluster();
    private final PostgresCluster standby = primary.standby();

    public PostgresPair() throws IOException {}

    /** For whoever goes to the one that takes writes. */
    public String url() {
        return "jdbc:postgresql://" + at(primary) + "," + at(standby) + "/postgres?targetServerType=primary&"
                + credentials();
    }

    private static String at(PostgresCluster server) {
        return "127.0.0.1:" + server.port();
    }

    private static String credentials() {
        return "user=sync&password=" + PostgresServer.PASSWORD;
    }

    private static String ask(PostgresCluster server, String query) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection("jdbc:postgresql://" + at(server) + "/postgres?" + credentials());
                Statement statement = connection.createStatement()) {
            if (!statement.execute(query)) {
                return null;
            }
            ResultSet rows = statement.getResultSet();
            return rows.next() ? rows.getString(1) : null;
        }
    }

    /** Whether the standby has everything. */
    public boolean inStep() throws SQLException {
        String written = ask(primary, "SELECT pg_current_wal_lsn()");
        return ask(standby, "SELECT pg_last_wal_replay_lsn() >= '" + written + "'")
                .equals("t");
    }

    /** From now on the standby gets nothing, once it is {@link #parted}. */
    public void part() throws SQLException {
        ask(standby, "ALTER SYSTEM SET primary_conninfo = ''");
        ask(standby, "SELECT pg_reload_conf()");
    }

    /** Whether the standby follows no more. */
    public boolean parted() throws SQLException {
        return ask(standby, "SELECT count(*) FROM pg_stat_wal_receiver").equals("0");
    }

    /** How many commits the server that takes writes has made. */
    public long commits() throws SQLException {
        return Long.parseLong(ask(primary, "SELECT pg_snapshot_xmax(pg_current_snapshot())::text"));
    }

    /** The one that took writes is gone, with all its connections. */
    public void killPrimary() {
        primary.stop();
    }

    /** The standby takes writes; returns when it does. */
    public void promote() throws SQLException {
        ask(standby, "SELECT pg_promote()");
    }

    @Override
    public void close() {
        standby.end();
        primary.end();
    }
}
