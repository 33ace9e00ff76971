package io.github.syncimage.demo.github;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.syncimage.demo.http.Request;
import io.github.syncimage.demo.http.Response;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** {@code /issues/{number}/comments} and {@code /issues/comments/{id}}. */
final class CommentRequests {
    private final Tracker tracker;
    private final Documents documents;
    private volatile String self;

    CommentRequests(Tracker tracker, Documents documents, String self) {
        this.tracker = tracker;
        this.documents = documents;
        this.self = self;
    }

    /** Whose the token is from now on. */
    void as(String login) {
        self = login;
    }

    /** The comments of all issues. */
    Response all(Request request, String url) {
        Instant since = Queries.since(request);
        List<Map<String, Object>> found = tracker.comments().stream()
                .filter(comment -> since == null || !comment.updatedAt().isBefore(since))
                .sorted(order(request))
                .map(documents::comment)
                .toList();
        return Pages.page(request, url, found);
    }

    // The direction counts only beside a sort; without one it goes by id.
    private static Comparator<Comment> order(Request request) {
        Comparator<Comment> ascending = Queries.oneOf(request, "sort", "created", List.of("created", "updated"))
                        .equals("updated")
                ? Comparator.comparing(Comment::updatedAt).thenComparing(Comment::id)
                : Comparator.comparing(Comment::id);
        boolean descending = Queries.oneOf(request, "direction", "asc", List.of("asc", "desc"))
                .equals("desc");
        return descending && request.hasQuery("sort") ? ascending.reversed() : ascending;
    }

    Response list(Request request, String url, Issue issue) {
        Instant since = Queries.since(request);
        List<Map<String, Object>> found = tracker.comments(issue.number()).stream()
                .filter(comment -> since == null || !comment.updatedAt().isBefore(since))
                .map(documents::comment)
                .toList();
        return Pages.page(request, url, found);
    }

    Response create(Issue issue, JsonNode body) {
        Comment comment = tracker.comment(issue.number(), self, text(body));
        return Response.json(201, documents.comment(comment));
    }

    Response get(long id) {
        return Response.json(200, documents.comment(find(id)));
    }

    Response update(long id, JsonNode body) {
        find(id);
        return Response.json(200, documents.comment(tracker.editComment(id, text(body))));
    }

    Response delete(long id) {
        tracker.deleteComment(id);
        return Response.of(204);
    }

    private Comment find(long id) {
        return tracker.comment(id).orElseThrow(() -> Refusal.notFound());
    }

    private static String text(JsonNode body) {
        String text = body.path("body").asText();
        if (text.isBlank()) {
            throw Refusal.invalid("IssueComment", "body", "missing_field", "body is blank");
        }
        if (text.length() > IssueRequests.MAX_BODY) {
            throw Refusal.invalid(
                    "IssueComment", "body", "unprocessable", "body is too long (maximum is 65536 characters)");
        }
        return text;
    }
}
