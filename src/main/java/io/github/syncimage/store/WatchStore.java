package io.github.syncimage.store;

import io.github.syncimage.image.ImageReference;
import io.github.syncimage.store.database.ForgivingDatabase;
import io.github.syncimage.store.database.Sql;
import io.github.syncimage.store.team.Namespaces;
import io.github.syncimage.watch.run.EntryRecord;
import io.github.syncimage.watch.run.TagKey;
import io.github.syncimage.watch.run.TagRecord;
import io.github.syncimage.watch.run.WatchMemory;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What a team's watch lists remember, in the database of {@link MirrorStore}. */
record WatchStore(ForgivingDatabase database, Clock clock, Namespaces namespaces) implements WatchMemory {
    private static final String OF_ENTRY = "list = ? AND entry = ?";

    private TagKey stored(TagKey key) {
        return new TagKey(namespaces.stored(key.list()), key.entry(), key.tag());
    }

    @Override
    public Optional<TagRecord> find(TagKey key) {
        return database.read(
                "look up a watched tag", Optional.empty(), connection -> WatchedTags.find(connection, stored(key)));
    }

    @Override
    public void put(TagRecord tag) {
        Instant now = clock.instant();
        database.write(
                "remember a watched tag", connection -> WatchedTags.put(connection, stored(tag.key()), tag, now));
    }

    @Override
    public void remove(TagKey key) {
        database.write("forget a watched tag", connection -> WatchedTags.remove(connection, stored(key)));
    }

    @Override
    public void seen(String list, String entry, Collection<String> tags, Instant now) {
        database.write(
                "note tags", connection -> WatchedTags.seen(connection, namespaces.stored(list), entry, tags, now));
    }

    @Override
    public void noteGone(String list, String entry, Instant listed) {
        database.write(
                "note tags that are gone",
                connection -> WatchedTags.noteGone(connection, namespaces.stored(list), entry, listed));
    }

    @Override
    public List<TagRecord> placed(String list, String entry) {
        return select(OF_ENTRY + " AND put_at IS NOT NULL AND gone_since IS NULL", namespaces.stored(list), entry);
    }

    @Override
    public List<TagRecord> failing(String list, String entry, int most) {
        return select(OF_ENTRY + " AND failures > 0 ORDER BY retry_at LIMIT " + most, namespaces.stored(list), entry);
    }

    @Override
    public List<TagRecord> moved(String list, Instant after, int most) {
        return select(
                "list = ? AND moved_at > ? ORDER BY moved_at DESC LIMIT " + most,
                namespaces.stored(list),
                after.toEpochMilli());
    }

    @Override
    public List<TagRecord> gone(String list, int most) {
        return select(
                "list = ? AND gone_since IS NOT NULL ORDER BY gone_since DESC LIMIT " + most, namespaces.stored(list));
    }

    private List<TagRecord> select(String where, Object... values) {
        return database.read(
                "look up watched tags", List.of(), connection -> WatchedTags.select(connection, where, values));
    }

    @Override
    public int failures(String list, String entry) {
        String sql = "SELECT COUNT(*) FROM watched_tag WHERE " + OF_ENTRY + " AND failures > 0";
        return database.read("count failures", 0, connection -> Sql.first(
                        connection, sql, row -> row.getInt(1), namespaces.stored(list), entry)
                .orElse(0));
    }

    @Override
    public Optional<TagKey> ownerBeside(TagKey key, ImageReference target) {
        return database.read(
                "look up a target",
                Optional.empty(),
                connection -> WatchedTags.ownerBeside(connection, stored(key), target));
    }

    @Override
    public Optional<EntryRecord> entry(String list, String entry) {
        return database.read(
                "look up an entry",
                Optional.empty(),
                connection -> WatchedEntries.find(connection, namespaces.stored(list), entry));
    }

    @Override
    public void put(EntryRecord entry) {
        database.write(
                "remember an entry",
                connection -> WatchedEntries.put(connection, namespaces.stored(entry.list()), entry));
    }

    @Override
    public void retain(String list, Collection<String> entries) {
        String stored = namespaces.stored(list);
        database.write("forget entries", connection -> {
            if (!stored.equals(list)) {
                WatchedEntries.rename(connection, list, stored);
            }
            return WatchedEntries.retain(connection, stored, entries);
        });
    }
}
