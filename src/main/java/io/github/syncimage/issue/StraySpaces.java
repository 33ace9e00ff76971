package io.github.syncimage.issue;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Joins names that spaces fell into ({@code nginx :alpine}, {@code nginx: alpine}) and drops labels ({@code image:}). */
public final class StraySpaces {
    private static final Set<String> LABELS =
            Set.of("image images name source src mirror sync copy pull porter container title repo repository from"
                    .split(" "));

    private StraySpaces() {}

    public static List<String> join(List<String> words) {
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

    /** Whether this is a key of YAML or JSON or the word before a colon that tells what follows. */
    public static boolean isLabel(String word) {
        if (!word.endsWith(":") && !word.endsWith("=")) {
            return false;
        }
        String name = Words.trim(word, "\"'`*", ":=\"'`* ").toLowerCase(Locale.ROOT);
        return LABELS.contains(name) || name.chars().anyMatch(c -> c >= 0x80);
    }

    private static boolean belongsTogether(String previous, String word, boolean first) {
        if (Words.isWebAddress(previous) || isLabel(previous)) {
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
        return previous.endsWith(":") && name && !Words.carriesMore(word);
    }

    private static boolean labels(String previous, String word) {
        return isLabel(previous) || previous.endsWith(":") && previous.indexOf('/') < 0 && Words.carriesMore(word);
    }
}
