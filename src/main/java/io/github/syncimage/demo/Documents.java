package io.github.syncimage.demo;

import java.util.LinkedHashMap;
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
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("id", 1_000_000_000L + issue.number());
        document.put("number", issue.number());
        document.put("url", url("/issues/" + issue.number()));
        document.put("comments_url", url("/issues/" + issue.number() + "/comments"));
        document.put("html_url", html() + kind + issue.number());
        document.put("title", issue.title());
        document.put("body", issue.body());
        document.put("user", user(issue.user()));
        document.put("author_association", tracker.associations.getOrDefault(issue.user(), "NONE"));
        document.put("state", issue.state());
        document.put("state_reason", issue.stateReason());
        document.put("locked", false);
        document.put("labels", labels(issue.labels()));
        document.put("comments", tracker.comments(issue.number()).size());
        document.put("created_at", issue.createdAt().toString());
        document.put("updated_at", issue.updatedAt().toString());
        document.put("closed_at", Objects.toString(issue.closedAt(), null));
        if (issue.pullRequest()) {
            document.put("pull_request", Fields.of("url", url("/pulls/" + issue.number())));
        }
        return document;
    }

    /** What a webhook tells of an issue that somebody has opened. */
    Map<String, Object> opened(TrackedIssue issue) {
        Map<String, Object> document = Fields.of("action", "opened", "issue", issue(issue));
        document.put("repository", Fields.of("full_name", name));
        document.put("sender", user(issue.user()));
        return document;
    }

    Map<String, Object> comment(Comment comment) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("id", comment.id());
        document.put("url", url("/issues/comments/" + comment.id()));
        document.put("html_url", html() + "/issues/" + comment.issue() + "#issuecomment-" + comment.id());
        document.put("issue_url", url("/issues/" + comment.issue()));
        document.put("user", user(comment.user()));
        document.put("author_association", tracker.associations.getOrDefault(comment.user(), "NONE"));
        document.put("body", comment.body());
        document.put("created_at", comment.createdAt().toString());
        document.put("updated_at", comment.updatedAt().toString());
        return document;
    }

    List<Map<String, Object>> labels(List<String> names) {
        return names.stream().map(this::label).toList();
    }

    Map<String, Object> label(String name) {
        long id = Integer.toUnsignedLong(name.hashCode());
        return Fields.of("id", id, "name", name, "color", "ededed", "default", false, "description", null);
    }

    static Map<String, Object> user(String login) {
        String type = login.endsWith("[bot]") ? "Bot" : "User";
        return Fields.of("login", login, "id", Integer.toUnsignedLong(login.hashCode()), "type", type);
    }

    String url(String below) {
        return api + "/repos/" + name + below;
    }

    String html() {
        return "https://github.com/" + name;
    }
}
