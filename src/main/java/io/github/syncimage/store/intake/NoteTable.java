package io.github.syncimage.store.intake;

import java.sql.Connection;
import java.sql.PreparedStatement;
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
        try (PreparedStatement statement = connection.prepareStatement(BEGIN + server)) {
            statement.setString(1, team);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return new Begun(rows.getString(2), rows.getLong(1));
            }
        }
    }

    /** What has changed since a change, in the order of the changes. */
    News newer(Connection connection, long known) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(String.format(NEWER, server))) {
            statement.setLong(1, known);
            statement.setString(2, team);
            try (ResultSet rows = statement.executeQuery()) {
                return read(rows);
            }
        }
    }

    private static News read(ResultSet rows) throws SQLException {
        String server = null;
        long number = 0;
        long forgotten = 0;
        List<Note> notes = new ArrayList<>();
        while (rows.next()) {
            number = rows.getLong(1);
            forgotten = rows.getLong(2);
            server = rows.getString(6);
            if (rows.getString(3) != null) {
                notes.add(new Note(rows.getString(3), rows.getString(4), rows.getString(5)));
            }
        }
        return new News(server, number, forgotten, notes);
    }

    List<Note> all(Connection connection) throws SQLException {
        String sql = "SELECT kind, name, value FROM run_note WHERE team = ? ORDER BY version, name";
        List<Note> notes = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, team);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    notes.add(new Note(rows.getString(1), rows.getString(2), rows.getString(3)));
                }
            }
        }
        return notes;
    }

    void put(Connection connection, List<Note> notes, long version) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PUT)) {
            for (Note note : notes) {
                statement.setString(1, team);
                statement.setString(2, note.kind());
                statement.setString(3, note.name());
                statement.setString(4, note.value());
                statement.setLong(5, version);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    void remove(Connection connection, List<Note> notes) throws SQLException {
        String sql = "DELETE FROM run_note WHERE team = ? AND kind = ? AND name = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (Note note : notes) {
                statement.setString(1, team);
                statement.setString(2, note.kind());
                statement.setString(3, note.name());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** Forgets what was removed up to that change: whoever has not asked since then has to read all notes. */
    void forget(Connection connection, long version) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("DELETE FROM run_note WHERE team = ? AND value IS NULL AND version <= ?")) {
            statement.setString(1, team);
            statement.setLong(2, version);
            statement.executeUpdate();
        }
        try (PreparedStatement statement =
                connection.prepareStatement("UPDATE run_note_change SET forgotten = ? WHERE team = ?")) {
            statement.setLong(1, version);
            statement.setString(2, team);
            statement.executeUpdate();
        }
    }
}
