package io.github.syncimage.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;

/** The table of which issue, in which wording, counted for whom on which day. */
final class CountedRequests {
    private CountedRequests() {}

    static int count(Connection connection, long issue, String fingerprint, String user, LocalDate day)
            throws SQLException {
        String sql = "INSERT INTO counted_request (issue, fingerprint, requester, day) VALUES (?, ?, ?, ?)"
                + " ON CONFLICT (issue, fingerprint) DO NOTHING";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, issue);
            statement.setString(2, fingerprint);
            statement.setString(3, user);
            statement.setString(4, day.toString());
            return statement.executeUpdate();
        }
    }

    static boolean counted(Connection connection, long issue, String fingerprint) throws SQLException {
        String sql = "SELECT 1 FROM counted_request WHERE issue = ? AND fingerprint = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, issue);
            statement.setString(2, fingerprint);
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    static int countOf(Connection connection, LocalDate day, String user) throws SQLException {
        String sql = "SELECT COUNT(*) FROM counted_request WHERE day = ? AND requester = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, day.toString());
            statement.setString(2, user);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getInt(1) : 0;
            }
        }
    }
}
