package io.github.syncimage.issue.text;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The word that a title starts with, {@code [PORTER]}: any case, spaces around and inside its brackets, repeated. */
public final class Prefix {
    /** What the title of a request starts with. */
    public static final String TEXT = "[PORTER]";

    private static final Pattern AT_START = Pattern.compile(
            TEXT.chars()
                    .mapToObj(letter -> " *+" + Pattern.quote(Character.toString(letter)))
                    .collect(Collectors.joining("", "[ \"'`*]*+(?:", ")++")),
            Pattern.CASE_INSENSITIVE);
    private static final Pattern AFTER_COLON = Pattern.compile(" *+:(.*)", Pattern.DOTALL);
    /** Words that behind a colon are more likely a tag than an image. */
    private static final Pattern TAG = Pattern.compile(
            "(?:v?[0-9][^/]*|latest|stable|edge|main|master|nightly|dev|lts|release|slim|alpine)(?:@.*)?");

    private Prefix() {}

    /** What stands behind the prefix in this plain text; null where the text doesn't start with it. */
    public static String strip(String text) {
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
