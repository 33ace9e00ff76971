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
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The platforms that a text names. At most one is not null: where none are named, both are.
 *
 * @param selection what can be served
 * @param invalid why what was meant as a platform is none
 */
record NamedPlatforms(PlatformSelection selection, String invalid) {
    private static final NamedPlatforms NONE = new NamedPlatforms(null, null);
    /** Words that may follow a command and are no platforms. */
    private static final Set<String> POLITE =
            Set.of("please", "pls", "plz", "thanks", "thank", "thx", "ty", "again", "now", "it", "this", "me");

    private static final Pattern LATIN = Pattern.compile("[A-Za-z0-9/_.,-]+");
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

    /** A list of platforms, {@code linux/amd64, arm64}, or {@code all}; none where it is blank. */
    static NamedPlatforms listed(String text) {
        List<Platform> platforms = new ArrayList<>();
        for (String word : words(text)) {
            if (isAll(word)) {
                return new NamedPlatforms(PlatformSelection.ALL, null);
            }
            Optional<Platform> platform = platform(word);
            if (platform.isEmpty()) {
                return new NamedPlatforms(
                        null, "'" + PlainText.quoted(word) + "' is no platform (write linux/arm64, or all)");
            }
            platforms.add(platform.get());
        }
        return platforms.isEmpty() ? NONE : new NamedPlatforms(new PlatformSelection(platforms), null);
    }

    /** The words for {@link #listed}: all of them if they are all meant as platforms, so that a wrong one is refused. */
    static String aloneOrKnown(List<String> words) {
        List<String> clear = joined(words).filter(word -> !isVague(word)).toList();
        boolean alone = clear.stream().allMatch(word -> isSelection(word) || isMeant(word));
        return alone ? String.join(",", clear) : known(words);
    }

    /** Only known platforms, so that no sentence is refused; {@code all} only where there are no other words. */
    static String known(List<String> words) {
        List<String> pieces = pieces(words).filter(piece -> !isVague(piece)).toList();
        boolean nothingElse = pieces.stream().allMatch(NamedPlatforms::isSelection);
        return pieces.stream()
                .filter(piece -> nothingElse || isPlatforms(piece))
                .collect(Collectors.joining(","));
    }

    /** The known platforms behind a bar that else holds only thanks; all of it, to be refused, where it holds more. */
    static String behindBar(String text) {
        List<String> pieces = pieces(Words.of(text)).toList();
        boolean prose = pieces.stream()
                .filter(piece -> !isSelection(piece))
                .noneMatch(piece -> piece.indexOf('/') >= 0 || isMeant(piece));
        // What stands between commas was meant as a platform.
        boolean list = Arrays.stream(text.split(",", -1))
                .allMatch(part -> pieces(Words.of(part)).anyMatch(NamedPlatforms::isSelection));
        return prose && list
                ? pieces.stream().filter(NamedPlatforms::isSelection).collect(Collectors.joining(","))
                : text;
    }

    /** What follows a command: platforms or {@code all}, maybe with thanks; none where it says nothing of them. */
    static NamedPlatforms afterCommand(String text) {
        List<String> words = joined(Words.of(text))
                .map(Words::bare)
                .filter(word -> !word.isEmpty())
                .toList();
        boolean one = words.size() == 1
                && LATIN.matcher(words.get(0)).matches()
                && !POLITE.contains(words.get(0).toLowerCase(Locale.ROOT));
        boolean meant = one || pieces(words).anyMatch(piece -> isSelection(piece) || isMeant(piece));
        return meant ? listed(behindBar(text)) : NONE;
    }

    /** What a line says where platforms are asked for; empty where it names none. */
    static String meant(String line) {
        return isSelection(line)
                ? line
                : pieces(Words.of(line)).filter(NamedPlatforms::isMeant).collect(Collectors.joining(","));
    }

    /** What stands behind a label for platforms, {@code platform: arm64}; null where there is no label. */
    static String labelled(String text) {
        Matcher label = LABEL.matcher(text);
        return label.lookingAt() ? text.substring(label.end()) : null;
    }

    boolean named() {
        return selection != null || invalid != null;
    }

    NamedPlatforms or(NamedPlatforms others) {
        return named() ? this : others;
    }

    /** Each word is a platform. */
    static boolean isPlatforms(String text) {
        return all(text, word -> platform(word).isPresent());
    }

    /** {@link #listed} takes it: platforms, {@code all}, or both. */
    static boolean isSelection(String text) {
        return all(text, word -> isAll(word) || platform(word).isPresent());
    }

    private static boolean all(String text, Predicate<String> kind) {
        List<String> words = words(text);
        return !words.isEmpty() && words.stream().allMatch(kind);
    }

    /** This word was meant as a platform but is none, and names no image either: {@code amd64/armv7}, armv7. */
    static boolean isSlip(String word) {
        if (!SHAPE.matcher(word).matches() || platform(word).isPresent()) {
            return false;
        }
        boolean architectures = Arrays.stream(word.split("/"))
                .allMatch(part -> SLIP.matcher(part).matches() || platform(part).isPresent());
        return architectures || platform(DASHES.matcher(word).replaceAll("/")).isPresent();
    }

    /** This word beside an image was meant as a platform, known or not: {@code linux/banana} too. */
    static boolean isMeant(String word) {
        int slash = word.indexOf('/');
        boolean system = slash > 0
                && word.indexOf(':') < 0
                && word.indexOf('@') < 0
                && SYSTEMS.contains(word.substring(0, slash).toLowerCase(Locale.ROOT));
        return system || platform(word).isPresent() || isSlip(word);
    }

    /** These mean different things in a list and in a sentence, where "arm" mostly means 64 bits. */
    private static boolean isVague(String word) {
        return word.equalsIgnoreCase("x86") || word.equalsIgnoreCase("arm");
    }

    private static boolean isAll(String word) {
        return word.equalsIgnoreCase("all");
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

    private static List<String> words(String text) {
        return Arrays.stream(BETWEEN.split(joined(text)))
                .map(word -> Words.trim(word, MARKS, MARKS))
                .filter(word -> !word.isEmpty())
                .flatMap(NamedPlatforms::atSlashes)
                .toList();
    }

    /** {@code amd64/arm64} means both; no architecture is a system or a variant. */
    private static Stream<String> atSlashes(String word) {
        String[] parts = SHAPE.matcher(word).matches() ? word.split("/") : new String[0];
        boolean several = parts.length > 1
                && Arrays.stream(parts).allMatch(part -> platform(part).isPresent());
        return several ? Arrays.stream(parts) : Stream.of(word);
    }

    /** {@code linux / arm64} is one platform. */
    private static String joined(String text) {
        return text.replace(" /", "/").replace("/ ", "/");
    }

    private static Stream<String> joined(List<String> words) {
        return Arrays.stream(joined(String.join(" ", words)).split(" ")).filter(word -> !word.isEmpty());
    }

    /** {@code arm64架构}, {@code amd64+arm64} and {@code 平台:arm64} hold platforms too. */
    private static Stream<String> pieces(List<String> words) {
        return joined(words).flatMap(word -> {
            String labelled = labelled(word);
            String apart = (labelled == null ? word : labelled)
                    .chars()
                    .mapToObj(c -> Words.isProse((char) c) || c == '+' || c == '&' ? "," : Character.toString(c))
                    .collect(Collectors.joining());
            return Arrays.stream(apart.split(",")).map(Words::bare).filter(piece -> !piece.isEmpty());
        });
    }
}
