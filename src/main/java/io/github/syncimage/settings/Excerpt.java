package io.github.syncimage.settings;

import io.github.syncimage.text.OneLine;

/** A foreign text inside a message of one line: short, and without control characters. */
public final class Excerpt {
    /** Enough to recognise a value by. */
    private static final int LONGEST_VALUE = 80;
    /** A sentence that quotes a value. */
    private static final int LONGEST_SENTENCE = 300;

    private Excerpt() {}

    /** A value as it was given. */
    public static String of(String text) {
        return OneLine.of(text, LONGEST_VALUE);
    }

    /** What another reader said about a value. */
    public static String sentence(String text) {
        return OneLine.of(text, LONGEST_SENTENCE);
    }
}
