package io.github.syncimage.issue;

import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Takes a line of plain text apart. */
final class Words {
    /** Markdown, quotes and brackets before a word. */
    private static final String BEFORE = "\"'`*<([{,";
    /** Marks behind a word, and the marks that end a sentence. A semicolon between words stays: it is a shell's. */
    private static final String BEHIND = "\"'`*>)]},.!?。｡";

    private static final String BEHIND_THE_LAST = BEHIND + ";";
    /**
     * A remark in brackets follows without a space: {@code nginx:1(arm64)}. Neither a pattern ({@code 1[0-9]}) nor a part of a
     * name that may be left out ({@code 1(-alpine)}) is one.
     */
    private static final Pattern BEFORE_A_REMARK =
            Pattern.compile("(?<=[\\p{L}\\p{Nd}\"'`*])(?=\\([^-:@/._|]|\\[\\p{L})");

    private static final Pattern MORE = Pattern.compile(".[:/@].", Pattern.DOTALL);

    private static final Set<UnicodeScript> WITHOUT_SPACES =
            Set.of(UnicodeScript.HAN, UnicodeScript.HIRAGANA, UnicodeScript.KATAKANA, UnicodeScript.HANGUL);

    private static final Set<String> LABELS =
            Set.of("image images name source src mirror sync copy pull porter container title repo repository from"
                    .split(" "));

    private Words() {}

    static List<String> of(String text) {
        List<String> words = Arrays.stream(text.split("\\s+"))
                .flatMap(word -> word.contains("](") ? Stream.of(word) : BEFORE_A_REMARK.splitAsStream(word))
                .map(Words::bare)
                .filter(word -> !word.isEmpty())
                .toList();
        if (words.isEmpty()) {
            return words;
        }
        int last = words.size() - 1;
        String end = trim(words.get(last), "", BEHIND_THE_LAST);
        Stream<String> before = words.stream().limit(last);
        return (end.isEmpty() ? before : Stream.concat(before, Stream.of(end))).toList();
    }

    /** Without marks around it, the address of a Markdown link, and Chinese, Japanese or Korean text grown onto it. */
    static String bare(String word) {
        int link = word.indexOf("](");
        String text = link > 0 && word.charAt(0) == '[' ? word.substring(1, link) : word;
        return withoutProse(trim(text, BEFORE, BEHIND));
    }

    static String trim(String word, String before, String behind) {
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

    /** The word has a tag, a slash or a digest with something on both sides. */
    static boolean carriesMore(String word) {
        return MORE.matcher(word).find();
    }

    /** This is the address of a web page that needn't have to do with an image. */
    static boolean isWebAddress(String word) {
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

    /** This is a letter of a script without spaces, or a symbol; not a letter that looks like a Latin one. */
    static boolean isProse(char c) {
        return c >= 0x80
                && (WITHOUT_SPACES.contains(UnicodeScript.of(c))
                        || !Character.isLetterOrDigit(c)
                                && !Character.isISOControl(c)
                                // Marks of direction.
                                && Character.getType(c) != Character.FORMAT);
    }

    /**
     * The words, with names joined that spaces fell into ({@code nginx :alpine}, {@code nginx: alpine}), and without labels
     * ({@code image:}).
     */
    static List<String> join(List<String> words) {
        List<String> joined = new ArrayList<>();
        for (String word : words) {
            int last = joined.size() - 1;
            String previous = last < 0 ? "" : joined.get(last);
            if (last >= 0 && belongsTogether(previous, word, last == 0)) {
                joined.set(last, previous + word);
            } else {
                if (last >= 0 && labels(previous, word)) {
                    joined.remove(last);
                }
                joined.add(word);
            }
        }
        return joined;
    }

    /** This is a key of YAML or JSON or the word before a colon that tells what follows. */
    static boolean isLabel(String word) {
        if (!word.endsWith(":") && !word.endsWith("=")) {
            return false;
        }
        String name = trim(word, "\"'`*", ":=\"'`* ").toLowerCase(Locale.ROOT);
        return LABELS.contains(name) || name.chars().anyMatch(c -> c >= 0x80);
    }

    private static boolean belongsTogether(String previous, String word, boolean first) {
        if (isWebAddress(previous) || isLabel(previous)) {
            return false;
        }
        boolean startsLikeATag = word.startsWith(":") && !(word.length() > 1 && word.endsWith(":"));
        if (startsLikeATag || word.startsWith("@")) {
            return true;
        }
        boolean name = first || previous.indexOf('/') >= 0 || previous.indexOf('.') >= 0;
        boolean openEnd = previous.endsWith("/") || previous.endsWith("@");
        if (openEnd || word.startsWith("/")) {
            return name;
        }
        return previous.endsWith(":") && name && !carriesMore(word);
    }

    private static boolean labels(String previous, String word) {
        return isLabel(previous) || previous.endsWith(":") && previous.indexOf('/') < 0 && carriesMore(word);
    }
}
