package io.github.syncimage.store.database;

import java.sql.Connection;
import java.sql.SQLException;

/** Hands out connections whose schema is the newest. */
public interface Database extends AutoCloseable {
    /** Characters of what a driver or Flyway says: enough for a sentence of what can fill a page. */
    int LONGEST_REASON = 200;

    /** Something to do on a connection. */
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /** Runs statements that commit by themselves. */
    <T> T run(Work<T> work) throws SQLException;

    /** Runs statements that take effect together or not at all. */
    default <T> T transact(Work<T> work) throws SQLException {
        return run(connection -> {
            connection.setAutoCommit(false);
            try {
                T result = work.on(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        });
    }

    /** Told of an error, so that a database that is beyond repair can be put out of the way; true where it was. */
    default boolean giveUpAfter(SQLException error) {
        return false;
    }

    /** What it is, for messages: a file, or server and name without credentials. */
    String name();

    @Override
    void close();
}
