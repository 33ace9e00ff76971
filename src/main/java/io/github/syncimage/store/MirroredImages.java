package io.github.syncimage.store;

import io.github.syncimage.copy.plan.CopyHistory.Mirrored;
import io.github.syncimage.copy.plan.CopyResult.DigestDifference;
import io.github.syncimage.copy.source.PlatformImage;
import io.github.syncimage.image.ArtifactType;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Repository;
import io.github.syncimage.postprocess.Visibility;
import io.github.syncimage.store.database.Namespaces;
import io.github.syncimage.store.database.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The table of what was last put under each target tag, and for whom. */
final class MirroredImages {
    /** What no longer holds where another image stands under the tag. */
    private static final List<String> OF_WHAT_STANDS =
            List.of("repository", "issue", "requester", "visibility", "looked_at");

    private MirroredImages() {}

    static Optional<Mirrored> find(Connection connection, ImageReference target) throws SQLException {
        String sql = "SELECT source, mirrored_image.target, source_digest, target_digest, platforms, wanted, offered,"
                + " mirrored_image.size, difference, mirrored_at, bare_at, type, " + MirroredPlatforms.COLUMNS
                + " FROM mirrored_image"
                + MirroredPlatforms.JOIN + " WHERE mirrored_image.target = ? ORDER BY place";
        List<PlatformImage> images = new ArrayList<>();
        return Sql.query(
                        connection,
                        sql,
                        row -> {
                            MirroredPlatforms.read(row, 13).ifPresent(images::add);
                            return read(row, images);
                        },
                        key(target))
                .stream()
                .findFirst();
    }

    static List<ImageReference> tagsOf(Connection connection, Repository repository, Digest digest)
            throws SQLException {
        String start = repository + ":";
        String sql = "SELECT target FROM mirrored_image WHERE target_digest = ? AND substr(target, 1, ?) = ?"
                + " ORDER BY target";
        return Sql.query(
                connection,
                sql,
                row -> ImageReference.parse(row.getString(1)),
                digest.toString(),
                start.length(),
                start);
    }

    private static Mirrored read(ResultSet row, List<PlatformImage> images) throws SQLException {
        String type = row.getString(12);
        return new Mirrored(
                type == null ? null : ArtifactType.valueOf(type),
                ImageReference.parse(row.getString(1)),
                ImageReference.parse(row.getString(2)),
                Digest.parse(row.getString(3)),
                Digest.parse(row.getString(4)),
                row.getString(5),
                images,
                row.getString(6),
                row.getString(7),
                row.getLong(8),
                DigestDifference.valueOf(row.getString(9)),
                Instant.ofEpochMilli(row.getLong(10)),
                Sql.time(row, 11));
    }

    /** Replaces what was remembered of the target; who asked for it first only where something else stands there now. */
    static int put(Connection connection, Mirrored mirrored, Namespaces namespaces) throws SQLException {
        StringBuilder sql =
                new StringBuilder("INSERT INTO mirrored_image (target, source, source_digest, target_digest,"
                        + " platforms, wanted, offered, size, difference, mirrored_at, bare_at, stands_since, namespace, type)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                        + " ON CONFLICT (target) DO UPDATE SET source = excluded.source,"
                        + " source_digest = excluded.source_digest, target_digest = excluded.target_digest,"
                        + " platforms = excluded.platforms, wanted = excluded.wanted, offered = excluded.offered,"
                        + " size = excluded.size, difference = excluded.difference, mirrored_at = excluded.mirrored_at,"
                        + " bare_at = excluded.bare_at, type = excluded.type,"
                        + " namespace = COALESCE(excluded.namespace, mirrored_image.namespace),"
                        + " revision = mirrored_image.revision + 1, stands_since = CASE WHEN"
                        + " mirrored_image.target_digest = excluded.target_digest"
                        + " THEN mirrored_image.stands_since ELSE excluded.stands_since END");
        for (String column : OF_WHAT_STANDS) {
            sql.append(", ")
                    .append(column)
                    .append(" = CASE WHEN mirrored_image.target_digest = excluded.target_digest");
            sql.append(" THEN mirrored_image.").append(column).append(" END");
        }
        int written = Sql.update(
                connection,
                sql.toString(),
                key(mirrored.target()),
                mirrored.source().toString(),
                mirrored.sourceDigest().toString(),
                mirrored.targetDigest().toString(),
                mirrored.platforms(),
                mirrored.wanted(),
                mirrored.offered(),
                mirrored.size(),
                mirrored.difference().name(),
                mirrored.time().toEpochMilli(),
                Sql.millis(mirrored.bareAt()),
                mirrored.time().toEpochMilli(),
                namespaces.of(key(mirrored.target())),
                mirrored.type() == null ? null : mirrored.type().name());
        MirroredPlatforms.put(connection, key(mirrored.target()), mirrored.images());
        return written;
    }

    /** What an anonymous request has found; the image that stands there has to be remembered. */
    static int putVisibility(Connection connection, ImageReference target, Visibility.State state, Instant now)
            throws SQLException {
        String sql =
                "UPDATE mirrored_image SET visibility = ?, looked_at = ?, revision = revision + 1 WHERE target = ?";
        return Sql.update(connection, sql, state.name(), now.toEpochMilli(), key(target));
    }

    static int putRequester(Connection connection, ImageReference target, String repository, long issue, String user)
            throws SQLException {
        String sql = "UPDATE mirrored_image SET repository = ?, issue = ?, requester = ?, revision = revision + 1"
                + " WHERE target = ? AND issue IS NULL";
        return Sql.update(connection, sql, repository, issue, user, key(target));
    }

    private static String key(ImageReference target) {
        return target.tag() == null
                ? target.toString()
                : target.withDigest(null).toString();
    }
}
