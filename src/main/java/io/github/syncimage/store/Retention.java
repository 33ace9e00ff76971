package io.github.syncimage.store;

import io.github.syncimage.store.database.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

/** How long rows stay, so that years of mirroring leave a small database. */
final class Retention {
    /** A blob that no image used for half a year has likely been cleaned up at the registry, too. */
    private static final Duration BLOBS = Duration.ofDays(180);

    /** Only the running day counts; some more days help an operator who wonders who asked for what. */
    private static final Duration REQUESTS = Duration.ofDays(31);

    /** Nobody looks further back at what happened; what was mirrored is remembered as long as it stands. */
    private static final Duration ANSWERS = Duration.ofDays(90);

    private Retention() {}

    static int prune(Connection connection, Instant now) throws SQLException {
        String day = now.minus(REQUESTS).atZone(ZoneOffset.UTC).toLocalDate().toString();
        long seen = now.minus(BLOBS).toEpochMilli();
        return Sql.update(connection, "DELETE FROM held_blob WHERE seen_at < ?", seen)
                + Sql.update(connection, "DELETE FROM counted_request WHERE day < ?", day)
                + Sql.update(
                        connection,
                        "DELETE FROM answer WHERE at < ?",
                        now.minus(ANSWERS).toEpochMilli());
    }
}
