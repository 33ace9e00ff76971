package io.github.syncimage.demo;

import io.github.syncimage.text.Json;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The JSON documents in which GitHub shows a repository, its issues, comments and labels.
 *
 * @param name {@code acme/mirror}
 * @param api URL of the API, without a slash at its end
 */
record Documents(Tracker tracker, String name, String api) {
    List<Map<String, Object>> issues(List<TrackedIssue> issues) {
        return issues.stream().map(this::issue).toList();
    }

    List<Map<String, Object>> comments(List<Comment> comments) {
        return comments.stream().map(this::comment).toList();
    }

    Map<String, Object> issue(TrackedIssue issue) {
        String kind = issue.pullRequest() ? "/pull/" : "/issues/";
        Map<String, Object> document = Json.withNulls(
                "id", 1_000_000_000L + issue.number(),
                "number", issue.number(),
                "url", url("/issues/" + issue.number()),
                "comments_url", url("/issues/" + issue.number() + "/comments"),
                "html_url", html() + kind + issue.number(),
                "title", issue.title(),
                "body", issue.body(),
                "user", user(issue.user()),
                "author_association", tracker.associations.getOrDefault(issue.user(), "NONE"),
                "state", issue.state(),
                "state_reason", issue.stateReason(),
                "locked", false,
                "labels", labels(issue.labels()),
                "comments", tracker.comments(issue.number()).size(),
                "created_at", issue.createdAt().toString(),
                "updated_at", issue.updatedAt().toString(),
                "closed_at", Objects.toString(issue.closedAt(), null));
        if (issue.pullRequest()) {
            document.put("pull_request", Json.withNulls("url", url("/pulls/" + issue.number())));
        }
        return document;
    }

    /** What a webhook tells of an issue that somebody has opened. */
    Map<String, Object> opened(TrackedIssue issue) {
        return Json.withNulls(
                "action", "opened",
                "issue", issue(issue),
                "repository", Map.of("full_name", name),
                "sender", user(issue.user()));
    }

    Map<String, Object> comment(Comment comment) {
        return Json.withNulls(
                "id", comment.id(),
                "url", url("/issues/comments/" + comment.id()),
                "html_url", html() + "/issues/" + comment.issue() + "#issuecomment-" + comment.id(),
                "issue_url", url("/issues/" + comment.issue()),
                "user", user(comment.user()),
                "author_association", tracker.associations.getOrDefault(comment.user(), "NONE"),
                "body", comment.body(),
                "created_at", comment.createdAt().toString(),
                "updated_at", comment.updatedAt().toString());
    }

    List<Map<String, Object>> labels(List<String> names) {
        return names.stream().map(this::label).toList();
    }

    Map<String, Object> label(String name) {
        long id = Integer.toUnsignedLong(name.hashCode());
        return Json.withNulls("id", id, "name", name, "color", "ededed", "default", false, "description", null);
    }

    static Map<String, Object> user(String login) {
        String type = login.endsWith("[bot]") ? "Bot" : "User";
        return Json.withNulls("login", login, "id", Integer.toUnsignedLong(login.hashCode()), "type", type);
    }

    String url(String below) {
        return api + "/repos/" + name + below;
    }

    String html() {
        return "https://github.com/" + name;
    }
}
