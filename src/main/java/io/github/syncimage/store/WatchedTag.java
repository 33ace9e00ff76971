package io.github.syncimage.store;

import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.store.database.Namespaces;
import io.github.syncimage.store.database.Sql;
import io.github.syncimage.watch.run.TagRecord;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Objects;

/** A row of the table of tags that watch lists have dealt with. */
final class WatchedTag {
    private static final String COLUMNS = "list, entry, tag, target, wanted, source_digest, target_digest, checked_at,"
            + " put_at, moved_from, moved_at, gone_since, failures, failing_since, retry_at, failure";

    static final String SELECT = "SELECT " + COLUMNS + " FROM watched_tag";

    /** With {@link #values}. */
    static final String PUT = "INSERT INTO watched_tag (" + COLUMNS + ", seen_at) VALUES (?" + ", ?".repeat(16) + ")"
            + " ON CONFLICT (list, entry, tag) DO UPDATE SET target = excluded.target, wanted = excluded.wanted,"
            + " source_digest = excluded.source_digest, target_digest = excluded.target_digest,"
            + " checked_at = excluded.checked_at, put_at = excluded.put_at, moved_from = excluded.moved_from,"
            + " moved_at = excluded.moved_at, gone_since = excluded.gone_since, failures = excluded.failures,"
            + " failing_since = excluded.failing_since, retry_at = excluded.retry_at, failure = excluded.failure";

    private WatchedTag() {}

    static TagRecord read(ResultSet row) throws SQLException {
        return new TagRecord(
                new TagRecord.Key(Namespaces.list(row.getString(1)), row.getString(2), row.getString(3)),
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

    /** @param list as it is stored */
    static Object[] values(String list, TagRecord tag, Instant now) {
        return new Object[] {
            list,
            tag.key().entry(),
            tag.key().tag(),
            tag.target().toString(),
            tag.wanted(),
            Objects.toString(tag.sourceDigest(), null),
            Objects.toString(tag.targetDigest(), null),
            Sql.millis(tag.standing().checked()),
            Sql.millis(tag.standing().put()),
            Objects.toString(tag.movedFrom(), null),
            Sql.millis(tag.moved()),
            Sql.millis(tag.gone()),
            tag.failing().times(),
            Sql.millis(tag.failing().since()),
            Sql.millis(tag.failing().retry()),
            tag.failing().why(),
            now.toEpochMilli()
        };
    }
}
