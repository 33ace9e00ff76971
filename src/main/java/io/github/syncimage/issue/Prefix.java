package io.github.syncimage.issue;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The word that a title starts with, {@code [PORTER]}: any case, spaces around and inside its brackets, repeated. One of
 * the brackets may be missing, and the one behind may be a brace: {@code [PORTERnginx:1}, {@code PORTER]nginx:1},
 * {@code [PORTER}nginx:1}.
 */
final class Prefix {
    /** What the title of a request starts with. */
    static final String TEXT = "[PORTER]";

    private static final String WORD = TEXT.substring(1, TEXT.length() - 1)
            .chars()
            .mapToObj(letter -> " *+" + Character.toString(letter))
            .collect(Collectors.joining());
    private static final String CLOSED = " *+[]}]";
    /** Neither {@code [PORTERS]} nor the text of a link is the prefix with its bracket left out. */
    private static final String LEFT_OPEN = "(?![a-z]*+]|[^]]*+]\\()";

    private static final Pattern AT_START = Pattern.compile(
            "[ \"'`*]*+(?: *+\\[" + WORD + "(?:" + CLOSED + "|" + LEFT_OPEN + ")|" + WORD + CLOSED + ")++",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern AFTER_COLON = Pattern.compile(" *+:(.*)", Pattern.DOTALL);
    /** Words that behind a colon are more likely a tag than an image. */
    private static final Pattern TAG = Pattern.compile(
            "(?:v?[0-9][^/]*|latest|stable|edge|main|master|nightly|dev|lts|release|slim|alpine)(?:@.*)?");

    private Prefix() {}

    /** What stands behind the prefix in this plain text; null where the text doesn't start with it. */
    static String strip(String text) {
        Matcher prefix = AT_START.matcher(text);
        if (!prefix.lookingAt()) {
            return null;
        }
        String rest = text.substring(prefix.end());
        Matcher colon = AFTER_COLON.matcher(rest);
        return colon.matches() && !isOnlyATag(colon.group(1)) ? colon.group(1) : rest;
    }

    /** "[PORTER]: nginx" and "[PORTER]:nginx:1" have a colon of their own, "[PORTER]:latest" an empty name. */
    private static boolean isOnlyATag(String behind) {
        List<String> words = Words.of(behind.split("[ |]", 2)[0]);
        return !words.isEmpty() && TAG.matcher(words.get(0)).matches();
    }
}
