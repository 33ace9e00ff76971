package io.github.syncimage.store.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;

/** Short statements, on a connection that may have died without a word: none is waited for longer than {@code patience}. */
public record Statements(DataSource database, Duration patience) {
    public <T> List<T> query(String sql, Sql.Row<T> row, Object... values) throws SQLException {
        return run(connection -> Sql.query(connection, sql, row, values));
    }

    public int update(String sql, Object... values) throws SQLException {
        return run(connection -> Sql.update(connection, sql, values));
    }

    public <T> T run(Database.Work<T> work) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setNetworkTimeout(Runnable::run, (int) patience.toMillis());
            return work.on(connection);
        }
    }
}
