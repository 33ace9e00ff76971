package io.github.syncimage.store;

import io.github.syncimage.store.database.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;

/** The table of which issue, in which wording, counted for whom on which day. */
final class CountedRequests {
    private CountedRequests() {}

    /** Whose images count: an issue in a wording, which names its repository. */
    record Counted(LocalDate day, String repository, String user, long issue, String wording) {}

    /**
     * Counts the images of a request where so many more are left of the day; all or none, also where two daemons do so at
     * once: on PostgreSQL the second waits, SQLite lets only one write at a time.
     *
     * @return whether there are; also where it was counted before
     */
    static boolean countWithin(Connection connection, Counted request, int images, int most) throws SQLException {
        if (connection.getMetaData().getDatabaseProductName().equals("PostgreSQL")) {
            String whose = "quota " + request.day() + " " + request.repository() + " " + request.user();
            Sql.query(connection, "SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", row -> true, whose);
        }
        if (counted(connection, request.issue(), request.wording() + 1)) {
            return true;
        }
        if (countOf(connection, request.day(), request.repository(), request.user()) + images > most) {
            return false;
        }
        for (int image = 1; image <= images; image++) {
            count(
                    connection,
                    request.repository(),
                    request.issue(),
                    request.wording() + image,
                    request.user(),
                    request.day());
        }
        return true;
    }

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
