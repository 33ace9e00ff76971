package io.github.syncimage.demo.github;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.syncimage.demo.http.Request;
import io.github.syncimage.demo.http.Response;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** {@code /issues} and {@code /issues/{number}}. */
final class IssueRequests {
    private static final int MAX_TITLE = 256;
    /** What GitHub's database column holds of an issue's or a comment's body, in characters. */
    static final int MAX_BODY = 65_536;

    private final Tracker tracker;
    private final Documents documents;
    private final String self;

    /** @param self the user whose token asks */
    IssueRequests(Tracker tracker, Documents documents, String self) {
        this.tracker = tracker;
        this.documents = documents;
        this.self = self;
    }

    Response list(Request request, String url) {
        String state = Queries.oneOf(request, "state", "open", List.of("open", "closed", "all"));
        List<String> labels = List.of(request.query("labels", "").split(","));
        Instant since = Queries.since(request);
        List<Map<String, Object>> found = tracker.issues().stream()
                .filter(issue -> state.equals("all") || issue.state().equals(state))
                .filter(issue -> labels.stream().allMatch(label -> label.isEmpty() || carries(issue, label)))
                .filter(issue -> since == null || !issue.updatedAt().isBefore(since))
                .sorted(order(request))
                .map(documents::issue)
                .toList();
        return Pages.page(request, url, found);
    }

    Response get(int number) {
        return Response.json(200, documents.issue(find(number)));
    }

    Response create(JsonNode body) {
        Issue issue =
                tracker.open(title(body), text(body, "body"), self, false, LabelRequests.names(body.path("labels")));
        return Response.json(201, documents.issue(issue));
    }

    Response update(int number, JsonNode body) {
        find(number);
        Issue changed = tracker.change(number, issue -> edited(issue, body, Tracker.now()));
        return Response.json(200, documents.issue(changed));
    }

    Issue find(int number) {
        return tracker.issue(number).orElseThrow(() -> Refusal.notFound());
    }

    private Issue edited(Issue issue, JsonNode body, Instant now) {
        Issue changed = issue;
        if (body.hasNonNull("title")) {
            changed = changed.withTitle(title(body), now);
        }
        if (body.has("body")) {
            changed = changed.withBody(text(body, "body"), now);
        }
        if (body.has("labels") && !tracker.dropsLabels()) {
            changed = changed.withLabels(LabelRequests.names(body.path("labels")), now);
        }
        // A state that the issue has already, and the reason beside it, change nothing.
        if (body.has("state") && !body.path("state").asText().equals(issue.state())) {
            changed = changed.withState(body.path("state").asText(), reason(body), now);
        }
        return changed;
    }

    // GitHub fills in the usual reason where none is given.
    private static String reason(JsonNode body) {
        boolean closing = body.path("state").asText().equals("closed");
        String given = body.path("state_reason").asText("");
        if (given.isEmpty() || given.equals("null")) {
            return closing ? "completed" : "reopened";
        }
        if (closing == given.equals("reopened")) {
            throw Refusal.invalid("Issue", "state_reason", "invalid", "state_reason does not fit the state");
        }
        return given;
    }

    private static String title(JsonNode body) {
        String title = body.path("title").asText();
        if (title.isBlank()) {
            throw Refusal.invalid("Issue", "title", "missing_field", "title is blank");
        }
        if (title.codePointCount(0, title.length()) > MAX_TITLE) {
            throw Refusal.invalid("Issue", "title", "custom", "title is too long (maximum is 256 characters)");
        }
        return title;
    }

    private static String text(JsonNode body, String field) {
        JsonNode value = body.path(field);
        if (value.isNull() || value.isMissingNode()) {
            return null;
        }
        if (value.asText().length() > MAX_BODY) {
            throw Refusal.invalid("Issue", field, "custom", "body is too long (maximum is 65536 characters)");
        }
        return value.asText();
    }

    private static boolean carries(Issue issue, String label) {
        return issue.labels().stream().anyMatch(label.strip()::equalsIgnoreCase);
    }

    private Comparator<Issue> order(Request request) {
        Comparator<Issue> by =
                switch (Queries.oneOf(request, "sort", "created", List.of("created", "updated", "comments"))) {
                    case "updated" -> Comparator.comparing(Issue::updatedAt);
                    case "comments" ->
                        Comparator.comparing(
                                issue -> tracker.comments(issue.number()).size());
                    default -> Comparator.comparing(Issue::createdAt);
                };
        Comparator<Issue> ascending = by.thenComparing(Issue::number);
        boolean descending = Queries.oneOf(request, "direction", "desc", List.of("asc", "desc"))
                .equals("desc");
        return descending ? ascending.reversed() : ascending;
    }
}
