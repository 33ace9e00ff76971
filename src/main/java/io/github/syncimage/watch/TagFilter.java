package io.github.syncimage.watch;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.github.syncimage.image.Digest;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Which tags of a repository an entry means: those in one of its sets, or all where it has none. Tags that stand for a
 * digest ({@code sha256-….sig}) are none of them: signatures come along with their image.
 *
 * @param newest how many of them, the highest versions; 0 for all
 */
record TagFilter(List<TagSet> sets, int newest) {
    static final TagFilter ALL = new TagFilter(List.of(), 0);

    /**
     * One {@code tags} of a list: what is in one of the ranges, matches one of the patterns, and is not denied. An empty
     * list of ranges or patterns asks for nothing.
     */
    record TagSet(List<Predicate<TagVersion>> ranges, List<Pattern> allow, List<Pattern> deny) {
        boolean isEmpty() {
            return ranges.isEmpty() && allow.isEmpty() && deny.isEmpty();
        }

        private boolean contains(String tag) {
            return (ranges.isEmpty() || TagVersion.of(tag).filter(this::inRange).isPresent())
                    && (allow.isEmpty() || allow.stream().anyMatch(pattern -> pattern.matches(tag)))
                    && deny.stream().noneMatch(pattern -> pattern.matches(tag));
        }

        private boolean inRange(TagVersion version) {
            return ranges.stream().anyMatch(range -> range.test(version));
        }
    }

    /**
     * Takes a repository's tags one by one, in any order and some twice, and keeps those that a filter means: of many
     * thousands no more than it has to.
     */
    static final class Choice implements Consumer<String> {
        private final TagFilter filter;
        private final TreeSet<TagVersion> newest =
                new TreeSet<>(Comparator.<TagVersion>naturalOrder().thenComparing(TagVersion::tag));
        private final Set<String> all = new LinkedHashSet<>();
        private int seen;

        Choice(TagFilter filter) {
            this.filter = filter;
        }

        @Override
        public void accept(String tag) {
            seen++;
            if (!filter.matches(tag)) {
                return;
            }
            if (filter.newest == 0) {
                all.add(tag);
                return;
            }
            TagVersion.of(tag).ifPresent(newest::add);
            if (newest.size() > filter.newest) {
                newest.pollFirst();
            }
        }

        int seen() {
            return seen;
        }

        /** Gives what the filter means: the newest first where it counts them, else in the registry's order. */
        List<String> tags() {
            return filter.newest == 0
                    ? List.copyOf(all)
                    : newest.descendingSet().stream().map(TagVersion::tag).toList();
        }
    }

    /**
     * Reads a regular expression that has to match a whole tag, in the syntax of Go and so of regsync. It takes time in
     * proportion to the tag, whatever somebody calls a tag.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    static Pattern pattern(String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("'" + text + "' is no regular expression: " + e.getDescription(), e);
        }
    }

    boolean matches(String tag) {
        return !Digest.isTag(tag) && (sets.isEmpty() || sets.stream().anyMatch(set -> set.contains(tag)));
    }
}
