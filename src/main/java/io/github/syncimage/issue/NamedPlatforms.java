package io.github.syncimage.issue;

import io.github.syncimage.image.InvalidReferenceException;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.issue.text.PlatformReader;
import io.github.syncimage.issue.text.Words;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The platforms that a text names. At most one is not null: where none are named, both are.
 *
 * @param selection what can be served
 * @param invalid why what was meant as a platform is none
 */
record NamedPlatforms(PlatformSelection selection, String invalid) {
    /** A list of platforms, or {@code all}; none where it is blank. */
    static NamedPlatforms listed(String text) {
        try {
            return new NamedPlatforms(PlatformReader.read(text), null);
        } catch (InvalidReferenceException e) {
            return new NamedPlatforms(null, e.getMessage());
        }
    }

    /** Those among words that say other things too. */
    static NamedPlatforms among(List<String> words) {
        return listed(in(words));
    }

    /** What {@link #listed} reads of a line that may say other things too; empty where it names none. */
    static String in(String line) {
        return PlatformReader.isSelection(line) ? line : in(Words.of(line));
    }

    /** {@code all} counts only where the words say nothing else; {@code linux / arm64} is one platform. */
    private static String in(List<String> words) {
        if (words.stream().allMatch(PlatformReader::isSelection)) {
            return String.join(",", words);
        }
        String joined = String.join(" ", words).replace(" /", "/").replace("/ ", "/");
        return Arrays.stream(joined.split(" "))
                .flatMap(NamedPlatforms::pieces)
                .filter(PlatformReader::isMeant)
                .collect(Collectors.joining(","));
    }

    boolean named() {
        return selection != null || invalid != null;
    }

    NamedPlatforms or(NamedPlatforms others) {
        return named() ? this : others;
    }

    /** {@code arm64架构}, {@code amd64+arm64} and {@code 平台:arm64} hold platforms too. */
    private static Stream<String> pieces(String word) {
        String labelled = BodyPlatforms.labelled(word);
        StringBuilder apart = new StringBuilder(labelled == null ? word : labelled);
        for (int i = 0; i < apart.length(); i++) {
            if (Words.isProse(apart.charAt(i)) || "+&".indexOf(apart.charAt(i)) >= 0) {
                apart.setCharAt(i, ',');
            }
        }
        return Arrays.stream(apart.toString().split(",")).map(Words::bare).filter(piece -> !piece.isEmpty());
    }
}
