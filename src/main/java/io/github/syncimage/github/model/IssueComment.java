package io.github.syncimage.github.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A comment on an issue.
 *
 * @param issue number of the issue that it stands on
 * @param trusted whether its author can write to the repository: a maintainer, or the bot of a GitHub App or workflow;
 *     also where the server doesn't say who stands how to the repository, as GitHub always does
 */
public record IssueComment(
        long id, long issue, String body, String author, boolean trusted, Instant createdAt, Instant updatedAt) {
    /** Those whom GitHub lets change issues and comments of others, so a marker by them is believed. */
    private static final Set<String> MAINTAINERS = Set.of("OWNER", "MEMBER", "COLLABORATOR");

    /** Reads the answer to {@code GET …/issues/{number}/comments}. */
    public static List<IssueComment> list(String json) {
        return JsonReader.list(json).stream().map(IssueComment::read).toList();
    }

    /** What {@code PATCH …/issues/comments/{id}} takes. */
    public static String edit(String text) {
        return JsonReader.write(Map.of("body", text));
    }

    /** Reads an element of {@code GET …/issues/{number}/comments} or of {@code GET …/issues/comments}. */
    public static IssueComment read(JsonNode json) {
        String issueUrl = json.path("issue_url").asText("");
        String number = issueUrl.substring(issueUrl.lastIndexOf('/') + 1);
        return new IssueComment(
                json.path("id").asLong(),
                number.matches("[0-9]{1,18}") ? Long.parseLong(number) : 0,
                json.path("body").asText(""),
                json.path("user").path("login").asText(""),
                MAINTAINERS.contains(json.path("author_association").asText("OWNER"))
                        || json.path("user").path("type").asText("").equals("Bot"),
                JsonReader.time(json.path("created_at")),
                JsonReader.time(json.path("updated_at")));
    }
}
