package io.github.syncimage.issue;

/** A requester's words inside a message: bounded, on one line, without control characters; still to be escaped. */
public final class Quote {
    /** Enough to recognise what was written. */
    private static final int LONGEST = 120;

    private Quote() {}

    public static String of(String text) {
        StringBuilder quote = new StringBuilder();
        text.codePoints().limit(LONGEST).forEach(c -> quote.appendCodePoint(hidden(c) ? '?' : c));
        return text.codePointCount(0, text.length()) > LONGEST ? quote + "…" : quote.toString();
    }

    private static boolean hidden(int c) {
        int type = Character.getType(c);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.SURROGATE
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }
}
