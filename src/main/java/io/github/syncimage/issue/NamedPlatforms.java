package io.github.syncimage.issue;

import io.github.syncimage.image.InvalidReferenceException;
import io.github.syncimage.image.PlatformSelection;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The platforms that a text names. At most one is not null: where none are named, both are.
 *
 * @param selection what can be served
 * @param invalid why what was meant as a platform is none
 */
public record NamedPlatforms(PlatformSelection selection, String invalid) {
    /** Words that may follow a command and are no platforms. */
    private static final Set<String> POLITE =
            Set.of("please", "pls", "plz", "thanks", "thank", "thx", "ty", "again", "now", "it", "this", "me");

    private static final Pattern LATIN = Pattern.compile("[A-Za-z0-9/_.,-]+");

    /** A list of platforms, or {@code all}; none where it is blank. */
    public static NamedPlatforms listed(String text) {
        try {
            return new NamedPlatforms(PlatformReader.read(text), null);
        } catch (InvalidReferenceException e) {
            return new NamedPlatforms(null, e.getMessage());
        }
    }

    /** The known platforms among other words. */
    public static NamedPlatforms among(List<String> words) {
        return listed(known(words));
    }

    /** The platforms beside an image. */
    static NamedPlatforms beside(List<String> words) {
        return listed(aloneOrKnown(words));
    }

    /** The words for {@link #listed}: all of them if they are all meant as platforms, so that a wrong one is refused. */
    public static String aloneOrKnown(List<String> words) {
        List<String> clear =
                joined(words).filter(word -> !PlatformReader.isVague(word)).toList();
        boolean alone =
                clear.stream().allMatch(word -> PlatformReader.isSelection(word) || PlatformReader.isMeant(word));
        return alone ? String.join(",", clear) : known(words);
    }

    /** Only known platforms, so that no sentence is refused; {@code all} only where there are no other words. */
    public static String known(List<String> words) {
        List<String> pieces =
                pieces(words).filter(piece -> !PlatformReader.isVague(piece)).toList();
        boolean nothingElse = pieces.stream().allMatch(PlatformReader::isSelection);
        return pieces.stream()
                .filter(piece -> nothingElse || PlatformReader.isPlatforms(piece))
                .collect(Collectors.joining(","));
    }

    /** The known platforms behind a bar that else holds only thanks; all of it, to be refused, where it holds more. */
    static String behindBar(String text) {
        List<String> pieces = pieces(Words.of(text)).toList();
        boolean prose = pieces.stream()
                .filter(piece -> !PlatformReader.isSelection(piece))
                .noneMatch(piece -> piece.indexOf('/') >= 0 || PlatformReader.isMeant(piece));
        // What stands between commas was meant as a platform.
        boolean list = Arrays.stream(text.split(",", -1))
                .allMatch(part -> pieces(Words.of(part)).anyMatch(PlatformReader::isSelection));
        return prose && list
                ? pieces.stream().filter(PlatformReader::isSelection).collect(Collectors.joining(","))
                : text;
    }

    /** What follows a command: platforms or {@code all}, maybe with thanks; none where it says nothing of them. */
    public static NamedPlatforms afterCommand(String text) {
        List<String> words = joined(Words.of(text))
                .map(Words::bare)
                .filter(word -> !word.isEmpty())
                .toList();
        boolean one = words.size() == 1 && LATIN.matcher(words.get(0)).matches() && !isPolite(words.get(0));
        boolean meant = one
                || pieces(words).anyMatch(piece -> PlatformReader.isSelection(piece) || PlatformReader.isMeant(piece));
        return meant ? listed(behindBar(text)) : new NamedPlatforms(null, null);
    }

    private static boolean isPolite(String word) {
        return POLITE.contains(word.toLowerCase(Locale.ROOT));
    }

    /** What a line says where platforms are asked for; empty where it names none. */
    public static String meant(String line) {
        return PlatformReader.isSelection(line)
                ? line
                : pieces(Words.of(line)).filter(PlatformReader::isMeant).collect(Collectors.joining(","));
    }

    boolean named() {
        return selection != null || invalid != null;
    }

    public NamedPlatforms or(NamedPlatforms others) {
        return named() ? this : others;
    }

    /** {@code linux / arm64} is one platform. */
    private static Stream<String> joined(List<String> words) {
        String joined = String.join(" ", words).replace(" /", "/").replace("/ ", "/");
        return Arrays.stream(joined.split(" ")).filter(word -> !word.isEmpty());
    }

    private static Stream<String> pieces(List<String> words) {
        return joined(words).flatMap(NamedPlatforms::pieces);
    }

    /** {@code arm64架构}, {@code amd64+arm64} and {@code 平台:arm64} hold platforms too. */
    private static Stream<String> pieces(String word) {
        String labelled = PlatformReader.labelled(word);
        StringBuilder apart = new StringBuilder(labelled == null ? word : labelled);
        for (int i = 0; i < apart.length(); i++) {
            if (Words.isProse(apart.charAt(i)) || "+&".indexOf(apart.charAt(i)) >= 0) {
                apart.setCharAt(i, ',');
            }
        }
        return Arrays.stream(apart.toString().split(",")).map(Words::bare).filter(piece -> !piece.isEmpty());
    }
}
