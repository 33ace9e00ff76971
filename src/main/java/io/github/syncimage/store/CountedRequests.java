package io.github.syncimage.store;

import io.github.syncimage.store.database.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;

/** The table of which images, of which runs, count for whom on which day. */
public final class CountedRequests {
    private static final String KEY = " WHERE issue = ? AND fingerprint = ?";

    private CountedRequests() {}

    /**
     * An image of a run.
     *
     * @param repository of the issue, {@code owner/name}
     * @param user who has asked for the run
     * @param image which one of which run of the issue; names its repository, too
     */
    public record Counted(LocalDate day, String repository, String user, long issue, String image) {}

    /**
     * The most that a user may have in a day; 0 for no limit.
     *
     * @param images over all repositories
     * @param here images in the repository of the issue
     */
    public record Most(int images, int here, long bytes) {}

    /** What came of the question for room. */
    public enum Answer {
        ROOM,
        NO_MORE_IMAGES,
        NO_MORE_HERE,
        NO_MORE_BYTES,
        /** The counts could not be read, so that nobody knows. */
        UNKNOWN
    }

    /** What counts beside an image. */
    private record Sums(long images, long here, long bytes) {}

    /** Whether there is room for one more image of any size; also where that very one was counted before. */
    static Answer room(Connection connection, Counted image, Most most) throws SQLException {
        return isCounted(connection, image) ? Answer.ROOM : answer(sums(connection, image), 1, most);
    }

    /**
     * Counts an image where there is room for it; one that was counted before is not counted again. It holds also where two
     * daemons do so at once: on PostgreSQL the second waits, SQLite lets only one write at a time.
     */
    static Answer take(Connection connection, Counted image, long bytes, Most most) throws SQLException {
        if (connection.getMetaData().getDatabaseProductName().equals("PostgreSQL")) {
            String whose = "quota " + image.user();
            Sql.query(connection, "SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", row -> true, whose);
        }
        if (isCounted(connection, image)) {
            return Answer.ROOM;
        }
        Answer answer = answer(sums(connection, image), bytes, most);
        if (answer == Answer.ROOM) {
            put(connection, image, bytes, 0);
        }
        return answer;
    }

    private static boolean isCounted(Connection connection, Counted image) throws SQLException {
        return Sql.first(connection, "SELECT 1 FROM counted_request" + KEY, row -> true, image.issue(), image.image())
                .isPresent();
    }

    private static Sums sums(Connection connection, Counted image) throws SQLException {
        String sql = "SELECT COUNT(*), COALESCE(SUM(CASE WHEN repository = ? THEN 1 ELSE 0 END), 0),"
                + " COALESCE(SUM(bytes), 0) FROM counted_request WHERE day = ? AND requester = ?";
        return Sql.first(
                        connection,
                        sql,
                        row -> new Sums(row.getLong(1), row.getLong(2), row.getLong(3)),
                        image.repository(),
                        image.day().toString(),
                        image.user())
                .orElseThrow();
    }

    private static Answer answer(Sums sums, long bytes, Most most) {
        if (most.images() > 0 && sums.images() >= most.images()) {
            return Answer.NO_MORE_IMAGES;
        }
        if (most.here() > 0 && sums.here() >= most.here()) {
            return Answer.NO_MORE_HERE;
        }
        return most.bytes() > 0 && bytes > most.bytes() - sums.bytes() ? Answer.NO_MORE_BYTES : Answer.ROOM;
    }

    /** The image stands at the target; another daemon may have given back what this one has taken. */
    static int arrived(Connection connection, Counted image, long bytes) throws SQLException {
        return put(connection, image, bytes, 1);
    }

    private static int put(Connection connection, Counted image, long bytes, int arrived) throws SQLException {
        String sql = "INSERT INTO counted_request (repository, issue, fingerprint, requester, day, bytes, arrived)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (issue, fingerprint) DO UPDATE SET"
                + " arrived = excluded.arrived, bytes = CASE WHEN counted_request.bytes = 0 THEN excluded.bytes"
                + " ELSE counted_request.bytes END";
        return Sql.update(
                connection,
                sql,
                image.repository(),
                image.issue(),
                image.image(),
                image.user(),
                image.day().toString(),
                bytes,
                arrived);
    }

    /** Counts it no more, unless it has arrived. */
    static int giveBack(Connection connection, Counted image) throws SQLException {
        String sql = "DELETE FROM counted_request" + KEY + " AND arrived = 0";
        return Sql.update(connection, sql, image.issue(), image.image());
    }
}
