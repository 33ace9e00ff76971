package io.github.syncimage.demo;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** Chooses and orders what GitHub's lists of issues and comments show. */
final class Lists {
    private final Tracker tracker;

    Lists(Tracker tracker) {
        this.tracker = tracker;
    }

    List<TrackedIssue> issues(Request request) {
        String state = Queries.oneOf(request, "state", "open", List.of("open", "closed", "all"));
        Instant since = Queries.since(request);
        return tracker.issues().stream()
                .filter(issue -> state.equals("all") || issue.state().equals(state))
                .filter(issue -> issue.carries(request.query("labels", "")))
                .filter(issue -> since == null || !issue.updatedAt().isBefore(since))
                .sorted(order(request))
                .toList();
    }

    /** Those of all issues. */
    List<Comment> comments(Request request) {
        return since(request, tracker.comments()).stream()
                .sorted(commentOrder(request))
                .toList();
    }

    static List<Comment> since(Request request, List<Comment> comments) {
        Instant since = Queries.since(request);
        return comments.stream()
                .filter(comment -> since == null || !comment.updatedAt().isBefore(since))
                .toList();
    }

    // The direction counts only beside a sort; without one it goes by id.
    private static Comparator<Comment> commentOrder(Request request) {
        Comparator<Comment> ascending = Queries.oneOf(request, "sort", "created", List.of("created", "updated"))
                        .equals("updated")
                ? Comparator.comparing(Comment::updatedAt).thenComparing(Comment::id)
                : Comparator.comparing(Comment::id);
        boolean descending = Queries.oneOf(request, "direction", "asc", List.of("asc", "desc"))
                .equals("desc");
        return descending && !request.query("sort", "").isEmpty() ? ascending.reversed() : ascending;
    }

    private Comparator<TrackedIssue> order(Request request) {
        Comparator<TrackedIssue> by =
                switch (Queries.oneOf(request, "sort", "created", List.of("created", "updated", "comments"))) {
                    case "updated" -> Comparator.comparing(TrackedIssue::updatedAt);
                    case "comments" ->
                        Comparator.comparing(
                                issue -> tracker.comments(issue.number()).size());
                    default -> Comparator.comparing(TrackedIssue::createdAt);
                };
        Comparator<TrackedIssue> ascending = by.thenComparing(TrackedIssue::number);
        boolean descending = Queries.oneOf(request, "direction", "desc", List.of("asc", "desc"))
                .equals("desc");
        return descending ? ascending.reversed() : ascending;
    }
}
