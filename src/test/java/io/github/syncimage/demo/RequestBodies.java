package io.github.syncimage.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * Checks bodies against {@code request-bodies.json}, which says for each operation what GitHub's OpenAPI description
 * (npm package {@code @octokit/openapi}) says of its body; a test compares the two.
 */
final class RequestBodies {
    private static final int MAX_TITLE = 256;
    /** What GitHub's database column holds of an issue's or a comment's body, in characters. */
    private static final int MAX_BODY = 65_536;

    private final JsonNode schemas;

    RequestBodies() {
        try (InputStream in = RequestBodies.class.getResourceAsStream("request-bodies.json")) {
            schemas = JsonTree.read(in.readAllBytes()).orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every operation that has a body: {@code POST /repos/{owner}/{repo}/issues} and its schema. */
    JsonNode schemas() {
        return schemas;
    }

    /**
     * The body of a request of that operation, checked.
     *
     * @throws Refusal 400 where it is no JSON object, 422 where the description refuses it
     */
    JsonNode check(String operation, Request request) throws IOException {
        JsonNode body = request.body().length == 0
                ? JsonNodeFactory.instance.objectNode()
                : JsonTree.read(request.body()).orElseThrow(() -> Refusal.of(400, "Problems parsing JSON"));
        // Labels may also come as a bare list, which the description leaves out and GitHub takes.
        if (body.isArray() && operation.endsWith("/labels")) {
            return check(operation, JsonNodeFactory.instance.objectNode().set("labels", body));
        }
        if (!body.isObject()) {
            throw Refusal.of(400, "Body should be a JSON object");
        }
        return check(operation, body);
    }

    private JsonNode check(String operation, JsonNode body) {
        Optional<String> problem = Schema.problem(schemas.path(operation), body, "body");
        if (problem.isPresent()) {
            throw Refusal.of(422, "Invalid request.\n\n" + problem.get());
        }
        return body;
    }

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
        if (TrackedIssue.labelsOf(JsonTree.fields(body)).stream().anyMatch(String::isBlank)) {
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
