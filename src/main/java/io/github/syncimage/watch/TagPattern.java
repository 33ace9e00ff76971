package io.github.syncimage.watch;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * A regular expression that has to match a whole tag, in the syntax of Go and so of regsync. It takes time in proportion
 * to the tag, whatever somebody calls a tag.
 */
public final class TagPattern {
    private final String text;
    private final Pattern pattern;

    private TagPattern(String text, Pattern pattern) {
        this.text = text;
        this.pattern = pattern;
    }

    /** @throws IllegalArgumentException saying what is wrong with it */
    public static TagPattern parse(String text) {
        try {
            return new TagPattern(text, Pattern.compile("^(?:" + text + ")$"));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("'" + text + "' is no regular expression: " + e.getDescription(), e);
        }
    }

    public boolean matches(String tag) {
        return pattern.matcher(tag).matches();
    }

    /**
     * Whether regsync matches more by it: it puts {@code ^} before and {@code $} behind without grouping, so that of
     * {@code 1\.1|latest} the first half matches {@code 1.1.0}, too.
     */
    public boolean regsyncMatchesMore() {
        int depth = 0;
        boolean inClass = false;
        for (int i = 0; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case '\\' -> i++;
                case '[' -> inClass = true;
                case ']' -> inClass = false;
                case '(' -> depth += inClass ? 0 : 1;
                case ')' -> depth -= inClass ? 0 : 1;
                case '|' -> {
                    if (depth == 0 && !inClass) {
                        return true;
                    }
                }
                default -> {
                    // Anything else can lie on either side of it.
                }
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return text;
    }
}
