package io.github.syncimage.store;

import io.github.syncimage.store.database.Sql;
import io.github.syncimage.watch.run.EntryRecord;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Optional;

/** The table of how the entries of watch lists came out. */
final class WatchedEntries {
    private WatchedEntries() {}

    static Optional<EntryRecord> find(Connection connection, String list, String entry) throws SQLException {
        String sql = "SELECT list, entry, ran_at, succeeded_at, next_at, chosen, failures, failing_since, failure"
                + " FROM watched_entry WHERE list = ? AND entry = ?";
        return Sql.first(connection, sql, WatchedEntries::read, list, entry);
    }

    private static EntryRecord read(ResultSet row) throws SQLException {
        return new EntryRecord(
                row.getString(1),
                row.getString(2),
                Sql.time(row, 3),
                Sql.time(row, 4),
                Sql.time(row, 5),
                row.getInt(6),
                row.getInt(7),
                Sql.time(row, 8),
                row.getString(9));
    }

    static int put(Connection connection, EntryRecord entry) throws SQLException {
        String sql = "INSERT INTO watched_entry (list, entry, ran_at, succeeded_at, next_at, chosen, failures,"
                + " failing_since, failure) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
                + " ON CONFLICT (list, entry) DO UPDATE SET ran_at = excluded.ran_at,"
                + " succeeded_at = excluded.succeeded_at, next_at = excluded.next_at, chosen = excluded.chosen,"
                + " failures = excluded.failures, failing_since = excluded.failing_since, failure = excluded.failure";
        return Sql.update(
                connection,
                sql,
                entry.list(),
                entry.entry(),
                Sql.millis(entry.ran()),
                Sql.millis(entry.succeeded()),
                Sql.millis(entry.next()),
                entry.chosen(),
                entry.failures(),
                Sql.millis(entry.failingSince()),
                entry.failure());
    }

    /** Also the tags of entries that are not among these. */
    static int retain(Connection connection, String list, Collection<String> entries) throws SQLException {
        int removed = 0;
        for (String table : new String[] {"watched_entry", "watched_tag"}) {
            for (String known : Sql.query(
                    connection,
                    "SELECT DISTINCT entry FROM " + table + " WHERE list = ?",
                    row -> row.getString(1),
                    list)) {
                if (!entries.contains(known)) {
                    removed += Sql.update(
                            connection, "DELETE FROM " + table + " WHERE list = ? AND entry = ?", list, known);
                }
            }
        }
        return removed;
    }
}
