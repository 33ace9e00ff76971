package io.github.syncimage.issue;

import io.github.syncimage.image.InvalidReferenceException;
import io.github.syncimage.image.Platform;
import io.github.syncimage.image.PlatformSelection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads what people write where platforms are asked for. */
public final class PlatformReader {
    /** Systems that images are built for; other words before a slash are more likely users of a registry. */
    private static final Set<String> SYSTEMS = Set.of("linux", "windows", "darwin");

    private static final Pattern BETWEEN = Pattern.compile("[,;|\\s]+");
    /** Most words have another shape and are not looked at further. */
    private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9_.-]{1,64}(?:/[A-Za-z0-9_.-]{1,64}){0,2}");

    private static final Pattern DASHES = Pattern.compile("[-_]");
    /** What people call architectures that have another name here, or none. */
    private static final Pattern SLIP = Pattern.compile(
            "x86|x64|x32|i[456]86|armv[5-9][a-z]*|arm32|arm(?:32|64)v[5-8]|aarch32|ppc64el|riscv",
            Pattern.CASE_INSENSITIVE);

    private static final String MARKS = "`\"'*.()。";

    private static final Pattern LABEL = Pattern.compile(
            "[\"'`*]*(?:platforms?|arch(?:itectures?)?|[^\\x00-\\x7F]{0,10}(?:平台|架构)[^\\x00-\\x7F]{0,10})[\"'`*]*\\s*[:=]",
            Pattern.CASE_INSENSITIVE);

    private PlatformReader() {}

    /**
     * Reads {@code linux/amd64, arm64} or {@code all}.
     *
     * @return null where the text is blank
     * @throws InvalidReferenceException naming the word that is no platform
     */
    public static PlatformSelection read(String text) {
        List<String> words = words(text);
        if (words.isEmpty()) {
            return null;
        }
        List<Platform> platforms = new ArrayList<>();
        for (String word : words) {
            if (isAll(word)) {
                return PlatformSelection.ALL;
            }
            platforms.add(platform(word)
                    .orElseThrow(() -> new InvalidReferenceException(
                            "'" + Quote.of(word) + "' is no platform (write linux/arm64, or all)")));
        }
        return new PlatformSelection(platforms);
    }

    /** What stands behind a label for platforms, {@code platform: arm64}; null where there is no label. */
    public static String labelled(String text) {
        Matcher label = LABEL.matcher(text);
        return label.lookingAt() ? text.substring(label.end()) : null;
    }

    /** Whether each word is a platform. */
    public static boolean isPlatforms(String text) {
        List<String> words = words(text);
        return !words.isEmpty()
                && words.stream().allMatch(word -> platform(word).isPresent());
    }

    /** Whether {@link #read} takes it: platforms, {@code all}, or both. */
    public static boolean isSelection(String text) {
        List<String> words = words(text);
        return !words.isEmpty()
                && words.stream().allMatch(word -> isAll(word) || platform(word).isPresent());
    }

    /** Whether this word was meant as a platform but is none, and names no image either: {@code amd64/armv7}, armv7. */
    public static boolean isSlip(String word) {
        if (!SHAPE.matcher(word).matches() || platform(word).isPresent()) {
            return false;
        }
        String[] parts = word.split("/");
        return parts.length > 0 && Arrays.stream(parts).allMatch(PlatformReader::isArchitecture)
                || platform(DASHES.matcher(word).replaceAll("/")).isPresent();
    }

    /** Whether this word beside an image was meant as a platform, known or not: {@code linux/banana} too. */
    public static boolean isMeant(String word) {
        int slash = word.indexOf('/');
        boolean system = slash > 0
                && word.indexOf(':') < 0
                && word.indexOf('@') < 0
                && SYSTEMS.contains(word.substring(0, slash).toLowerCase(Locale.ROOT));
        return system || platform(word).isPresent() || isSlip(word);
    }

    /** Whether this means different things in a list and in a sentence, where "arm" mostly means 64 bits. */
    public static boolean isVague(String word) {
        return word.equalsIgnoreCase("x86") || word.equalsIgnoreCase("arm");
    }

    private static boolean isAll(String word) {
        return word.equalsIgnoreCase("all");
    }

    private static boolean isArchitecture(String part) {
        return SLIP.matcher(part).matches() || platform(part).isPresent();
    }

    private static List<String> words(String text) {
        // "linux / arm64" is one platform.
        String joined = text.replace(" /", "/").replace("/ ", "/");
        return Arrays.stream(BETWEEN.split(joined))
                .map(word -> Words.trim(word, MARKS, MARKS))
                .filter(word -> !word.isEmpty())
                .flatMap(PlatformReader::atSlashes)
                .toList();
    }

    /** {@code amd64/arm64} means both; no architecture is a system or a variant. */
    private static Stream<String> atSlashes(String word) {
        String[] parts = SHAPE.matcher(word).matches() ? word.split("/") : new String[0];
        boolean several = parts.length > 1
                && Arrays.stream(parts).allMatch(part -> platform(part).isPresent());
        return several ? Arrays.stream(parts) : Stream.of(word);
    }

    private static Optional<Platform> platform(String word) {
        if (!SHAPE.matcher(word).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Platform.parse(word)).filter(Platform::known);
        } catch (InvalidReferenceException e) {
            return Optional.empty();
        }
    }
}
