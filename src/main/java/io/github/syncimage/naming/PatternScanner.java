package io.github.syncimage.naming;

import io.github.syncimage.image.InvalidReferenceException;

/** Walks over a rule's pattern once, refuses what the rules' grammar lacks, and makes its dots literal. */
final class PatternScanner {
    private final String text;
    private final StringBuilder expression = new StringBuilder();
    private int position = 1;

    PatternScanner(String text) {
        this.text = text;
    }

    String toRegularExpression() {
        while (position < text.length()) {
            char c = text.charAt(position);
            switch (c) {
                case '\\' -> escape();
                case '.' -> dot();
                case '[' -> characterClass();
                case '(', ')' -> group(c);
                case '$' -> end();
                default -> other(c);
            }
        }
        return expression.toString();
    }

    private void escape() {
        char escaped = next();
        if (".-/".indexOf(escaped) < 0) {
            throw new InvalidReferenceException("'\\" + escaped + "' is not understood here");
        }
        position++;
        if (escaped == '.') {
            dot();
        } else {
            take("\\" + escaped);
        }
    }

    private void dot() {
        if ("*+?{".indexOf(next()) >= 0) {
            throw new InvalidReferenceException(
                    "a dot is only a dot here; write [^/]" + next() + " for any characters of a segment");
        }
        take("\\.");
    }

    private void characterClass() {
        int close = text.indexOf(']', position + 1);
        if (close < 0) {
            throw new InvalidReferenceException("'[' is never closed");
        }
        String inside = text.substring(position + 1, close);
        if (!inside.matches("\\^?[a-z0-9._/:-]+")) {
            throw new InvalidReferenceException(
                    "'[" + inside + "]' holds more than lower-case letters, digits and . _ - / :");
        }
        expression.append('[').append(inside).append(']');
        position = close + 1;
    }

    private void group(char parenthesis) {
        char following = next();
        if (parenthesis == '(' && following == '?') {
            throw new InvalidReferenceException("'(?' is not understood here");
        }
        if (parenthesis == ')' && "*+{".indexOf(following) >= 0) {
            throw new InvalidReferenceException("'" + following + "' can't follow a group");
        }
        take(parenthesis == '(' ? "(?:" : ")");
    }

    private void end() {
        if (position != text.length() - 1) {
            throw new InvalidReferenceException("'$' stands only at the end");
        }
        take("$");
    }

    private void other(char c) {
        boolean known = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || "-_/:|?*+{},".indexOf(c) >= 0;
        if (!known) {
            String hint = c >= 'A' && c <= 'Z' ? " (names are lower case)" : "";
            throw new InvalidReferenceException("'" + c + "' is not understood here" + hint);
        }
        take(String.valueOf(c));
    }

    private void take(String part) {
        expression.append(part);
        position++;
    }

    /** The character after this one; a space where there is none. */
    private char next() {
        return position + 1 < text.length() ? text.charAt(position + 1) : ' ';
    }
}
