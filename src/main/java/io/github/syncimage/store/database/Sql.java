package io.github.syncimage.store.database;

import io.github.syncimage.text.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Statements with their values, in the order of the question marks. */
public final class Sql {
    private Sql() {}

    /** Reads the row that the result set stands at. */
    public interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** @return the number of rows that were written */
    public static int update(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            return statement.executeUpdate();
        }
    }

    /** Runs the statement for each of the items, with its values. */
    public static <T> int batch(Connection connection, String sql, Collection<T> items, Function<T, Object[]> values)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (T item : items) {
                bind(statement, values.apply(item));
                statement.addBatch();
            }
            return statement.executeBatch().length;
        }
    }

    public static <T> List<T> query(Connection connection, String sql, Row<T> row, Object... values)
            throws SQLException {
        List<T> found = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(row.read(rows));
                }
            }
        }
        return found;
    }

    public static <T> Optional<T> first(Connection connection, String sql, Row<T> row, Object... values)
            throws SQLException {
        return query(connection, sql, row, values).stream().findFirst();
    }

    /** A time in milliseconds; null where there is none. */
    public static Instant time(ResultSet row, int column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }

    public static Long millis(Instant time) {
        return time == null ? null : time.toEpochMilli();
    }

    /** A time that PostgreSQL has as such; null where there is none. */
    public static Instant timestamp(ResultSet row, int column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    /** A JSON object in a column of text. */
    public static Map<String, Object> json(ResultSet row, int column) throws SQLException {
        try {
            return Json.read(row.getString(column).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalArgumentException("what stands in the database " + e.getMessage(), e);
        }
    }

    /** What {@code EXTRACT(EPOCH FROM …)} says; zero where there is nothing, or it is over. */
    public static Duration duration(ResultSet row, int column) throws SQLException {
        return Duration.ofNanos((long) (Math.max(0, row.getDouble(column)) * 1e9));
    }

    /** For {@code make_interval(secs => ?)}. */
    public static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private static void bind(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }
}
