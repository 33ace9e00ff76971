package io.github.syncimage.issue.text;

import io.github.syncimage.image.InvalidReferenceException;
import io.github.syncimage.image.Platform;
import io.github.syncimage.image.PlatformSelection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads what people write where platforms are asked for. */
public final class PlatformReader {
    private static final Pattern BETWEEN = Pattern.compile("[,;|\\s]+");
    private static final String MARKS = "`\"'*.()。";

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
            if (word.equalsIgnoreCase("all")) {
                return PlatformSelection.ALL;
            }
            platforms.add(platform(word)
                    .orElseThrow(() -> new InvalidReferenceException(
                            "'" + Quote.of(word) + "' is no platform (write linux/arm64, or all)")));
        }
        return new PlatformSelection(platforms);
    }

    /** Whether each word is a platform: {@code linux/arm64} is none too good a name for an image. */
    public static boolean isPlatforms(String text) {
        List<String> words = words(text);
        return !words.isEmpty()
                && words.stream().allMatch(word -> platform(word).isPresent());
    }

    private static List<String> words(String text) {
        // "linux / arm64" is one platform.
        String joined = text.replace(" /", "/").replace("/ ", "/");
        return Arrays.stream(BETWEEN.split(joined))
                .map(word -> Words.trim(word, MARKS, MARKS))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private static Optional<Platform> platform(String word) {
        try {
            return Optional.of(Platform.parse(word)).filter(Platform::known);
        } catch (InvalidReferenceException e) {
            return Optional.empty();
        }
    }
}
