package io.github.syncimage.watch;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Takes a repository's tags one by one, in any order and some twice, and keeps those that a filter means: of many
 * thousands no more than it has to.
 */
public final class TagChoice implements Consumer<String> {
    private static final Comparator<TagVersion> OLDEST_FIRST =
            Comparator.<TagVersion>naturalOrder().thenComparing(TagVersion::tag);

    private final TagFilter filter;
    private final TreeSet<TagVersion> newest = new TreeSet<>(OLDEST_FIRST);
    private final Set<String> all = new LinkedHashSet<>();
    private int seen;

    public TagChoice(TagFilter filter) {
        this.filter = filter;
    }

    @Override
    public void accept(String tag) {
        seen++;
        if (!filter.matches(tag)) {
            return;
        }
        if (filter.newest() == 0) {
            all.add(tag);
            return;
        }
        TagVersion.of(tag).ifPresent(newest::add);
        if (newest.size() > filter.newest()) {
            newest.pollFirst();
        }
    }

    public int seen() {
        return seen;
    }

    int kept() {
        return newest.size() + all.size();
    }

    /** Gives what the filter means: the newest first where it counts them, else in the registry's order. */
    public List<String> tags() {
        return filter.newest() == 0
                ? List.copyOf(all)
                : newest.descendingSet().stream().map(TagVersion::tag).toList();
    }
}
