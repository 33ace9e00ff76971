package io.github.syncimage.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
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
    private final LabelRequests labels;
    private final Lists lists;
    private final Rest rest;
    private final RequestBodies bodies = new RequestBodies();

    Router(DemoGitHub gitHub, LabelRequests labels, Rest rest) {
        this.gitHub = gitHub;
        this.tracker = gitHub.tracker;
        this.documents = gitHub.documents;
        this.labels = labels;
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
            case "GET issues" -> Pages.page(request, here(path), lists.issues(request), documents::issues);
            case "POST issues" -> open(body(request, "POST", "/issues"));
            case "GET issues/comments" -> Pages.page(request, here(path), lists.comments(request), documents::comments);
            case "GET issues/comments/N" ->
                Response.json(200, documents.comment(tracker.comment(DemoGitHub.number(path))));
            case "PATCH issues/comments/N", "POST issues/comments/N" -> edit(request, path);
            case "DELETE issues/comments/N" -> delete(DemoGitHub.number(path));
            case "GET labels" -> labels.all(request, here(path));
            case "POST labels" -> labels.create(body(request, "POST", "/labels"));
            default -> throw Refusal.notFound();
        };
    }

    private Response ofIssue(Request request, String shape, List<String> path, TrackedIssue issue) throws IOException {
        if (path.size() == 4 && shape.startsWith("DELETE issues/N/labels/")) {
            return labels.remove(issue, path.get(3));
        }
        return switch (shape) {
            case "GET issues/N" -> rest.serve(shape, path, request, Map.of());
            // GitHub takes POST for PATCH here, and older client libraries rely on it.
            case "PATCH issues/N", "POST issues/N" -> update(request, path, issue);
            case "GET issues/N/comments" ->
                Pages.page(
                        request,
                        here(path),
                        Lists.since(request, tracker.comments(issue.number())),
                        documents::comments);
            case "POST issues/N/comments" -> {
                JsonNode body = body(request, "POST", "/issues/{issue_number}/comments");
                BodyRules.checkComment(body);
                yield rest.serve(shape, path, request, JsonTree.fields(body));
            }
            case "GET issues/N/labels" -> labels.list(request, here(path), issue);
            case "POST issues/N/labels" -> labels.add(issue, body(request, "POST", "/issues/{issue_number}/labels"));
            case "PUT issues/N/labels" -> labels.replace(issue, body(request, "PUT", "/issues/{issue_number}/labels"));
            case "DELETE issues/N/labels" -> labels.removeAll(issue);
            default -> throw Refusal.notFound();
        };
    }

    private Response update(Request request, List<String> path, TrackedIssue issue) throws IOException {
        JsonNode body = body(request, "PATCH", "/issues/{issue_number}");
        BodyRules.checkIssue(body);
        BodyRules.checkState(issue, body);
        if (labels.dropped()) {
            ((ObjectNode) body).remove("labels");
        }
        return rest.serve("PATCH issues/N", path, request, JsonTree.fields(body));
    }

    private Response edit(Request request, List<String> path) throws IOException {
        tracker.comment(DemoGitHub.number(path));
        JsonNode body = body(request, "PATCH", "/issues/comments/{comment_id}");
        BodyRules.checkComment(body);
        return rest.serve("PATCH issues/comments/N", path, request, JsonTree.fields(body));
    }

    private Response open(JsonNode body) {
        BodyRules.checkIssue(body);
        TrackedIssue issue = tracker.open(
                body.path("title").asText(),
                body.path("body").textValue(),
                gitHub.self,
                false,
                DemoGitHub.labels(JsonTree.fields(body)));
        return Response.json(201, documents.issue(issue));
    }

    private Response delete(long id) {
        tracker.comments.remove(tracker.comment(id).id());
        return Response.of(204);
    }

    private Map<String, Object> repository() {
        String[] name = documents.name().split("/");
        return Fields.of(
                "id",
                1,
                "name",
                name[1],
                "full_name",
                documents.name(),
                "private",
                false,
                "owner",
                Documents.user(name[0]),
                "html_url",
                documents.html(),
                "url",
                documents.url(""),
                "has_issues",
                true,
                "default_branch",
                "main");
    }

    private String here(List<String> path) {
        return documents.url("/" + String.join("/", path));
    }

    private JsonNode body(Request request, String method, String below) throws IOException {
        return bodies.check(method + " /repos/{owner}/{repo}" + below, request);
    }
}
