package io.github.syncimage.watch;

import java.util.List;

/**
 * One {@code tags} of a list: what is in one of the ranges, matches one of the patterns, and is not denied. An empty list
 * of ranges or patterns asks for nothing.
 */
public record TagSet(List<VersionRange> ranges, List<TagPattern> allow, List<TagPattern> deny) {
    public TagSet {
        ranges = List.copyOf(ranges);
        allow = List.copyOf(allow);
        deny = List.copyOf(deny);
    }

    public boolean isEmpty() {
        return ranges.isEmpty() && allow.isEmpty() && deny.isEmpty();
    }

    boolean contains(String tag) {
        return inRange(tag)
                && (allow.isEmpty() || allow.stream().anyMatch(pattern -> pattern.matches(tag)))
                && deny.stream().noneMatch(pattern -> pattern.matches(tag));
    }

    private boolean inRange(String tag) {
        return ranges.isEmpty()
                || TagVersion.of(tag)
                        .filter(version -> ranges.stream().anyMatch(range -> range.contains(version)))
                        .isPresent();
    }
}
