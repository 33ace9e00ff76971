package io.github.syncimage.demo;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** Chooses, orders and pages what GitHub's lists show, by query parameters that are checked as its description has them. */
final class Lists {
    private static final String DEFAULT_SIZE = "30";
    private static final int MAX_SIZE = 100;

    private final Tracker tracker;

    Lists(Tracker tracker) {
        this.tracker = tracker;
    }

    List<TrackedIssue> issues(Request request) {
        String state = oneOf(request, "state", "open", List.of("open", "closed", "all"));
        Instant since = since(request);
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
        Instant since = since(request);
        return comments.stream()
                .filter(comment -> since == null || !comment.updatedAt().isBefore(since))
                .toList();
    }

    // The direction counts only beside a sort; without one it goes by id.
    private static Comparator<Comment> commentOrder(Request request) {
        Comparator<Comment> ascending =
                oneOf(request, "sort", "created", List.of("created", "updated")).equals("updated")
                        ? Comparator.comparing(Comment::updatedAt).thenComparing(Comment::id)
                        : Comparator.comparing(Comment::id);
        boolean descending =
                oneOf(request, "direction", "asc", List.of("asc", "desc")).equals("desc");
        return descending && !request.query("sort", "").isEmpty() ? ascending.reversed() : ascending;
    }

    private Comparator<TrackedIssue> order(Request request) {
        Comparator<TrackedIssue> by =
                switch (oneOf(request, "sort", "created", List.of("created", "updated", "comments"))) {
                    case "updated" -> Comparator.comparing(TrackedIssue::updatedAt);
                    case "comments" ->
                        Comparator.comparing(
                                issue -> tracker.comments(issue.number()).size());
                    default -> Comparator.comparing(TrackedIssue::createdAt);
                };
        Comparator<TrackedIssue> ascending = by.thenComparing(TrackedIssue::number);
        boolean descending =
                oneOf(request, "direction", "desc", List.of("asc", "desc")).equals("desc");
        return descending ? ascending.reversed() : ascending;
    }

    /**
     * One page of a list, with the {@code Link} header that leads to the others.
     *
     * @param url of the list, without a query
     * @param documents of a page
     */
    static <T> Response page(Request request, String url, List<T> all, Function<List<T>, ?> documents) {
        int size = Math.min(MAX_SIZE, positive(request, "per_page", DEFAULT_SIZE));
        int page = positive(request, "page", "1");
        int last = Math.max(1, (all.size() + size - 1) / size);
        int from = (int) Math.min(all.size(), (page - 1L) * size);
        Response response = Response.json(200, documents.apply(all.subList(from, Math.min(all.size(), from + size))));
        List<String> links = new ArrayList<>();
        if (page > 1) {
            links.add(link(request, url, page - 1, "prev"));
        }
        if (page < last) {
            links.add(link(request, url, page + 1, "next"));
            links.add(link(request, url, last, "last"));
        }
        if (page > 1) {
            links.add(link(request, url, 1, "first"));
        }
        return links.isEmpty() ? response : response.with("Link", String.join(", ", links));
    }

    private static String link(Request request, String url, int page, String relation) {
        String others = request.rawQuery().replaceAll("(^|&)page=[^&]*", "");
        String query = (others.isEmpty() ? "" : others + "&") + "page=" + page;
        return "<" + url + "?" + (query.startsWith("&") ? query.substring(1) : query) + ">; rel=\"" + relation + "\"";
    }

    /** The time in {@code since}, null where there is none. */
    private static Instant since(Request request) {
        String since = request.query("since", "");
        try {
            return since.isEmpty() ? null : Instant.parse(since);
        } catch (DateTimeParseException e) {
            throw Refusal.invalid("Query", "since", "invalid", "since is no time: " + since);
        }
    }

    private static String oneOf(Request request, String name, String otherwise, List<String> allowed) {
        String value = request.query(name, otherwise);
        if (!allowed.contains(value)) {
            throw Refusal.invalid("Query", name, "invalid", name + " is none of " + allowed);
        }
        return value;
    }

    /** A number of at least 1. */
    private static int positive(Request request, String name, String otherwise) {
        String text = request.query(name, otherwise);
        if (!text.matches("[0-9]{1,6}")) {
            throw Refusal.invalid("Query", name, "invalid", name + " is no integer: " + text);
        }
        return Math.max(1, Integer.parseInt(text));
    }
}
