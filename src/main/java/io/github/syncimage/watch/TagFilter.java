package io.github.syncimage.watch;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
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

    /**
     * One {@code tags} of a list: what is in one of the ranges, matches one of the patterns, and is not denied. An empty
     * list of ranges or patterns asks for nothing.
     */
    public record TagSet(List<VersionRange> ranges, List<Pattern> allow, List<Pattern> deny) {
        boolean isEmpty() {
            return ranges.isEmpty() && allow.isEmpty() && deny.isEmpty();
        }

        private boolean contains(String tag) {
            return (ranges.isEmpty() || TagVersion.of(tag).filter(this::inRange).isPresent())
                    && (allow.isEmpty() || allow.stream().anyMatch(pattern -> pattern.matches(tag)))
                    && deny.stream().noneMatch(pattern -> pattern.matches(tag));
        }

        private boolean inRange(TagVersion version) {
            return ranges.stream().anyMatch(range -> range.contains(version));
        }
    }

    public TagFilter {
        sets = List.copyOf(sets);
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

    public boolean matches(String tag) {
        return !DigestTag.matches(tag) && (sets.isEmpty() || sets.stream().anyMatch(set -> set.contains(tag)));
    }
}
