package io.github.syncimage.github.model;

import io.github.syncimage.text.Json;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * A comment on an issue.
 *
 * @param issue that it stands on, of number 0 where that is not told
 * @param author {@link #GHOST} where GitHub has none any more, empty where the server names no authors at all
 * @param trusted whether its author is a maintainer; also where the server doesn't say who stands how to the repository,
 *     as GitHub always does
 */
public record IssueComment(
        long id, IssueId issue, String body, String author, boolean trusted, Instant createdAt, Instant updatedAt) {
    /** What GitHub shows in place of the author whose account is gone; the API says null. Nobody can have that name. */
    static final String GHOST = "ghost";

    /** Those whom GitHub lets change issues and comments of others. */
    private static final Set<String> MAINTAINERS = Set.of("OWNER", "MEMBER", "COLLABORATOR");

    /** Writes what {@code PATCH …/issues/comments/{id}} takes. */
    public static String edit(String text) {
        return Json.text(Map.of("body", text));
    }

    /** Reads an element of {@code GET …/issues/{number}/comments} or of {@code GET …/issues/comments}. */
    public static IssueComment read(RepositoryName repository, Map<String, ?> json) {
        String issueUrl = Json.text(json, "issue_url");
        String number = issueUrl.substring(issueUrl.lastIndexOf('/') + 1);
        Map<String, ?> user = Json.object(json, "user");
        String association = Json.text(json, "author_association");
        return new IssueComment(
                Json.number(json, "id", 0),
                new IssueId(repository, number.matches("[0-9]{1,18}") ? Long.parseLong(number) : 0),
                Json.text(json, "body"),
                json.containsKey("user") && json.get("user") == null ? GHOST : Json.text(user, "login"),
                association.isEmpty() || MAINTAINERS.contains(association),
                Issue.time(json, "created_at"),
                Issue.time(json, "updated_at"));
    }

    /** Returns this comment with no more of its text than its marker, or its command: many strangers' are held at once. */
    public IssueComment brief() {
        String kept = Marker.of(this)
                .map(found -> found.marker().line())
                .or(() -> Command.in(this).map(Command::line))
                .orElse("");
        return new IssueComment(id, issue, kept, author, trusted, createdAt, updatedAt);
    }
}
