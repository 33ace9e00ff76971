package io.github.syncimage.issue.text;

import java.util.List;
import java.util.regex.Pattern;

/** The word that a title starts with, {@code [PORTER]}: any case, spaces around and inside its brackets, repeated. */
public final class Prefix {
    private static final String BEFORE = " \"'`*";
    /** Words that behind a colon are more likely a tag than an image. */
    private static final Pattern TAG = Pattern.compile(
            "(?:v?[0-9][^/]*|latest|stable|edge|main|master|nightly|dev|lts|release|slim|alpine)(?:@.*)?");

    private final String prefix;

    public Prefix(String prefix) {
        this.prefix = PlainText.of(prefix).replace(" ", "");
    }

    /** What stands behind the prefix in this plain text; null where the text doesn't start with it. */
    public String strip(String text) {
        int end = end(text, skip(text, 0, BEFORE));
        if (end < 0) {
            return null;
        }
        for (int next = end; next >= 0; next = end(text, skip(text, next, " "))) {
            end = next;
        }
        int colon = skip(text, end, " ");
        boolean stray = text.startsWith(":", colon) && !isOnlyATag(text.substring(colon + 1));
        return text.substring(stray ? colon + 1 : end);
    }

    /** "[PORTER]: nginx" and "[PORTER]:nginx:1" have a colon of their own, "[PORTER]:latest" an empty name. */
    private static boolean isOnlyATag(String behind) {
        int end = 0;
        while (end < behind.length() && " |".indexOf(behind.charAt(end)) < 0) {
            end++;
        }
        List<String> words = Words.of(behind.substring(0, end));
        return !words.isEmpty() && TAG.matcher(words.get(0)).matches();
    }

    /** Where the prefix that starts here ends; -1 where none starts. */
    private int end(String text, int start) {
        int position = start;
        for (int i = 0; i < prefix.length(); i++) {
            position = skip(text, position, " ");
            if (position >= text.length()
                    || Character.toLowerCase(text.charAt(position)) != Character.toLowerCase(prefix.charAt(i))) {
                return -1;
            }
            position++;
        }
        return position;
    }

    private static int skip(String text, int from, String skipped) {
        int position = from;
        while (position < text.length() && skipped.indexOf(text.charAt(position)) >= 0) {
            position++;
        }
        return position;
    }

    @Override
    public String toString() {
        return prefix;
    }
}
