package io.github.syncimage.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.syncimage.text.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/** Checks what is asked, and answers what {@link DemoGitHub} does not: pages of lists, labels, deletions. */
final class Router {
    /** What answers a checked request. */
    @FunctionalInterface
    interface Rest {
        Response serve(String shape, List<String> path, Request request, Map<String, ?> body);
    }

    private final DemoGitHub gitHub;
    private final Tracker tracker;
    private final Documents documents;
    private final Lists lists;
    private final Rest rest;
    private final RequestBodies bodies = new RequestBodies();
    /** What is wanted of an issue's labels is left out. */
    volatile boolean dropsLabels;

    Router(DemoGitHub gitHub, Rest rest) {
        this.gitHub = gitHub;
        this.tracker = gitHub.tracker;
        this.documents = gitHub.documents;
        this.lists = new Lists(tracker);
        this.rest = rest;
    }

    /** @param path segments below the repository */
    Response route(Request request, List<String> path) throws IOException {
        String shape = DemoGitHub.shape(request, path).replaceFirst("^HEAD", "GET");
        synchronized (tracker) {
            try {
                boolean ofOne = shape.contains("issues/N") && !shape.contains("comments/N");
                return ofOne
                        ? ofIssue(request, shape, path, tracker.issue((int) DemoGitHub.number(path)))
                        : other(request, shape, path);
            } catch (NoSuchElementException e) {
                throw Refusal.notFound();
            }
        }
    }

    private Response other(Request request, String shape, List<String> path) throws IOException {
        return switch (shape) {
            case "GET " -> Response.json(200, repository());
            case "GET issues" -> Lists.page(request, here(path), lists.issues(request), documents::issues);
            case "POST issues" -> open(body(request, "POST", "/issues"));
            case "GET issues/comments" -> Lists.page(request, here(path), lists.comments(request), documents::comments);
            case "GET issues/comments/N" ->
                Response.json(200, documents.comment(tracker.comment(DemoGitHub.number(path))));
            case "PATCH issues/comments/N", "POST issues/comments/N" -> edit(request, path);
            case "DELETE issues/comments/N" -> delete(DemoGitHub.number(path));
            case "GET labels" -> Lists.page(request, here(path), List.copyOf(tracker.labels), documents::labels);
            case "POST labels" -> createLabel(body(request, "POST", "/labels"));
            default -> throw Refusal.notFound();
        };
    }

    private Response ofIssue(Request request, String shape, List<String> path, TrackedIssue issue) throws IOException {
        if (path.size() == 4 && shape.startsWith("DELETE issues/N/labels/")) {
            List<String> left = new ArrayList<>(issue.labels());
            if (!left.removeIf(path.get(3)::equalsIgnoreCase)) {
                throw Refusal.of(404, "Label does not exist");
            }
            return label(issue, left);
        }
        return switch (shape) {
            case "GET issues/N" -> rest.serve(shape, path, request, Map.of());
            // GitHub takes POST for PATCH here, and older client libraries rely on it.
            case "PATCH issues/N", "POST issues/N" -> update(request, path, issue);
            case "GET issues/N/comments" ->
                Lists.page(
                        request,
                        here(path),
                        Lists.since(request, tracker.comments(issue.number())),
                        documents::comments);
            case "POST issues/N/comments" -> {
                JsonNode body = body(request, "POST", "/issues/{issue_number}/comments");
                RequestBodies.checkComment(body);
                yield rest.serve(shape, path, request, JsonTree.fields(body));
            }
            case "GET issues/N/labels" -> Lists.page(request, here(path), issue.labels(), documents::labels);
            case "POST issues/N/labels" -> {
                List<String> all = new ArrayList<>(issue.labels());
                all.addAll(labels(body(request, "POST", "/issues/{issue_number}/labels")));
                yield label(issue, all);
            }
            case "PUT issues/N/labels" -> label(issue, labels(body(request, "PUT", "/issues/{issue_number}/labels")));
            case "DELETE issues/N/labels" -> {
                label(issue, List.of());
                yield Response.of(204);
            }
            default -> throw Refusal.notFound();
        };
    }

    private Response update(Request request, List<String> path, TrackedIssue issue) throws IOException {
        JsonNode body = body(request, "PATCH", "/issues/{issue_number}");
        RequestBodies.checkIssue(body);
        RequestBodies.checkState(issue, body);
        if (dropsLabels) {
            ((ObjectNode) body).remove("labels");
        }
        return rest.serve("PATCH issues/N", path, request, JsonTree.fields(body));
    }

    private Response edit(Request request, List<String> path) throws IOException {
        tracker.comment(DemoGitHub.number(path));
        JsonNode body = body(request, "PATCH", "/issues/comments/{comment_id}");
        RequestBodies.checkComment(body);
        return rest.serve("PATCH issues/comments/N", path, request, JsonTree.fields(body));
    }

    private Response open(JsonNode body) {
        RequestBodies.checkIssue(body);
        TrackedIssue issue = tracker.open(
                body.path("title").asText(), body.path("body").textValue(), gitHub.self, false, labels(body));
        return Response.json(201, documents.issue(issue));
    }

    private Response delete(long id) {
        tracker.comments.remove(tracker.comment(id).id());
        return Response.of(204);
    }

    private Response createLabel(JsonNode body) {
        String name = body.path("name").asText();
        if (tracker.labels.stream().anyMatch(name::equalsIgnoreCase)) {
            throw Refusal.invalid("Label", "name", "already_exists", "there is such a label");
        }
        tracker.labels.add(name);
        return Response.json(201, documents.label(name));
    }

    private static List<String> labels(JsonNode body) {
        return TrackedIssue.labelsOf(JsonTree.fields(body));
    }

    private Response label(TrackedIssue issue, List<String> labels) {
        TrackedIssue now = dropsLabels ? issue : tracker.change(issue.number(), Map.of("labels", labels));
        return Response.json(200, documents.labels(now.labels()));
    }

    private Map<String, Object> repository() {
        String[] name = documents.name().split("/");
        Map<String, Object> repository = Json.withNulls("id", 1, "name", name[1], "full_name", documents.name());
        repository.putAll(Json.withNulls("private", false, "has_issues", true, "default_branch", "main"));
        repository.put("owner", Documents.user(name[0]));
        repository.put("html_url", documents.html());
        repository.put("url", documents.url(""));
        return repository;
    }

    private String here(List<String> path) {
        return documents.url("/" + String.join("/", path));
    }

    private JsonNode body(Request request, String method, String below) throws IOException {
        return bodies.check(method + " /repos/{owner}/{repo}" + below, request);
    }
}
