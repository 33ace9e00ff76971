package io.github.syncimage.store;

import io.github.syncimage.store.database.Sql;
import io.github.syncimage.store.team.Namespaces;
import io.github.syncimage.watch.run.EntryRecord;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The table of how the entries of watch lists came out. */
final class WatchedEntries {
    private static final List<String> TABLES = List.of("watched_entry", "watched_tag");

    private WatchedEntries() {}

    static Optional<EntryRecord> find(Connection connection, String list, String entry) throws SQLException {
        String sql = "SELECT list, entry, ran_at, succeeded_at, next_at, chosen, failures, failing_since, failure"
                + " FROM watched_entry WHERE list = ? AND entry = ?";
        return Sql.first(connection, sql, WatchedEntries::read, list, entry);
    }

    private static EntryRecord read(ResultSet row) throws SQLException {
        return new EntryRecord(
                Namespaces.list(row.getString(1)),
                row.getString(2),
                Sql.time(row, 3),
                Sql.time(row, 4),
                Sql.time(row, 5),
                row.getInt(6),
                row.getInt(7),
                Sql.time(row, 8),
                row.getString(9));
    }

    /** @param list as it is stored */
    static int put(Connection connection, String list, EntryRecord entry) throws SQLException {
        String sql = "INSERT INTO watched_entry (list, entry, ran_at, succeeded_at, next_at, chosen, failures,"
                + " failing_since, failure) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
                + " ON CONFLICT (list, entry) DO UPDATE SET ran_at = excluded.ran_at,"
                + " succeeded_at = excluded.succeeded_at, next_at = excluded.next_at, chosen = excluded.chosen,"
                + " failures = excluded.failures, failing_since = excluded.failing_since, failure = excluded.failure";
        return Sql.update(
                connection,
                sql,
                list,
                entry.entry(),
                Sql.millis(entry.ran()),
                Sql.millis(entry.succeeded()),
                Sql.millis(entry.next()),
                entry.chosen(),
                entry.failures(),
                Sql.millis(entry.failingSince()),
                entry.failure());
    }

    /** What a release before noted of the list is that of the first team that has one of this name, unless that began anew. */
    static int rename(Connection connection, String from, String to) throws SQLException {
        int renamed = 0;
        for (String table : TABLES) {
            renamed += Sql.update(
                    connection,
                    "UPDATE " + table + " SET list = ? WHERE list = ? AND NOT EXISTS (SELECT 1 FROM " + table
                            + " WHERE list = ?)",
                    to,
                    from,
                    to);
        }
        return renamed;
    }

    /** Also the tags of entries that are not among these. */
    static int retain(Connection connection, String list, Collection<String> entries) throws SQLException {
        int removed = 0;
        for (String table : TABLES) {
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
