package io.github.syncimage.settings;

/** A foreign text inside a message of one line: short, and without control characters. */
final class Excerpt {
    /** Enough to recognise a value by. */
    private static final int LONGEST = 80;

    private Excerpt() {}

    static String of(String text) {
        String line = text == null ? "" : text.replaceAll("\\s+", " ").replaceAll("\\p{Cntrl}", "?");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }
}
