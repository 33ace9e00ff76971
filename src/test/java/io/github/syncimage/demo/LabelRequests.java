package io.github.syncimage.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** {@code /labels} and {@code /issues/{number}/labels}. */
final class LabelRequests {
    private final Tracker tracker;
    private final Documents documents;
    private volatile boolean dropped;

    LabelRequests(Tracker tracker, Documents documents) {
        this.tracker = tracker;
        this.documents = documents;
    }

    /** From now on what is wanted of an issue's labels is left out. */
    void drop() {
        dropped = true;
    }

    boolean dropped() {
        return dropped;
    }

    Response all(Request request, String url) {
        return Pages.page(request, url, List.copyOf(tracker.labels), documents::labels);
    }

    Response create(JsonNode body) {
        String name = body.path("name").asText();
        if (tracker.labels.stream().anyMatch(name::equalsIgnoreCase)) {
            throw Refusal.invalid("Label", "name", "already_exists", "there is such a label");
        }
        tracker.labels.add(name);
        return Response.json(201, documents.label(name));
    }

    Response list(Request request, String url, TrackedIssue issue) {
        return Pages.page(request, url, issue.labels(), documents::labels);
    }

    Response add(TrackedIssue issue, JsonNode body) {
        List<String> labels = new ArrayList<>(issue.labels());
        labels.addAll(DemoGitHub.labels(JsonTree.fields(body)));
        return replaceWith(issue, labels);
    }

    Response replace(TrackedIssue issue, JsonNode body) {
        return replaceWith(issue, DemoGitHub.labels(JsonTree.fields(body)));
    }

    Response removeAll(TrackedIssue issue) {
        replaceWith(issue, List.of());
        return Response.of(204);
    }

    Response remove(TrackedIssue issue, String name) {
        List<String> labels = new ArrayList<>(issue.labels());
        if (!labels.removeIf(name::equalsIgnoreCase)) {
            throw Refusal.of(404, "Label does not exist");
        }
        return replaceWith(issue, labels);
    }

    private Response replaceWith(TrackedIssue issue, List<String> labels) {
        if (dropped) {
            return Response.json(200, documents.labels(issue.labels()));
        }
        TrackedIssue changed = tracker.change(issue.number(), now -> now.withLabels(labels, Tracker.now()));
        return Response.json(200, documents.labels(changed.labels()));
    }
}
