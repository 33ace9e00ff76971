package io.github.syncimage.github.webhook;

import io.github.syncimage.github.model.Command;
import io.github.syncimage.github.model.IssueComment;
import io.github.syncimage.github.model.IssueId;
import io.github.syncimage.github.model.RepositoryName;
import io.github.syncimage.text.Json;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * What a delivery comes down to: that there is something new about an issue. Nothing else of it is believed, because the
 * order of deliveries says little and the issue is read again.
 *
 * @param closed whether the issue was closed then
 * @param command whether somebody has written one in a comment on it
 */
public record IssueNews(IssueId issue, boolean closed, boolean command) {
    private static final Json.Kept KEPT = Json.Kept.of("comment")
            .and("issue", Json.Kept.of("number", "state").and("pull_request", Json.Kept.of()))
            .and("repository", Json.Kept.of("full_name"));

    /**
     * Reads a delivery.
     *
     * @param event {@code X-GitHub-Event}
     * @return empty where it is about no issue, or about nothing that could matter
     */
    static Optional<IssueNews> read(String event, String json) {
        return switch (event) {
            case "issues" -> of(tree(json), false);
            case "issue_comment" -> of(tree(json), true);
            default -> Optional.empty();
        };
    }

    private static Optional<IssueNews> of(Map<String, ?> delivery, boolean comment) {
        Map<String, Object> issue = Json.object(delivery, "issue");
        long number = Json.number(issue, "number", 0);
        // Our own comments come back too, at each edit.
        boolean idle = comment
                && Command.in(IssueComment.read(null, Json.object(delivery, "comment")))
                        .isEmpty();
        boolean closed = Json.text(issue, "state").equals("closed");
        return number <= 0 || issue.get("pull_request") != null || idle
                ? Optional.empty()
                : repository(delivery)
                        .map(repository -> new IssueNews(new IssueId(repository, number), closed, comment));
    }

    /** Returns this news with the issue as it is called here. */
    IssueNews of(IssueId here) {
        return new IssueNews(here, closed, command);
    }

    private static Optional<RepositoryName> repository(Map<String, ?> delivery) {
        try {
            return Optional.of(RepositoryName.parse(Json.text(Json.object(delivery, "repository"), "full_name")));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    private static Map<String, Object> tree(String json) {
        try {
            return Json.read(json, KEPT);
        } catch (IOException notJson) {
            return Map.of();
        }
    }
}
