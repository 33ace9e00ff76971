package io.github.syncimage.naming;

import io.github.syncimage.image.InvalidReferenceException;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * An anchored pattern on a normalised repository ({@code host/path}, no tag). It is a small regular expression:
 *
 * <ul>
 *   <li>it starts with {@code ^}, and what it matches ends at a path border: before or behind a {@code /}, or at the end;
 *   <li>{@code .} is a dot and nothing else ({@code \.} is the same);
 *   <li>letters are lower case, as in a normalised name; digits, {@code - _ / :} stand for themselves;
 *   <li>{@code (a|b)}, {@code [a-z]}, {@code [^/]} and the quantifiers {@code ? * + {n,m}} work as usual, but only
 *       {@code ?} may follow a group, so that no pattern can be slow on a hostile name;
 *   <li>nothing else: no back-slash classes, no look-around, no {@code $} but at the very end.
 * </ul>
 */
record RulePattern(String text, Pattern pattern) {
    private static final Pattern LITERAL = Pattern.compile("[a-z0-9.:/_-]+");
    private static final Pattern LITERAL_HOST = Pattern.compile("[a-z0-9.:-]+");

    /**
     * Reads a pattern.
     *
     * @throws InvalidReferenceException saying what is wrong with it
     */
    static RulePattern parse(String text) {
        require(text.startsWith("^"), "a pattern starts with '^', as in '^" + text + "'");
        require(text.length() > 1, "the pattern is empty");
        String expression = new Scanner(text).toRegularExpression();
        try {
            return new RulePattern(text, Pattern.compile("(?:" + expression + ")(?:(?<=/)|(?=/|$))"));
        } catch (PatternSyntaxException e) {
            throw new InvalidReferenceException("no valid pattern: " + e.getDescription());
        }
    }

    private static void require(boolean fits, String why) {
        if (!fits) {
            throw new InvalidReferenceException(why);
        }
    }

    /** @param name of a repository: {@code gcr.io/a/b} */
    boolean matches(String name) {
        return pattern.matcher(name).lookingAt();
    }

    /** All that another pattern matches is matched by this one; false where that cannot be told. */
    boolean covers(RulePattern other) {
        String plain = other.plain();
        String name = plain.endsWith("/") ? plain : plain + "/";
        return LITERAL.matcher(plain).matches() && matches(name + "image");
    }

    /** The only host that it can match; empty where it leaves the host open. */
    Optional<String> literalHost() {
        String plain = plain();
        int slash = plain.indexOf('/');
        String host = slash < 0 ? plain : plain.substring(0, slash);
        // An alternative further on could leave the host behind: ^gcr.io/a|quay.io/b
        boolean literal = LITERAL_HOST.matcher(host).matches() && plain.indexOf('|') < 0;
        return literal ? Optional.of(host) : Optional.empty();
    }

    /** For people: the pattern without its anchor and escapes, {@code gcr.io}. */
    String plain() {
        return text.substring(1).replace("\\", "");
    }

    /** As the operator wrote it. */
    @Override
    public boolean equals(Object other) {
        return other instanceof RulePattern pattern && text.equals(pattern.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }

    /** Walks over a pattern once, refuses what the grammar lacks, and makes its dots literal. */
    private static final class Scanner {
        private final String text;
        private final StringBuilder expression = new StringBuilder();
        private int position = 1;

        Scanner(String text) {
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
                    case '$' -> {
                        require(position == text.length() - 1, "'$' stands only at the end");
                        take("$");
                    }
                    default -> {
                        boolean known = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || "-_/:|?*+{},".indexOf(c) >= 0;
                        String hint = c >= 'A' && c <= 'Z' ? " (names are lower case)" : "";
                        require(known, "'" + c + "' is not understood here" + hint);
                        take(String.valueOf(c));
                    }
                }
            }
            return expression.toString();
        }

        private void escape() {
            char escaped = next();
            require(".-/".indexOf(escaped) >= 0, "'\\" + escaped + "' is not understood here");
            position++;
            if (escaped == '.') {
                dot();
            } else {
                take("\\" + escaped);
            }
        }

        private void dot() {
            require(
                    "*+?{".indexOf(next()) < 0,
                    "a dot is only a dot here; write [^/]" + next() + " for any characters of a segment");
            take("\\.");
        }

        private void characterClass() {
            int close = text.indexOf(']', position + 1);
            require(close >= 0, "'[' is never closed");
            String inside = text.substring(position + 1, close);
            require(
                    inside.matches("\\^?[a-z0-9._/:-]+"),
                    "'[" + inside + "]' holds more than lower-case letters, digits and . _ - / :");
            expression.append('[').append(inside).append(']');
            position = close + 1;
        }

        private void group(char parenthesis) {
            char following = next();
            boolean opens = parenthesis == '(';
            require(!opens || following != '?', "'(?' is not understood here");
            require(opens || "*+{".indexOf(following) < 0, "'" + following + "' can't follow a group");
            take(opens ? "(?:" : ")");
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
}
