package io.github.syncimage.demo;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;

/** Query parameters, checked as GitHub's description has them. */
final class Queries {
    private Queries() {}

    /** The time in {@code since}, null where there is none. */
    static Instant since(Request request) {
        String since = request.query("since", "");
        try {
            return since.isEmpty() ? null : Instant.parse(since);
        } catch (DateTimeParseException e) {
            throw Refusal.invalid("Query", "since", "invalid", "since is no time: " + since);
        }
    }

    static String oneOf(Request request, String name, String otherwise, List<String> allowed) {
        String value = request.query(name, otherwise);
        if (!allowed.contains(value)) {
            throw Refusal.invalid("Query", name, "invalid", name + " is none of " + allowed);
        }
        return value;
    }

    /** A number of at least 1. */
    static int positive(Request request, String name, String otherwise) {
        String text = request.query(name, otherwise);
        if (!text.matches("[0-9]{1,6}")) {
            throw Refusal.invalid("Query", name, "invalid", name + " is no integer: " + text);
        }
        return Math.max(1, Integer.parseInt(text));
    }
}
