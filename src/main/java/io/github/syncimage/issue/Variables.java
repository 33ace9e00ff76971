package io.github.syncimage.issue;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Variables inside a text, as shells, Compose, Dockerfiles, charts and workflows write them: defaults take their place. */
final class Variables {
    /** Longer than any image name with variables in it; it bounds the search for the ends of braces. */
    private static final int LONGEST = 2_000;

    private static final Pattern LEFT = Pattern.compile("\\$\\{|\\$[A-Za-z_]|\\{\\{");
    private static final Pattern INSIDE = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)(?:(:?)-(.*))?", Pattern.DOTALL);
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private Variables() {}

    /** A variable is left that nobody here knows. */
    static boolean in(String text) {
        return LEFT.matcher(text).find();
    }

    /**
     * The text with {@code ${TAG:-1.4}} and {@code ${TAG-1.4}} replaced by their defaults.
     *
     * @param known values of variables, before their defaults
     */
    static String filled(String text, Map<String, String> known) {
        if (text.length() > LONGEST || text.indexOf('$') < 0) {
            return text;
        }
        StringBuilder filled = new StringBuilder();
        for (int i = 0; i < text.length(); ) {
            int end = text.charAt(i) == '$' ? end(text, i) : i;
            String value = end == i ? null : value(text.substring(i, end), known);
            if (value != null) {
                filled.append(value);
            } else {
                end = Math.max(end, i + 1);
                filled.append(text, i, end);
            }
            i = end;
        }
        return filled.toString();
    }

    /** Behind the variable that begins with this dollar; the dollar's own place where none does. */
    private static int end(String text, int dollar) {
        if (text.startsWith("${", dollar)) {
            int open = 0;
            for (int i = dollar + 1; i < text.length(); i++) {
                open += text.charAt(i) == '{' ? 1 : text.charAt(i) == '}' ? -1 : 0;
                if (open == 0) {
                    return i + 1;
                }
            }
            return dollar;
        }
        Matcher name = NAME.matcher(text).region(dollar + 1, text.length());
        return name.lookingAt() ? name.end() : dollar;
    }

    private static String value(String variable, Map<String, String> known) {
        boolean braces = variable.charAt(1) == '{';
        Matcher inside = INSIDE.matcher(variable.substring(braces ? 2 : 1, variable.length() - (braces ? 1 : 0)));
        if (!inside.matches()) {
            return null;
        }
        String value = known.get(inside.group(1));
        boolean byDefault = value == null || value.isEmpty() && ":".equals(inside.group(2));
        return byDefault && inside.group(3) != null ? filled(inside.group(3), known) : value;
    }
}
