package io.github.syncimage.watch;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A tag as a version, compared as regsync compares them since 0.10, which is not quite as Semantic Versioning does: a
 * leading {@code v} and what follows a {@code +} do not count, there are any number of parts and missing ones are 0, and
 * whatever follows the first {@code -} makes it older than the same version without. So {@code 20241001} and {@code 24.04}
 * are versions, and {@code 3.22-alpine} comes before {@code 3.22}.
 *
 * @param tag as the registry has it
 * @param suffix what follows the first hyphen; empty where there is none
 */
record TagVersion(String tag, long[] parts, String suffix) implements Comparable<TagVersion> {
    /** Time stamps have up to 17 digits; with more it is a hash that happens to have no letter. */
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private static final Pattern RUN = Pattern.compile("([^0-9]*)([0-9]*)");
    /** A tag may be 128 digits long, more than any number type holds. */
    private static final Comparator<String> DIGITS = Comparator.comparing(
            digits -> digits.replaceFirst("^0+(?=.)", ""),
            Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()));

    private static final Pattern COMPARISON = Pattern.compile("(>=|<=|[<>=^~]?)(.*)");

    /** Empty where the tag is no version: {@code latest}, {@code stable-1.27}. */
    static Optional<TagVersion> of(String tag) {
        String version = tag.startsWith("v") ? tag.substring(1) : tag;
        version = version.split("\\+", 2)[0];
        String[] halves = version.split("-", 2);
        String[] numbers = halves[0].split("\\.", -1);
        if (!Arrays.stream(numbers).allMatch(number -> NUMBER.matcher(number).matches())) {
            return Optional.empty();
        }
        long[] parts = Arrays.stream(numbers).mapToLong(Long::parseLong).toArray();
        return Optional.of(new TagVersion(tag, parts, halves.length == 2 ? halves[1] : ""));
    }

    /**
     * Reads one element of {@code semverRange}: comparisons with blanks between them, all of which have to hold, as regsync
     * reads them: {@code >=1.34.0 <2.0.0}, {@code ^1.2}, {@code ~1.2.3}, {@code 1.2.3}.
     *
     * @throws IllegalArgumentException saying what is no comparison
     */
    static Predicate<TagVersion> range(String text) {
        return Arrays.stream(text.strip().split("\\s+"))
                .map(TagVersion::comparison)
                .reduce(any -> true, Predicate::and);
    }

    private static Predicate<TagVersion> comparison(String word) {
        Matcher comparison = COMPARISON.matcher(word);
        comparison.matches();
        TagVersion version = of(comparison.group(2))
                .orElseThrow(() -> new IllegalArgumentException(
                        "'" + word + "' is no comparison with a version (>=1.2 <2, ^1.2, ~1.2.3; each list element is"
                                + " an alternative)"));
        return switch (comparison.group(1)) {
            case ">=" -> other -> other.compareTo(version) >= 0;
            case "<=" -> other -> other.compareTo(version) <= 0;
            case ">" -> other -> other.compareTo(version) > 0;
            case "<" -> other -> other.compareTo(version) < 0;
            case "^" -> version.until(version.nextIncompatible());
            case "~" -> version.until(version.part(0), version.part(1) + 1);
            default -> other -> other.compareTo(version) == 0;
        };
    }

    private Predicate<TagVersion> until(long... end) {
        TagVersion first = new TagVersion(tag, end, "");
        return other -> other.compareTo(this) >= 0 && other.compareTo(first) < 0;
    }

    /** The first number that is not zero may not change; of nothing but zeros, the third. */
    private long[] nextIncompatible() {
        if (part(0) > 0) {
            return new long[] {part(0) + 1};
        }
        return part(1) > 0 ? new long[] {0, part(1) + 1} : new long[] {0, 0, part(2) + 1};
    }

    private long part(int index) {
        return index < parts.length ? parts[index] : 0;
    }

    /** By age alone: {@code 1.2} and {@code v1.2.0} are the same. */
    @Override
    public int compareTo(TagVersion other) {
        int most = Math.max(parts.length, other.parts.length);
        int order = Arrays.compare(Arrays.copyOf(parts, most), Arrays.copyOf(other.parts, most));
        if (order != 0) {
            return order;
        }
        if (suffix.isEmpty() || other.suffix.isEmpty()) {
            return Boolean.compare(suffix.isEmpty(), other.suffix.isEmpty());
        }
        return Arrays.compare(suffix.split("\\.", -1), other.suffix.split("\\.", -1), TagVersion::compareWords);
    }

    /** Letters by letters and digits by number, in turn: {@code rc2} before {@code rc10}. */
    private static int compareWords(String one, String other) {
        Matcher left = RUN.matcher(one);
        Matcher right = RUN.matcher(other);
        int order = 0;
        // At its end a word has one more run, an empty one, which is before all others.
        while (order == 0 && left.find() && right.find()) {
            order = left.group(1).compareTo(right.group(1));
            order = order == 0 ? DIGITS.compare(left.group(2), right.group(2)) : order;
        }
        return order;
    }
}
