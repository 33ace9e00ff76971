package io.github.syncimage.issue;

/**
 * Text as a person sees it, in plain characters: full-width forms and typographic quotes become their ASCII twins, all
 * kinds of space become a space, and what can't be seen is left out. Nothing else changes; control characters stay, so
 * that a name with one is refused.
 */
final class PlainText {
    /** Enough to recognise what was written. */
    private static final int LONGEST_QUOTE = 120;
    /** Written without a space after it, so one is added; not before a digit, since it may be a slip in a version. */
    private static final char FULL_WIDTH_COMMA = '\uFF0C';

    private PlainText() {}

    static String of(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                plain.append(c == '\t' ? ' ' : c);
            } else if (!invisible(c)) {
                plain.append(plain(c));
                if (c == FULL_WIDTH_COMMA && !(i + 1 < text.length() && Character.isDigit(text.charAt(i + 1)))) {
                    plain.append(' ');
                }
            }
        }
        return plain.toString();
    }

    private static char plain(char c) {
        if (c >= '\uFF01' && c <= '\uFF5E') {
            // The full-width forms stand in the order of ASCII.
            return (char) (c - '\uFF01' + '!');
        }
        if (Character.isSpaceChar(c) && c != '\u2028' && c != '\u2029') {
            return ' ';
        }
        return switch (c) {
            case '【', '〔', '〖' -> '[';
            case '】', '〕', '〗' -> ']';
            case '“', '”', '„', '‟', '«', '»', '「', '」', '『', '』' -> '"';
            case '‘', '’', '‚', '‛' -> '\'';
            case '∶', '﹕', '︓' -> ':';
            case '、', '﹐' -> ',';
            default -> c;
        };
    }

    /** Zero-width characters, soft hyphens, byte order marks and variation selectors; not marks of direction. */
    private static boolean invisible(char c) {
        return c >= '\u200B' && c <= '\u200F'
                || c >= '\u2060' && c <= '\u2064'
                || c >= '\uFE00' && c <= '\uFE0F'
                || c == '\uFEFF'
                || c == '\u00AD'
                || c == '\u034F'
                || c == '\u180E';
    }

    /** A requester's words inside a message: bounded, on one line, without control characters; still to be escaped. */
    static String quoted(String text) {
        StringBuilder quote = new StringBuilder();
        text.codePoints().limit(LONGEST_QUOTE).forEach(c -> quote.appendCodePoint(hidden(c) ? '?' : c));
        return text.codePointCount(0, text.length()) > LONGEST_QUOTE ? quote + "…" : quote.toString();
    }

    private static boolean hidden(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
