package io.github.syncimage.issue.text;

import java.lang.Character.UnicodeScript;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Takes a line of plain text apart. */
public final class Words {
    /** Markdown, quotes and brackets before a word. */
    private static final String BEFORE = "\"'`*<([{,";
    /** The same behind it, and the marks that end a sentence. A semicolon stays: it belongs to a shell. */
    private static final String BEHIND = "\"'`*>)]},.!?。｡";

    private static final Set<UnicodeScript> WITHOUT_SPACES =
            Set.of(UnicodeScript.HAN, UnicodeScript.HIRAGANA, UnicodeScript.KATAKANA, UnicodeScript.HANGUL);

    private Words() {}

    public static List<String> of(String text) {
        return Arrays.stream(text.split("\\s+"))
                .map(Words::bare)
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** Without marks around it, the address of a Markdown link, and Chinese, Japanese or Korean text grown onto it. */
    public static String bare(String word) {
        int link = word.indexOf("](");
        String text = link > 0 && word.charAt(0) == '[' ? word.substring(1, link) : word;
        return withoutProse(trim(text, BEFORE, BEHIND));
    }

    public static String trim(String word, String before, String behind) {
        int start = 0;
        int end = word.length();
        while (start < end && before.indexOf(word.charAt(start)) >= 0) {
            start++;
        }
        while (end > start && behind.indexOf(word.charAt(end - 1)) >= 0) {
            end--;
        }
        return word.substring(start, end);
    }

    /** Whether the word has a tag, a slash or a digest with something on both sides. */
    public static boolean carriesMore(String word) {
        for (int i = 1; i < word.length() - 1; i++) {
            if (":/@".indexOf(word.charAt(i)) >= 0) {
                return true;
            }
        }
        return false;
    }

    /** Whether this is the address of a web page that needn't have to do with an image. */
    public static boolean isWebAddress(String word) {
        return word.regionMatches(true, 0, "https://", 0, 8) || word.regionMatches(true, 0, "http://", 0, 7);
    }

    private static String withoutProse(String word) {
        int start = 0;
        int end = word.length();
        while (start < end && isProse(word.charAt(start))) {
            start++;
        }
        while (end > start && isProse(word.charAt(end - 1))) {
            end--;
        }
        if (start == 0) {
            String rest = trim(word.substring(0, end), BEFORE, BEHIND);
            // "docker拉取" names no image, "nginx:1谢谢" does.
            return end == word.length() || carriesMore(rest) ? rest : word;
        }
        // "镜像:nginx:1.2" labels an image; "镜像名:tag" only shows the form of one.
        boolean label = start < end && word.charAt(start) == ':';
        String rest = trim(word.substring(label ? start + 1 : start, end), BEFORE, BEHIND);
        return (label || !rest.isEmpty()) && !carriesMore(rest) ? word : rest;
    }

    /** Letters of scripts that set no spaces, and symbols; not letters that only look like Latin ones. */
    public static boolean isProse(char c) {
        return c >= 0x80
                && (WITHOUT_SPACES.contains(UnicodeScript.of(c))
                        || !Character.isLetterOrDigit(c) && !Character.isISOControl(c) && !directs(c));
    }

    /** Turns the direction of text. */
    private static boolean directs(char c) {
        return Character.getType(c) == Character.FORMAT;
    }
}
