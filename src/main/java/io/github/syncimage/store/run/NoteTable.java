package io.github.syncimage.store.run;

import io.github.syncimage.store.database.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The table of notes, and that of the changes to them, for one team.
 *
 * @param server SQL for what tells the server that answers from another one
 */
record NoteTable(String team, String server) {
    private static final String PUT = "INSERT INTO run_note (team, kind, name, value, version) VALUES (?, ?, ?, ?, ?)"
            + " ON CONFLICT (team, kind, name) DO UPDATE SET value = excluded.value, version = excluded.version";

    /** Waits until nobody else changes anything. */
    private static final String BEGIN = "INSERT INTO run_note_change (team, number, forgotten) VALUES (?, 1, 0)"
            + " ON CONFLICT (team) DO UPDATE SET number = run_note_change.number + 1 RETURNING number, ";

    private static final String NEWER = "SELECT c.number, c.forgotten, n.kind, n.name, n.value,"
            + " %s FROM run_note_change c"
            + " LEFT JOIN run_note n ON n.team = c.team AND n.version > ? WHERE c.team = ? ORDER BY n.version, n.name";

    /** @param number of the change that has begun */
    record Begun(String server, long number) {}

    Begun begin(Connection connection) throws SQLException {
        return Sql.first(connection, BEGIN + server, row -> new Begun(row.getString(2), row.getLong(1)), team)
                .orElseThrow();
    }

    /** What has changed since a change, in the order of the changes. */
    News newer(Connection connection, long known) throws SQLException {
        List<Note> notes = new ArrayList<>();
        Sql.Row<News> row = of -> {
            if (of.getString(3) != null) {
                notes.add(note(of, 3));
            }
            return new News(of.getString(6), of.getLong(1), of.getLong(2), notes);
        };
        return Sql.first(connection, String.format(NEWER, server), row, known, team)
                .orElse(new News(null, 0, 0, notes));
    }

    private static Note note(ResultSet row, int first) throws SQLException {
        return new Note(row.getString(first), row.getString(first + 1), row.getString(first + 2));
    }

    List<Note> all(Connection connection) throws SQLException {
        String sql = "SELECT kind, name, value FROM run_note WHERE team = ? ORDER BY version, name";
        return Sql.query(connection, sql, row -> note(row, 1), team);
    }

    void put(Connection connection, List<Note> notes, long version) throws SQLException {
        Sql.batch(connection, PUT, notes, note -> new Object[] {team, note.kind(), note.name(), note.value(), version});
    }

    void remove(Connection connection, List<Note> notes) throws SQLException {
        String sql = "DELETE FROM run_note WHERE team = ? AND kind = ? AND name = ?";
        Sql.batch(connection, sql, notes, note -> new Object[] {team, note.kind(), note.name()});
    }

    /** Forgets what was removed up to that change: whoever has not asked since then has to read all notes. */
    void forget(Connection connection, long version) throws SQLException {
        String sql = "DELETE FROM run_note WHERE team = ? AND value IS NULL AND version <= ?";
        Sql.update(connection, sql, team, version);
        Sql.update(connection, "UPDATE run_note_change SET forgotten = ? WHERE team = ?", version, team);
    }
}
