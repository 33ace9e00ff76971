package io.github.syncimage.demo.github;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.syncimage.demo.http.Request;
import io.github.syncimage.demo.http.Response;
import java.util.ArrayList;
import java.util.List;

/** {@code /labels} and {@code /issues/{number}/labels}. */
final class LabelRequests {
    private final Tracker tracker;
    private final Documents documents;

    LabelRequests(Tracker tracker, Documents documents) {
        this.tracker = tracker;
        this.documents = documents;
    }

    Response all(Request request, String url) {
        return Pages.page(request, url, documents.labels(tracker.labels()));
    }

    Response create(JsonNode body) {
        String name = body.path("name").asText();
        if (tracker.labels().stream().anyMatch(name::equalsIgnoreCase)) {
            throw Refusal.invalid("Label", "name", "already_exists", "there is such a label");
        }
        tracker.addLabel(name);
        return Response.json(201, documents.label(name));
    }

    Response list(Request request, String url, Issue issue) {
        return Pages.page(request, url, documents.labels(issue.labels()));
    }

    Response add(Issue issue, JsonNode body) {
        List<String> labels = new ArrayList<>(issue.labels());
        labels.addAll(names(body.path("labels")));
        return replaceWith(issue, labels);
    }

    Response replace(Issue issue, JsonNode body) {
        return replaceWith(issue, names(body.path("labels")));
    }

    Response removeAll(Issue issue) {
        replaceWith(issue, List.of());
        return Response.of(204);
    }

    Response remove(Issue issue, String name) {
        List<String> labels = new ArrayList<>(issue.labels());
        if (!labels.removeIf(name::equalsIgnoreCase)) {
            throw Refusal.of(404, "Label does not exist");
        }
        return replaceWith(issue, labels);
    }

    /** The names in a list of names, or of objects that have one. */
    static List<String> names(JsonNode labels) {
        List<String> names = new ArrayList<>();
        for (JsonNode label : labels) {
            String name = label.isObject() ? label.path("name").asText() : label.asText();
            if (name.isBlank()) {
                throw Refusal.invalid("Label", "name", "missing_field", "a label's name is blank");
            }
            names.add(name);
        }
        return names;
    }

    private Response replaceWith(Issue issue, List<String> labels) {
        if (tracker.dropsLabels()) {
            return Response.json(200, documents.labels(issue.labels()));
        }
        Issue changed = tracker.change(issue.number(), now -> now.withLabels(labels, Tracker.now()));
        return Response.json(200, documents.labels(changed.labels()));
    }
}
