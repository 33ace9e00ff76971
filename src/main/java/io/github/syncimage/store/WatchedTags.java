package io.github.syncimage.store;

import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.store.database.Sql;
import io.github.syncimage.store.team.Namespaces;
import io.github.syncimage.watch.run.TagKey;
import io.github.syncimage.watch.run.TagRecord;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The table of tags that watch lists have dealt with. */
final class WatchedTags {
    private static final String COLUMNS = "list, entry, tag, target, wanted, source_digest, target_digest, checked_at,"
            + " put_at, moved_from, moved_at, gone_since, failures, failing_since, retry_at, failure";
    private static final String OF_TAG = " WHERE list = ? AND entry = ? AND tag = ?";

    private WatchedTags() {}

    static Optional<TagRecord> find(Connection connection, TagKey key) throws SQLException {
        String sql = "SELECT " + COLUMNS + " FROM watched_tag" + OF_TAG;
        return Sql.first(connection, sql, WatchedTags::read, key.list(), key.entry(), key.tag());
    }

    static List<TagRecord> select(Connection connection, String where, Object... values) throws SQLException {
        return Sql.query(
                connection, "SELECT " + COLUMNS + " FROM watched_tag WHERE " + where, WatchedTags::read, values);
    }

    private static TagRecord read(ResultSet row) throws SQLException {
        return new TagRecord(
                new TagKey(Namespaces.list(row.getString(1)), row.getString(2), row.getString(3)),
                ImageReference.parse(row.getString(4)),
                row.getString(5),
                new TagRecord.Standing(digest(row, 6), digest(row, 7), Sql.time(row, 8), Sql.time(row, 9)),
                digest(row, 10),
                Sql.time(row, 11),
                Sql.time(row, 12),
                new TagRecord.Failing(row.getInt(13), Sql.time(row, 14), Sql.time(row, 15), row.getString(16)));
    }

    private static Digest digest(ResultSet row, int column) throws SQLException {
        String text = row.getString(column);
        return text == null ? null : Digest.parse(text);
    }

    /** @param key as it is stored */
    static int put(Connection connection, TagKey key, TagRecord tag, Instant now) throws SQLException {
        String sql = "INSERT INTO watched_tag (" + COLUMNS + ", seen_at) VALUES (?" + ", ?".repeat(16) + ")"
                + " ON CONFLICT (list, entry, tag) DO UPDATE SET target = excluded.target, wanted = excluded.wanted,"
                + " source_digest = excluded.source_digest, target_digest = excluded.target_digest,"
                + " checked_at = excluded.checked_at, put_at = excluded.put_at, moved_from = excluded.moved_from,"
                + " moved_at = excluded.moved_at, gone_since = excluded.gone_since, failures = excluded.failures,"
                + " failing_since = excluded.failing_since, retry_at = excluded.retry_at, failure = excluded.failure";
        return Sql.update(
                connection,
                sql,
                key.list(),
                key.entry(),
                key.tag(),
                tag.target().toString(),
                tag.wanted(),
                text(tag.sourceDigest()),
                text(tag.targetDigest()),
                Sql.millis(tag.standing().checked()),
                Sql.millis(tag.standing().put()),
                text(tag.movedFrom()),
                Sql.millis(tag.moved()),
                Sql.millis(tag.gone()),
                tag.failing().times(),
                Sql.millis(tag.failing().since()),
                Sql.millis(tag.failing().retry()),
                tag.failing().why(),
                now.toEpochMilli());
    }

    private static String text(Digest digest) {
        return digest == null ? null : digest.toString();
    }

    static int remove(Connection connection, TagKey key) throws SQLException {
        return Sql.update(connection, "DELETE FROM watched_tag" + OF_TAG, key.list(), key.entry(), key.tag());
    }

    static int seen(Connection connection, String list, String entry, Collection<String> tags, Instant now)
            throws SQLException {
        String sql = "UPDATE watched_tag SET seen_at = ?, gone_since = NULL" + OF_TAG;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (String tag : tags) {
                Sql.bind(statement, now.toEpochMilli(), list, entry, tag);
                statement.addBatch();
            }
            return statement.executeBatch().length;
        }
    }

    static int noteGone(Connection connection, String list, String entry, Instant listed) throws SQLException {
        // What never came to its target is nothing that upstream could take away.
        Sql.update(
                connection,
                "DELETE FROM watched_tag WHERE list = ? AND entry = ? AND seen_at < ? AND target_digest IS NULL",
                list,
                entry,
                listed.toEpochMilli());
        String sql = "UPDATE watched_tag SET gone_since = ?, failures = 0, failing_since = NULL, retry_at = NULL,"
                + " failure = NULL WHERE list = ? AND entry = ? AND seen_at < ? AND gone_since IS NULL";
        return Sql.update(connection, sql, listed.toEpochMilli(), list, entry, listed.toEpochMilli());
    }

    static Optional<TagKey> ownerBeside(Connection connection, TagKey key, ImageReference target) throws SQLException {
        return select(
                        connection,
                        "target = ? AND list = ? AND entry <> ? AND target_digest IS NOT NULL",
                        target.toString(),
                        key.list(),
                        key.entry())
                .stream()
                .map(TagRecord::key)
                .findFirst();
    }
}
