package io.github.syncimage.demo.github;

import java.time.Instant;
import java.util.List;

/**
 * An issue, or a pull request, at one moment.
 *
 * @param body maybe null, as on GitHub
 * @param user who opened it
 * @param state {@code open} or {@code closed}
 * @param stateReason {@code completed}, {@code not_planned}, {@code duplicate}, {@code reopened} or null
 * @param closedAt null while it is open
 */
public record Issue(
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
    public Issue {
        labels = List.copyOf(labels);
    }

    public boolean open() {
        return state.equals("open");
    }

    Issue withTitle(String newTitle, Instant now) {
        return new Issue(
                number, newTitle, body, user, pullRequest, state, stateReason, labels, createdAt, now, closedAt);
    }

    Issue withBody(String newBody, Instant now) {
        return new Issue(
                number, title, newBody, user, pullRequest, state, stateReason, labels, createdAt, now, closedAt);
    }

    Issue withLabels(List<String> newLabels, Instant now) {
        return new Issue(
                number, title, body, user, pullRequest, state, stateReason, newLabels, createdAt, now, closedAt);
    }

    Issue withState(String newState, String reason, Instant now) {
        Instant closed = newState.equals("closed") ? now : null;
        return new Issue(number, title, body, user, pullRequest, newState, reason, labels, createdAt, now, closed);
    }

    Issue touched(Instant now) {
        return withTitle(title, now);
    }
}
