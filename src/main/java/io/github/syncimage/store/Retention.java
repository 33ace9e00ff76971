package io.github.syncimage.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
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

    private Retention() {}

    static int prune(Connection connection, Instant now) throws SQLException {
        return delete(connection, "DELETE FROM held_blob WHERE seen_at < ?", now.minus(BLOBS))
                + deleteRequests(connection, now.minus(REQUESTS));
    }

    private static int delete(Connection connection, String sql, Instant before) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, before.toEpochMilli());
            return statement.executeUpdate();
        }
    }

    private static int deleteRequests(Connection connection, Instant before) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("DELETE FROM counted_request WHERE day < ?")) {
            statement.setString(1, before.atZone(ZoneOffset.UTC).toLocalDate().toString());
            return statement.executeUpdate();
        }
    }
}
