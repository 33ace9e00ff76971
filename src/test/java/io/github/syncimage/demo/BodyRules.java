package io.github.syncimage.demo;

import com.fasterxml.jackson.databind.JsonNode;

/** What GitHub refuses of a body whose types are right. */
final class BodyRules {
    private static final int MAX_TITLE = 256;
    /** What GitHub's database column holds of an issue's or a comment's body, in characters. */
    private static final int MAX_BODY = 65_536;

    private BodyRules() {}

    static void checkIssue(JsonNode body) {
        if (body.hasNonNull("title")) {
            String title = body.path("title").asText();
            if (title.isBlank()) {
                throw Refusal.invalid("Issue", "title", "missing_field", "title is blank");
            }
            if (title.codePointCount(0, title.length()) > MAX_TITLE) {
                throw Refusal.invalid("Issue", "title", "custom", "title is too long (maximum is 256 characters)");
            }
        }
        if (body.path("body").asText().length() > MAX_BODY) {
            throw Refusal.invalid("Issue", "body", "custom", "body is too long (maximum is 65536 characters)");
        }
        checkLabels(body);
    }

    static void checkState(TrackedIssue issue, JsonNode body) {
        boolean closing = body.path("state").asText().equals("closed");
        boolean changes = body.hasNonNull("state") && closing == issue.open();
        if (changes
                && body.hasNonNull("state_reason")
                && closing == body.path("state_reason").asText().equals("reopened")) {
            throw Refusal.invalid("Issue", "state_reason", "invalid", "state_reason does not fit the state");
        }
    }

    static void checkLabels(JsonNode body) {
        if (DemoGitHub.labels(JsonTree.fields(body)).stream().anyMatch(String::isBlank)) {
            throw Refusal.invalid("Label", "name", "missing_field", "a label's name is blank");
        }
    }

    static void checkComment(JsonNode body) {
        String text = body.path("body").asText();
        if (text.isBlank()) {
            throw Refusal.invalid("IssueComment", "body", "missing_field", "body is blank");
        }
        if (text.length() > MAX_BODY) {
            throw Refusal.invalid(
                    "IssueComment", "body", "unprocessable", "body is too long (maximum is 65536 characters)");
        }
    }
}
