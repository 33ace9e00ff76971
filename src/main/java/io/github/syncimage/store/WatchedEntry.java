package io.github.syncimage.store;

import io.github.syncimage.store.database.Namespaces;
import io.github.syncimage.store.database.Sql;
import io.github.syncimage.watch.run.EntryRecord;
import java.sql.ResultSet;
import java.sql.SQLException;

/** A row of the table of how the entries of watch lists came out. */
final class WatchedEntry {
    static final String SELECT = "SELECT list, entry, ran_at, succeeded_at, next_at, chosen, failures, failing_since,"
            + " failure FROM watched_entry";

    /** With {@link #values}. */
    static final String PUT = "INSERT INTO watched_entry (list, entry, ran_at, succeeded_at, next_at, chosen, failures,"
            + " failing_since, failure) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
            + " ON CONFLICT (list, entry) DO UPDATE SET ran_at = excluded.ran_at,"
            + " succeeded_at = excluded.succeeded_at, next_at = excluded.next_at, chosen = excluded.chosen,"
            + " failures = excluded.failures, failing_since = excluded.failing_since, failure = excluded.failure";

    private WatchedEntry() {}

    static EntryRecord read(ResultSet row) throws SQLException {
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
    static Object[] values(String list, EntryRecord entry) {
        return new Object[] {
            list,
            entry.entry(),
            Sql.millis(entry.ran()),
            Sql.millis(entry.succeeded()),
            Sql.millis(entry.pause()),
            entry.chosen(),
            entry.failures(),
            Sql.millis(entry.failingSince()),
            entry.failure()
        };
    }
}
