package io.github.syncimage.watch.run;

import io.github.syncimage.image.ImageReference;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What lists remember between runs. It may be lost: then tags are looked at again, and nothing is deleted that it does not
 * know.
 */
public interface WatchMemory {
    Optional<TagRecord> find(TagRecord.Key key);

    void put(TagRecord tag);

    void remove(TagRecord.Key key);

    /** Upstream has these tags; those among them that were gone are back. */
    void seen(String list, String entry, Collection<String> tags, Instant now);

    /** Whatever was {@link #seen} last before that time is gone upstream. */
    void noteGone(String list, String entry, Instant listed);

    /** Finds what the entry has put at its targets, and upstream still has. */
    List<TagRecord> placed(String list, String entry);

    /** Its tags that failed, by the time of their next try, so many at most. */
    List<TagRecord> failing(String list, String entry, int most);

    /** Those of the list that moved after that time, the latest first, so many at most. */
    List<TagRecord> moved(String list, Instant after, int most);

    /** Those of the list that upstream has no more, so many at most. */
    List<TagRecord> gone(String list, int most);

    /** Counts the entry's tags that fail. */
    int failures(String list, String entry);

    /** The entry of the same list, other than the key's own, that has brought an image to this target tag. */
    Optional<TagRecord.Key> ownerBeside(TagRecord.Key key, ImageReference target);

    EntryRecord entry(String list, String entry);

    void put(EntryRecord entry);

    /** Forgets whatever belongs to entries that the list has no more. */
    void retain(String list, Collection<String> entries);
}
