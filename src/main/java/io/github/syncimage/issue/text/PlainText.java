package io.github.syncimage.issue.text;

/**
 * Text as a person sees it, in plain characters: full-width forms and typographic quotes become their ASCII twins, all
 * kinds of space become a space, and what can't be seen is left out. Nothing else changes; control characters stay, so
 * that a name with one is refused.
 */
public final class PlainText {
    private static final String BRACKETS_OPEN = "【〔〖";
    private static final String BRACKETS_CLOSE = "】〕〗";
    private static final String DOUBLE_QUOTES = "“”„‟«»「」『』";
    private static final String SINGLE_QUOTES = "‘’‚‛";
    private static final String COLONS = "∶﹕︓";
    private static final String COMMAS = "、﹐";

    /** It ends a part of a sentence, and no space follows it; before a digit it may be a slip in a version. */
    private static final char FULL_WIDTH_COMMA = '\uFF0C';

    private PlainText() {}

    public static String of(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                plain.append(c == '\t' ? ' ' : c);
            } else if (!invisible(c)) {
                plain.append(plain(c));
                if (c == FULL_WIDTH_COMMA && !isDigit(text, i + 1)) {
                    plain.append(' ');
                }
            }
        }
        return plain.toString();
    }

    private static boolean isDigit(String text, int at) {
        return at < text.length() && Character.isDigit(text.charAt(at));
    }

    private static char plain(char c) {
        if (c >= '\uFF01' && c <= '\uFF5E') {
            // The full-width forms stand in the order of ASCII.
            return (char) (c - '\uFF01' + '!');
        }
        if (Character.isSpaceChar(c) && c != '\u2028' && c != '\u2029') {
            return ' ';
        }
        return quoteOrMark(c);
    }

    private static char quoteOrMark(char c) {
        if (BRACKETS_OPEN.indexOf(c) >= 0) {
            return '[';
        } else if (BRACKETS_CLOSE.indexOf(c) >= 0) {
            return ']';
        } else if (DOUBLE_QUOTES.indexOf(c) >= 0) {
            return '"';
        } else if (SINGLE_QUOTES.indexOf(c) >= 0) {
            return '\'';
        } else if (COLONS.indexOf(c) >= 0) {
            return ':';
        }
        return COMMAS.indexOf(c) >= 0 ? ',' : c;
    }

    /** Zero-width characters, soft hyphens, byte order marks and variation selectors; not what turns text around. */
    private static boolean invisible(char c) {
        return c >= '\u200B' && c <= '\u200F'
                || c >= '\u2060' && c <= '\u2064'
                || c >= '\uFE00' && c <= '\uFE0F'
                || c == '\uFEFF'
                || c == '\u00AD'
                || c == '\u034F'
                || c == '\u180E';
    }
}
