package io.github.syncimage.demo;

import java.time.Instant;
import java.util.List;
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

    TrackedIssue withTitle(String newTitle, Instant now) {
        return new TrackedIssue(
                number, newTitle, body, user, pullRequest, state, stateReason, labels, createdAt, now, closedAt);
    }

    TrackedIssue withBody(String newBody, Instant now) {
        return new TrackedIssue(
                number, title, newBody, user, pullRequest, state, stateReason, labels, createdAt, now, closedAt);
    }

    TrackedIssue withLabels(List<String> newLabels, Instant now) {
        return new TrackedIssue(
                number, title, body, user, pullRequest, state, stateReason, newLabels, createdAt, now, closedAt);
    }

    TrackedIssue withState(String newState, String reason, Instant now) {
        Instant closed = newState.equals("closed") ? now : null;
        return new TrackedIssue(
                number, title, body, user, pullRequest, newState, reason, labels, createdAt, now, closed);
    }

    TrackedIssue touched(Instant now) {
        return withTitle(title, now);
    }
}
