package io.github.syncimage.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.util.OptionalLong;

/** The tables of which issue, in which wording, got which answer, and counted on which day. */
final class HandledIssues {
    private HandledIssues() {}

    static boolean contains(Connection connection, long issue, String fingerprint) throws SQLException {
        String sql = "SELECT 1 FROM handled_issue WHERE issue = ? AND fingerprint = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, issue);
            statement.setString(2, fingerprint);
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    static int put(
            Connection connection, long issue, String fingerprint, String state, OptionalLong commentId, Instant now)
            throws SQLException {
        String sql = "INSERT INTO handled_issue (issue, fingerprint, state, comment_id, handled_at)"
                + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (issue, fingerprint) DO UPDATE SET state = excluded.state,"
                + " comment_id = excluded.comment_id, handled_at = excluded.handled_at";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, issue);
            statement.setString(2, fingerprint);
            statement.setString(3, state);
            if (commentId.isPresent()) {
                statement.setLong(4, commentId.getAsLong());
            } else {
                statement.setNull(4, Types.BIGINT);
            }
            statement.setLong(5, now.toEpochMilli());
            return statement.executeUpdate();
        }
    }

    static OptionalLong lastComment(Connection connection, long issue) throws SQLException {
        String sql = "SELECT comment_id FROM handled_issue WHERE issue = ? AND comment_id IS NOT NULL"
                + " ORDER BY handled_at DESC LIMIT 1";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, issue);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
            }
        }
    }

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
