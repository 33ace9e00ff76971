package io.github.syncimage.watch;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
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
public record TagVersion(String tag, long[] parts, String suffix) implements Comparable<TagVersion> {
    /** Time stamps have up to 17 digits; with more it is a hash that happens to have no letter. */
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private static final Pattern RUN = Pattern.compile("([^0-9]*)([0-9]*)");
    private static final Comparator<String> TEXT = Comparator.naturalOrder();

    /** Empty where the tag is no version: {@code latest}, {@code stable-1.27}. */
    public static Optional<TagVersion> of(String tag) {
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

    long part(int index) {
        return index < parts.length ? parts[index] : 0;
    }

    /** By age alone: {@code 1.2} and {@code v1.2.0} are the same. */
    @Override
    public int compareTo(TagVersion other) {
        for (int i = 0; i < Math.max(parts.length, other.parts.length); i++) {
            if (part(i) != other.part(i)) {
                return Long.compare(part(i), other.part(i));
            }
        }
        if (suffix.isEmpty() || other.suffix.isEmpty()) {
            return Boolean.compare(suffix.isEmpty(), other.suffix.isEmpty());
        }
        return compareSuffixes(suffix.split("\\.", -1), other.suffix.split("\\.", -1));
    }

    private static int compareSuffixes(String[] one, String[] other) {
        for (int i = 0; i < Math.min(one.length, other.length); i++) {
            int order = compareWords(one[i], other[i]);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(one.length, other.length);
    }

    /** Letters by letters and digits by number, in turn: {@code rc2} before {@code rc10}. */
    private static int compareWords(String one, String other) {
        Matcher left = RUN.matcher(one);
        Matcher right = RUN.matcher(other);
        int order = 0;
        // At its end a word has one more run, an empty one, which is before all others.
        while (order == 0 && left.find() && right.find()) {
            order = TEXT.compare(left.group(1), right.group(1));
            order = order == 0 ? compareDigits(left.group(2), right.group(2)) : order;
        }
        return order;
    }

    /** A tag may be 128 digits long, more than any number type holds. */
    private static int compareDigits(String one, String other) {
        String left = one.replaceFirst("^0+(?=.)", "");
        String right = other.replaceFirst("^0+(?=.)", "");
        return left.length() != right.length()
                ? Integer.compare(left.length(), right.length())
                : TEXT.compare(left, right);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TagVersion that && tag.equals(that.tag);
    }

    @Override
    public int hashCode() {
        return tag.hashCode();
    }

    @Override
    public String toString() {
        return tag;
    }
}
