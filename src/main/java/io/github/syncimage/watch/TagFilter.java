package io.github.syncimage.watch;

import io.github.syncimage.image.DigestTag;
import java.util.List;

/**
 * Which tags of a repository an entry means: those in one of its sets, or all where it has none. Tags that stand for a
 * digest ({@code sha256-….sig}) are none of them: signatures come along with their image.
 *
 * @param newest how many of them, the highest versions; 0 for all
 */
public record TagFilter(List<TagSet> sets, int newest) {
    public static final TagFilter ALL = new TagFilter(List.of(), 0);

    public TagFilter {
        sets = List.copyOf(sets);
    }

    public boolean matches(String tag) {
        return !DigestTag.matches(tag) && (sets.isEmpty() || sets.stream().anyMatch(set -> set.contains(tag)));
    }
}
