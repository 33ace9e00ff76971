package io.github.syncimage.demo;

import io.github.syncimage.text.Json;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * An issue, or a pull request, at one moment.
 *
 * @param body maybe null, as on GitHub
 * @param user who opened it
 * @param state {@code open} or {@code closed}
 * @param stateReason {@code completed}, {@code not_planned}, {@code duplicate}, {@code reopened} or null
 * @param closedAt null while it is open
 */
public record TrackedIssue(
        int number,
        String title,
        String body,
        String user,
        boolean pullRequest,
        String state,
        String stateReason,
        List<String> labels,
        Instant createdAt,
        Instant updatedAt,
        Instant closedAt) {
    public TrackedIssue {
        labels = List.copyOf(labels);
    }

    public boolean open() {
        return state.equals("open");
    }

    /** @param names of labels that commas part; empty for none */
    boolean carries(String names) {
        return Stream.of(names.split(","))
                .allMatch(name -> name.isEmpty() || labels.stream().anyMatch(name.strip()::equalsIgnoreCase));
    }

    /**
     * The issue after an edit.
     *
     * @param fields by GitHub's names; a state that it has already, and the reason beside it, change nothing
     * @param spelling of labels
     */
    TrackedIssue with(Map<String, ?> fields, UnaryOperator<List<String>> spelling) {
        String wanted = Json.text(fields, "state");
        boolean moves = !wanted.isEmpty() && !wanted.equals(state);
        if (!moves && Collections.disjoint(fields.keySet(), Set.of("title", "body", "labels"))) {
            return this;
        }
        boolean closes = wanted.equals("closed");
        String reason = Json.text(fields, "state_reason");
        Instant now = Tracker.now();
        return new TrackedIssue(
                number,
                fields.containsKey("title") ? Json.text(fields, "title") : title,
                fields.containsKey("body") ? (String) fields.get("body") : body,
                user,
                pullRequest,
                moves ? wanted : state,
                !moves ? stateReason : !reason.isEmpty() ? reason : closes ? "completed" : "reopened",
                fields.containsKey("labels") ? spelling.apply(labelsOf(fields)) : labels,
                createdAt,
                now,
                !moves ? closedAt : closes ? now : null);
    }

    /** The names in a list of names, or of objects that have one. */
    static List<String> labelsOf(Map<String, ?> fields) {
        return Json.list(fields, "labels").stream()
                .map(label -> label instanceof Map<?, ?> object ? object.get("name") : label)
                .map(String::valueOf)
                .toList();
    }
}
