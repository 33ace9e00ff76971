package io.github.syncimage.store;

import io.github.syncimage.copy.plan.CopyHistory.Mirrored;
import io.github.syncimage.copy.plan.CopyResult.DigestDifference;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** The table of what was last put under each target tag, and for whom. */
final class MirroredImages {
    private MirroredImages() {}

    static Optional<Mirrored> find(Connection connection, ImageReference target) throws SQLException {
        String sql = "SELECT source, target, source_digest, target_digest, platforms, wanted, offered, size,"
                + " difference, mirrored_at FROM mirrored_image WHERE target = ?";
        return Sql.first(connection, sql, MirroredImages::read, key(target));
    }

    private static Mirrored read(ResultSet row) throws SQLException {
        return new Mirrored(
                ImageReference.parse(row.getString(1)),
                ImageReference.parse(row.getString(2)),
                Digest.parse(row.getString(3)),
                Digest.parse(row.getString(4)),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getLong(8),
                DigestDifference.valueOf(row.getString(9)),
                Instant.ofEpochMilli(row.getLong(10)));
    }

    /** Replaces what was remembered of the target; who asked for it first only where something else stands there now. */
    static int put(Connection connection, Mirrored mirrored) throws SQLException {
        String sql = "INSERT INTO mirrored_image (target, source, source_digest, target_digest, platforms, wanted,"
                + " offered, size, difference, mirrored_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                + " ON CONFLICT (target) DO UPDATE SET source = excluded.source,"
                + " source_digest = excluded.source_digest, target_digest = excluded.target_digest,"
                + " platforms = excluded.platforms, wanted = excluded.wanted, offered = excluded.offered,"
                + " size = excluded.size, difference = excluded.difference, mirrored_at = excluded.mirrored_at,"
                + " repository = CASE WHEN mirrored_image.target_digest = excluded.target_digest"
                + " THEN mirrored_image.repository END,"
                + " issue = CASE WHEN mirrored_image.target_digest = excluded.target_digest"
                + " THEN mirrored_image.issue END,"
                + " requester = CASE WHEN mirrored_image.target_digest = excluded.target_digest"
                + " THEN mirrored_image.requester END";
        return Sql.update(
                connection,
                sql,
                key(mirrored.target()),
                mirrored.source().toString(),
                mirrored.sourceDigest().toString(),
                mirrored.targetDigest().toString(),
                mirrored.platforms(),
                mirrored.wanted(),
                mirrored.offered(),
                mirrored.size(),
                mirrored.difference().name(),
                mirrored.time().toEpochMilli());
    }

    static int putRequester(Connection connection, ImageReference target, String repository, long issue, String user)
            throws SQLException {
        String sql =
                "UPDATE mirrored_image SET repository = ?, issue = ?, requester = ? WHERE target = ? AND issue IS NULL";
        return Sql.update(connection, sql, repository, issue, user, key(target));
    }

    static Optional<String> findIssue(Connection connection, ImageReference target) throws SQLException {
        String sql = "SELECT repository, issue FROM mirrored_image WHERE target = ? AND issue IS NOT NULL";
        return Sql.first(connection, sql, row -> row.getString(1) + "#" + row.getLong(2), key(target));
    }

    private static String key(ImageReference target) {
        return target.tag() == null
                ? target.toString()
                : target.withDigest(null).toString();
    }
}
