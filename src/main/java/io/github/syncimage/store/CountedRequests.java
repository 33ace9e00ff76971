package io.github.syncimage.store;

import io.github.syncimage.store.database.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;

/** The table of which issue, in which wording, counted for whom on which day. */
final class CountedRequests {
    private CountedRequests() {}

    static int count(
            Connection connection, String repository, long issue, String fingerprint, String user, LocalDate day)
            throws SQLException {
        String sql = "INSERT INTO counted_request (repository, issue, fingerprint, requester, day)"
                + " VALUES (?, ?, ?, ?, ?)"
                + " ON CONFLICT (issue, fingerprint) DO NOTHING";
        return Sql.update(connection, sql, repository, issue, fingerprint, user, day.toString());
    }

    static boolean counted(Connection connection, long issue, String fingerprint) throws SQLException {
        String sql = "SELECT 1 FROM counted_request WHERE issue = ? AND fingerprint = ?";
        return Sql.first(connection, sql, row -> true, issue, fingerprint).isPresent();
    }

    static int countOf(Connection connection, LocalDate day, String repository, String user) throws SQLException {
        String sql = "SELECT COUNT(*) FROM counted_request WHERE day = ? AND requester = ? AND repository = ?";
        return Sql.first(connection, sql, row -> row.getInt(1), day.toString(), user, repository)
                .orElse(0);
    }
}
