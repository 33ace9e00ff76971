package io.github.syncimage.store.run;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;

/** Notes of the daemons of a team, in PostgreSQL. One changes them at a time, however many daemons there are. */
public final class SharedNotes {
    /**
     * Whoever stops in the middle of a change, because its machine sleeps, has to let go; and who waits for that is not to
     * wait for ever. A change takes milliseconds.
     */
    private static final String PATIENCE =
            "SET LOCAL idle_in_transaction_session_timeout = '5s'; SET LOCAL lock_timeout = '15s'";

    /** After so many changes what was removed is forgotten, but for the last ones: who is not that far reads all. */
    private static final int REMEMBERED = 10_000;

    private static final int FORGET_EVERY = 1_000;

    /** A connection that died without a word: longer than a change waits for others. */
    private static final int LONGEST_CHANGE = 20_000;

    private static final int LONGEST_LOOK = 5_000;

    private final DataSource database;
    private final NoteTable table;

    /** @param team of daemons that share the notes */
    public SharedNotes(DataSource database, String team) {
        this.database = database;
        this.table = new NoteTable(team, "pg_postmaster_start_time()::text");
    }

    /** What somebody does while nobody else changes anything. */
    public interface Change {
        /**
         * @param server that is asked; see {@link News}
         * @param previous the change before this one
         * @return the notes as they are to be
         * @throws SQLException where {@code newer} has
         */
        List<Note> after(String server, long previous, Newer newer) throws SQLException;
    }

    /** Asks what has changed since a change. */
    public interface Newer {
        News than(long known) throws SQLException;
    }

    /** What was changed since. */
    public News newer(long known) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setNetworkTimeout(Runnable::run, LONGEST_LOOK);
            return table.newer(connection, known);
        }
    }

    /**
     * Makes a change.
     *
     * @return its number, or that of the one before where nothing was to be changed
     */
    public long change(Change change) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setNetworkTimeout(Runnable::run, LONGEST_CHANGE);
            connection.setAutoCommit(false);
            try {
                return change(connection, change);
            } finally {
                endQuietly(connection);
            }
        }
    }

    private long change(Connection connection, Change change) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(PATIENCE);
        }
        NoteTable.Begun begun = table.begin(connection);
        long number = begun.number();
        List<Note> notes = change.after(begun.server(), number - 1, known -> table.newer(connection, known));
        if (notes.isEmpty()) {
            return number - 1;
        }
        table.put(connection, notes, number);
        if (number % FORGET_EVERY == 0) {
            table.forget(connection, number - REMEMBERED);
        }
        connection.commit();
        return number;
    }

    /** What was not committed is not to be. */
    private static void endQuietly(Connection connection) throws SQLException {
        try {
            connection.rollback();
        } finally {
            connection.setAutoCommit(true);
        }
    }
}
