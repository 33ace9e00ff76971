package io.github.syncimage.watch;

import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.store.MirrorStore;
import io.github.syncimage.store.database.ForgivingDatabase;
import io.github.syncimage.store.database.Namespaces;
import io.github.syncimage.store.database.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a team's watch lists remember between runs. It may be lost: then tags are looked at again, and nothing is deleted
 * that it does not know.
 */
public record WatchMemory(ForgivingDatabase database, Namespaces namespaces, Clock clock) {
    private static final String TAG_KEY = "list, entry, tag";
    private static final String TAG_VALUES =
            "target, wanted, source_digest, target_digest, checked_at, put_at, moved_from,"
                    + " moved_at, gone_since, failures, failing_since, retry_at, failure";
    private static final String TAG_COLUMNS = TAG_KEY + ", " + TAG_VALUES;
    private static final String TAGS = "SELECT " + TAG_COLUMNS + " FROM watched_tag";

    private static final String PUT_TAG = "INSERT INTO watched_tag (" + TAG_COLUMNS + ", seen_at) VALUES (?"
            + ", ?".repeat(16) + ")" + updating(TAG_KEY, TAG_VALUES);

    private static final String ENTRY_KEY = "list, entry";
    private static final String ENTRY_VALUES =
            "ran_at, succeeded_at, next_at, chosen, failures, failing_since, failure";
    private static final String ENTRY_COLUMNS = ENTRY_KEY + ", " + ENTRY_VALUES;

    private static final String PUT_ENTRY = "INSERT INTO watched_entry (" + ENTRY_COLUMNS + ") VALUES (?"
            + ", ?".repeat(8) + ")" + updating(ENTRY_KEY, ENTRY_VALUES);

    private static final String OF_ENTRY = " WHERE list = ? AND entry = ?";
    private static final String OF_TAG = OF_ENTRY + " AND tag = ?";

    /**
     * How an entry's latest run came out; of one that never ran only its name is known.
     *
     * @param ran when its tags were listed last
     * @param succeeded when its tags were last listed to the end and none failed; null before that
     * @param pause until when a failure or a registry's limit has it wait, or {@code ran} where its timetable alone counts
     * @param chosen how many tags its filter meant
     * @param failures in a row, of the run as a whole
     * @param failure why it could not be run, null where it could
     */
    public record EntryRecord(
            String list,
            String entry,
            Instant ran,
            Instant succeeded,
            Instant pause,
            int chosen,
            int failures,
            Instant failingSince,
            String failure) {
        /** When its tags are listed again, by the timetable that its list has now; null before the first run. */
        public Instant next(Timetable timetable) {
            if (ran == null) {
                return null;
            }
            Instant regular = timetable.after(ran);
            boolean waits = pause.isAfter(ran) && (failure == null || pause.isBefore(regular));
            return waits ? pause : regular;
        }
    }

    public static WatchMemory in(MirrorStore store) {
        return new WatchMemory(store.database(), store.namespaces(), store.clock());
    }

    private static String updating(String key, String values) {
        return " ON CONFLICT (" + key + ") DO UPDATE SET " + values.replaceAll("\\w+", "$0 = excluded.$0");
    }

    public Optional<TagRecord> find(TagRecord.Key key) {
        return database.first("look up a watched tag", TAGS + OF_TAG, WatchMemory::tag, values(key));
    }

    private Object[] values(TagRecord.Key key) {
        return new Object[] {namespaces.stored(key.list()), key.entry(), key.tag()};
    }

    public void put(TagRecord tag) {
        Object[] values = {
            namespaces.stored(tag.key().list()),
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
            clock.millis()
        };
        database.update("remember a watched tag", PUT_TAG, values);
    }

    public void remove(TagRecord.Key key) {
        database.update("forget a watched tag", "DELETE FROM watched_tag" + OF_TAG, values(key));
    }

    /** Upstream has these tags; those among them that were gone are back. */
    public void seen(String list, String entry, Collection<String> tags, Instant now) {
        String stored = namespaces.stored(list);
        String sql = "UPDATE watched_tag SET seen_at = ?, gone_since = NULL" + OF_TAG;
        database.write(
                "note tags",
                connection ->
                        Sql.batch(connection, sql, tags, tag -> new Object[] {now.toEpochMilli(), stored, entry, tag}));
    }

    /** Whatever was {@link #seen} last before that time is gone upstream. */
    public void noteGone(String list, String entry, Instant listed) {
        String stored = namespaces.stored(list);
        long at = listed.toEpochMilli();
        // What never came to its target is nothing that upstream could take away.
        String never = "DELETE FROM watched_tag" + OF_ENTRY + " AND seen_at < ? AND target_digest IS NULL";
        String gone = "UPDATE watched_tag SET gone_since = ?, failures = 0, failing_since = NULL, retry_at = NULL,"
                + " failure = NULL" + OF_ENTRY + " AND seen_at < ? AND gone_since IS NULL";
        database.write("note tags that are gone", connection -> {
            Sql.update(connection, never, stored, entry, at);
            return Sql.update(connection, gone, at, stored, entry, at);
        });
    }

    /** Finds what the entry has put at its targets, and upstream still has. */
    public List<TagRecord> placed(String list, String entry) {
        return select(OF_ENTRY + " AND put_at IS NOT NULL AND gone_since IS NULL", namespaces.stored(list), entry);
    }

    /** Finds its tags that failed, by the time of their next try, so many at most. */
    public List<TagRecord> failing(String list, String entry, int most) {
        return select(OF_ENTRY + " AND failures > 0 ORDER BY retry_at LIMIT " + most, namespaces.stored(list), entry);
    }

    /** Finds those of the list that moved after that time, the latest first, so many at most. */
    public List<TagRecord> moved(String list, Instant after, int most) {
        String where = " WHERE list = ? AND moved_at > ? ORDER BY moved_at DESC LIMIT " + most;
        return select(where, namespaces.stored(list), after.toEpochMilli());
    }

    /** Finds those of the list that upstream has no more, so many at most. */
    public List<TagRecord> gone(String list, int most) {
        String where = " WHERE list = ? AND gone_since IS NOT NULL ORDER BY gone_since DESC LIMIT " + most;
        return select(where, namespaces.stored(list));
    }

    private List<TagRecord> select(String where, Object... values) {
        return database.query("look up watched tags", TAGS + where, WatchMemory::tag, values);
    }

    /** Counts the entry's tags that fail. */
    public int failures(String list, String entry) {
        String sql = "SELECT COUNT(*) FROM watched_tag" + OF_ENTRY + " AND failures > 0";
        return database.first("count failures", sql, row -> row.getInt(1), namespaces.stored(list), entry)
                .orElse(0);
    }

    /** The entry of the same list, other than the key's own, that has brought an image to this target tag. */
    public Optional<TagRecord.Key> ownerBeside(TagRecord.Key key, ImageReference target) {
        String where = " WHERE target = ? AND list = ? AND entry <> ? AND target_digest IS NOT NULL";
        return select(where, target.toString(), namespaces.stored(key.list()), key.entry()).stream()
                .map(TagRecord::key)
                .findFirst();
    }

    public EntryRecord entry(String list, String entry) {
        String sql = "SELECT " + ENTRY_COLUMNS + " FROM watched_entry" + OF_ENTRY;
        return database.first("look up an entry", sql, WatchMemory::entry, namespaces.stored(list), entry)
                .orElseGet(() -> new EntryRecord(list, entry, null, null, null, 0, 0, null, null));
    }

    public void put(EntryRecord entry) {
        Object[] values = {
            namespaces.stored(entry.list()),
            entry.entry(),
            Sql.millis(entry.ran()),
            Sql.millis(entry.succeeded()),
            Sql.millis(entry.pause()),
            entry.chosen(),
            entry.failures(),
            Sql.millis(entry.failingSince()),
            entry.failure()
        };
        database.update("remember an entry", PUT_ENTRY, values);
    }

    /** Forgets whatever belongs to entries that the list has no more. */
    public void retain(String list, Collection<String> entries) {
        List<Object> values = new ArrayList<>(List.of(namespaces.stored(list)));
        values.addAll(entries);
        String others = entries.isEmpty() ? "" : " AND entry NOT IN (?" + ", ?".repeat(entries.size() - 1) + ")";
        database.write("forget entries", connection -> {
            for (String table : List.of("watched_entry", "watched_tag")) {
                Sql.update(connection, "DELETE FROM " + table + " WHERE list = ?" + others, values.toArray());
            }
            return null;
        });
    }

    private static TagRecord tag(ResultSet row) throws SQLException {
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

    private static EntryRecord entry(ResultSet row) throws SQLException {
        return new EntryRecord(
                Namespaces.list(row.getString(1)),
                row.getString(2),
                Sql.time(row, 3),
                Sql.time(row, 4),
                Sql.time(row, 5),
                row.getInt(6),
                row.getInt(7),
                Sql.time(row, 8),
                row.getString(9));
    }
}
