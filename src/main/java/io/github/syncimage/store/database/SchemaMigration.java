package io.github.syncimage.store.database;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** The tables, brought to their newest version by Flyway from {@code db/migration}. */
public final class SchemaMigration {
    /** The version of the last migration. Asking for it takes a millisecond, starting Flyway half a second. */
    public static final int NEWEST = 2;

    private SchemaMigration() {}

    /**
     * Whether the tables are there in the newest version, or in a later one that this program can use: daemons of two
     * releases may share a database while one takes the place of the other.
     *
     * @throws SQLException also where there are no tables at all
     * @throws StoreException when a later version of this program made them, and they are not for this one
     */
    public static boolean isNewest(Connection connection) throws SQLException {
        String sql = "SELECT version FROM flyway_schema_history WHERE success AND version IS NOT NULL"
                + " ORDER BY installed_rank DESC LIMIT 1";
        int version = Sql.first(connection, sql, row -> Integer.parseInt(row.getString(1)))
                .orElse(0);
        if (version > NEWEST && oldestReader(connection) > NEWEST) {
            throw new StoreException(
                    "its tables have version " + version + ", this program knows " + NEWEST
                            + " (a later release made them; use that or another database)",
                    null);
        }
        return version >= NEWEST;
    }

    /** Which version a program has to know for these tables. */
    private static int oldestReader(Connection connection) throws SQLException {
        return Sql.first(connection, "SELECT MAX(version) FROM oldest_reader", row -> row.getInt(1))
                .orElse(Integer.MAX_VALUE);
    }

    /** Brings the tables to the newest version; several processes may do so at once where the database can lock. */
    static void migrate(DataSource dataSource) {
        Flyway.configure().dataSource(dataSource).load().migrate();
    }

    static void migrate(String url) {
        Flyway.configure().dataSource(url, null, null).load().migrate();
    }
}
