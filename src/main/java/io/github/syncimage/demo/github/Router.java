package io.github.syncimage.demo.github;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.syncimage.demo.http.Request;
import io.github.syncimage.demo.http.Response;
import java.io.IOException;
import java.util.List;

/** Finds the operation that a method and a path name. */
final class Router {
    private static final String REPOSITORY = "/repos/{owner}/{repo}";

    private final List<String> repository;
    private final String url;
    private final Tracker tracker;
    private final Documents documents;
    private final IssueRequests issues;
    private final CommentRequests comments;
    private final LabelRequests labels;
    private final RequestBodies bodies = new RequestBodies();

    /** @param api URL of the API, without a slash at its end */
    Router(String owner, String repo, String api, Tracker tracker, Documents documents) {
        this.repository = List.of("repos", owner, repo);
        this.url = api + "/repos/" + owner + "/" + repo;
        this.tracker = tracker;
        this.documents = documents;
        this.issues = new IssueRequests(tracker, documents, LoopbackGitHub.SELF);
        this.comments = new CommentRequests(tracker, documents, LoopbackGitHub.SELF);
        this.labels = new LabelRequests(tracker, documents);
    }

    /** Whose the token is from now on. */
    void as(String login) {
        comments.as(login);
    }

    /** @param path segments below the API's base */
    Response route(Request request, List<String> path) throws IOException {
        if (path.size() < 3 || !sameRepository(path.subList(0, 3))) {
            throw Refusal.notFound();
        }
        List<String> below = path.subList(3, path.size());
        String method = request.method().equals("HEAD") ? "GET" : request.method();
        String shape = method + " " + String.join("/", below).replaceAll("[0-9]+", "N");
        synchronized (tracker) {
            boolean allComments = shape.equals("GET issues/comments");
            return below.size() < 2 || allComments ? lists(request, shape) : one(request, shape, below);
        }
    }

    private boolean sameRepository(List<String> asked) {
        return String.join("/", asked).equalsIgnoreCase(String.join("/", repository));
    }

    private Response lists(Request request, String shape) throws IOException {
        return switch (shape) {
            case "GET " -> Response.json(200, documents.repository());
            case "GET issues" -> issues.list(request, url + "/issues");
            case "POST issues" -> issues.create(body(request, "POST", "/issues"));
            case "GET issues/comments" -> comments.all(request, url + "/issues/comments");
            case "GET labels" -> labels.all(request, url + "/labels");
            case "POST labels" -> labels.create(body(request, "POST", "/labels"));
            default -> throw Refusal.notFound();
        };
    }

    private Response one(Request request, String shape, List<String> below) throws IOException {
        if (below.get(1).equals("comments") && below.size() == 3) {
            return comment(request, shape, number(below.get(2)));
        }
        if (!below.get(0).equals("issues")) {
            throw Refusal.notFound();
        }
        Issue issue = issues.find((int) number(below.get(1)));
        if (below.size() == 4 && shape.startsWith("DELETE issues/N/labels/")) {
            return labels.remove(issue, below.get(3));
        }
        String here = url + "/" + String.join("/", below);
        return switch (shape) {
            case "GET issues/N" -> issues.get(issue.number());
            // GitHub takes POST for PATCH here, and older client libraries rely on it.
            case "PATCH issues/N", "POST issues/N" ->
                issues.update(issue.number(), body(request, "PATCH", "/issues/{issue_number}"));
            case "GET issues/N/comments" -> comments.list(request, here, issue);
            case "POST issues/N/comments" ->
                comments.create(issue, body(request, "POST", "/issues/{issue_number}/comments"));
            case "GET issues/N/labels" -> labels.list(request, here, issue);
            case "POST issues/N/labels" -> labels.add(issue, body(request, "POST", "/issues/{issue_number}/labels"));
            case "PUT issues/N/labels" -> labels.replace(issue, body(request, "PUT", "/issues/{issue_number}/labels"));
            case "DELETE issues/N/labels" -> labels.removeAll(issue);
            default -> throw Refusal.notFound();
        };
    }

    private Response comment(Request request, String shape, long id) throws IOException {
        return switch (shape) {
            case "GET issues/comments/N" -> comments.get(id);
            case "PATCH issues/comments/N", "POST issues/comments/N" ->
                comments.update(id, body(request, "PATCH", "/issues/comments/{comment_id}"));
            case "DELETE issues/comments/N" -> comments.delete(id);
            default -> throw Refusal.notFound();
        };
    }

    private JsonNode body(Request request, String method, String below) throws IOException {
        return bodies.check(method + " " + REPOSITORY + below, request);
    }

    private static long number(String text) {
        if (!text.matches("[0-9]{1,18}")) {
            throw Refusal.notFound();
        }
        return Long.parseLong(text);
    }
}
