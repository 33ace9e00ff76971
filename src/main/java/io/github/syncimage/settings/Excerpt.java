package io.github.syncimage.settings;

/** A foreign text inside a message of one line: short, and without control characters. */
final class Excerpt {
    /** Enough to recognise a value by. */
    private static final int LONGEST_VALUE = 80;
    /** A sentence that quotes a value. */
    private static final int LONGEST_SENTENCE = 300;

    private Excerpt() {}

    /** A value as it was given. */
    static String of(String text) {
        return cut(text, LONGEST_VALUE);
    }

    /** What another reader said about a value. */
    static String sentence(String text) {
        return cut(text, LONGEST_SENTENCE);
    }

    private static String cut(String text, int longest) {
        String line = text == null ? "" : text.replaceAll("\\s+", " ").replaceAll("\\p{Cntrl}", "?");
        return line.length() <= longest ? line : line.substring(0, longest) + "…";
    }
}
