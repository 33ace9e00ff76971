package io.github.syncimage.watch;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One element of {@code semverRange}: comparisons with blanks between them, all of which have to hold, as regsync reads
 * them: {@code >=1.34.0 <2.0.0}, {@code ^1.2}, {@code ~1.2.3}, {@code 1.2.3}.
 */
public final class VersionRange {
    private static final Pattern COMPARISON = Pattern.compile("(>=|<=|[<>=^~]?)(.*)");

    private final String text;
    private final List<Bound> bounds;

    private record Bound(IntPredicate sign, TagVersion version) {
        boolean holds(TagVersion other) {
            return sign.test(other.compareTo(version));
        }
    }

    private VersionRange(String text, List<Bound> bounds) {
        this.text = text;
        this.bounds = bounds;
    }

    /** @throws IllegalArgumentException saying what is no comparison */
    public static VersionRange parse(String text) {
        List<Bound> bounds = new ArrayList<>();
        for (String word : text.strip().split("\\s+")) {
            addBounds(word, bounds);
        }
        return new VersionRange(text, bounds);
    }

    private static void addBounds(String word, List<Bound> bounds) {
        Matcher comparison = COMPARISON.matcher(word);
        comparison.matches();
        String sign = comparison.group(1);
        TagVersion version = TagVersion.of(comparison.group(2))
                .orElseThrow(() -> new IllegalArgumentException(
                        "'" + word + "' is no comparison with a version (>=1.2 <2, ^1.2, ~1.2.3; each list element is"
                                + " an alternative)"));
        IntPredicate holds =
                switch (sign) {
                    case ">=", "^", "~" -> order -> order >= 0;
                    case "<=" -> order -> order <= 0;
                    case ">" -> order -> order > 0;
                    case "<" -> order -> order < 0;
                    default -> order -> order == 0;
                };
        bounds.add(new Bound(holds, version));
        if (sign.equals("^") || sign.equals("~")) {
            long[] end =
                    sign.equals("^") ? nextIncompatible(version) : new long[] {version.part(0), version.part(1) + 1};
            bounds.add(new Bound(order -> order < 0, new TagVersion(word, end, "")));
        }
    }

    /** The first number that is not zero may not change; of nothing but zeros, the third. */
    private static long[] nextIncompatible(TagVersion version) {
        if (version.part(0) > 0) {
            return new long[] {version.part(0) + 1};
        }
        return version.part(1) > 0 ? new long[] {0, version.part(1) + 1} : new long[] {0, 0, version.part(2) + 1};
    }

    public boolean contains(TagVersion version) {
        return bounds.stream().allMatch(bound -> bound.holds(version));
    }

    @Override
    public String toString() {
        return text;
    }
}
