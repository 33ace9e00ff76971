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
}
