package io.github.syncimage.settings;

import io.github.syncimage.text.EditDistance;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Says what was probably meant by a key that isn't in the table. */
public final class UnknownKey {
    /** Two letters wrong, missing or swapped; more is another word. */
    private static final int FURTHEST = 2;

    private UnknownKey() {}

    public static String explain(String path) {
        if (path.startsWith("^")) {
            return "a rule belongs below 'rules:', or into a file that holds only rules";
        }
        if (Keys.ALL.stream().anyMatch(key -> key.path().startsWith(path + "."))) {
            return "is a section, not a key";
        }
        return "unknown key"
                + nearest(
                                Stream.concat(
                                        Stream.of(Keys.VERIFY_RULES, Keys.MIRRORS, Keys.RESERVED),
                                        paths(Keys.hostOf(path))),
                                path)
                        .map(key -> "; did you mean " + key + "?")
                        .orElse(keysOfHosts(path));
    }

    private static String keysOfHosts(String path) {
        String names = Keys.ALL.stream().filter(Key::perHost).map(Key::name).collect(Collectors.joining(", "));
        return Keys.hostOf(path) == null ? "" : "; a host has " + names;
    }

    private static Stream<String> paths(String host) {
        return Keys.ALL.stream()
                .map(key -> key.perHost() && host != null ? key.at(host).path() : key.path());
    }

    /** Of these the one that was probably meant: it may lack its section, or be misspelt. */
    static Optional<String> nearest(Stream<String> known, String given) {
        return known.filter(key -> EditDistance.between(key, given) <= FURTHEST
                        || key.substring(key.lastIndexOf('.') + 1).equalsIgnoreCase(given))
                .min(Comparator.comparingInt(key -> EditDistance.between(key, given)));
    }
}
