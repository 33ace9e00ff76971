package io.github.syncimage.store;

import io.github.syncimage.store.database.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;

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
        String same = "SELECT 1 FROM counted_request WHERE issue = ? AND fingerprint = ?";
        if (Sql.first(connection, same, row -> true, request.issue(), request.wording() + 1)
                .isPresent()) {
            return true;
        }
        if (counted(connection, request) + images > most) {
            return false;
        }
        String sql = "INSERT INTO counted_request (repository, issue, fingerprint, requester, day)"
                + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (issue, fingerprint) DO NOTHING";
        List<Integer> all = IntStream.rangeClosed(1, images).boxed().toList();
        Sql.batch(connection, sql, all, image -> new Object[] {
            request.repository(),
            request.issue(),
            request.wording() + image,
            request.user(),
            request.day().toString()
        });
        return true;
    }

    private static int counted(Connection connection, Counted request) throws SQLException {
        String sql = "SELECT COUNT(*) FROM counted_request WHERE day = ? AND requester = ? AND repository = ?";
        return Sql.first(
                        connection,
                        sql,
                        row -> row.getInt(1),
                        request.day().toString(),
                        request.user(),
                        request.repository())
                .orElse(0);
    }
}
