package io.github.syncimage.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Holds the stand-in beside GitHub's own OpenAPI description, which the npm package {@code @octokit/openapi} carries:
 * both have to refuse the same bodies, and what the stand-in shows has to be what the description knows. Skipped where
 * npm is missing or reaches no registry.
 */
class GitHubDescriptionIT {
    // A fixed release, so that the test changes only when somebody looks at a newer one.
    private static final String PACKAGE = "@octokit/openapi@23.0.2";
    private static final Path FOLDER = Path.of("target", "github-description");
    private static final Path FILE = FOLDER.resolve("package/generated/api.github.com.json");
    // The package is 28 MB; where it takes longer, other tests matter more.
    private static final int FETCH_MINUTES = 1;

    private static final String SKIPPED = "the stand-in was not compared with GitHub's description: ";

    private static JsonNode description;

    @BeforeAll
    static void fetch() throws IOException, InterruptedException {
        if (!Files.exists(FILE)) {
            Files.createDirectories(FOLDER);
            run("npm", "pack", "--silent", "--fetch-retries=0", PACKAGE);
            // Into place at once: what an interrupted run leaves must not be taken for the description.
            run(
                    "sh",
                    "-c",
                    "mkdir -p new package/generated && tar -xzf ./*.tgz -C new && rm ./*.tgz"
                            + " && mv new/package/generated/api.github.com.json package/generated/ && rm -r new");
        }
        description = JsonTree.read(Files.readAllBytes(FILE)).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            POST /repos/{owner}/{repo}/issues                  | {"title": "t"}                              | true
            POST /repos/{owner}/{repo}/issues                  | {"title": 5, "labels": ["a", {"name": "b"}]} | true
            POST /repos/{owner}/{repo}/issues                  | {"title": "t", "unknown": 1}                | true
            POST /repos/{owner}/{repo}/issues                  | {}                                          | false
            POST /repos/{owner}/{repo}/issues                  | {"title": null}                             | false
            POST /repos/{owner}/{repo}/issues                  | {"title": "t", "body": null}                | false
            POST /repos/{owner}/{repo}/issues                  | {"title": "t", "labels": "a"}               | false
            POST /repos/{owner}/{repo}/issues                  | {"title": "t", "assignees": [1]}            | false
            PATCH /repos/{owner}/{repo}/issues/{issue_number}  | {}                                          | true
            PATCH /repos/{owner}/{repo}/issues/{issue_number}  | {"title": null, "body": null, "state_reason": null} | true
            PATCH /repos/{owner}/{repo}/issues/{issue_number}  | {"state": "closed", "state_reason": "completed"} | true
            PATCH /repos/{owner}/{repo}/issues/{issue_number}  | {"state": "closed", "state_reason": "not_planned", "labels": []} | true
            PATCH /repos/{owner}/{repo}/issues/{issue_number}  | {"state_reason": "duplicate"}               | true
            PATCH /repos/{owner}/{repo}/issues/{issue_number}  | {"state_reason": "fixed"}                   | false
            PATCH /repos/{owner}/{repo}/issues/{issue_number}  | {"state": "done"}                           | false
            PATCH /repos/{owner}/{repo}/issues/{issue_number}  | {"state": null}                             | false
            PATCH /repos/{owner}/{repo}/issues/{issue_number}  | {"labels": [true]}                          | false
            PATCH /repos/{owner}/{repo}/issues/{issue_number}  | {"labels": null}                            | false
            POST /repos/{owner}/{repo}/issues/{issue_number}/comments  | {"body": "b"}                       | true
            POST /repos/{owner}/{repo}/issues/{issue_number}/comments  | {}                                  | false
            POST /repos/{owner}/{repo}/issues/{issue_number}/comments  | {"body": 1}                         | false
            POST /repos/{owner}/{repo}/issues/{issue_number}/comments  | {"body": null}                      | false
            PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}   | {"body": "b"}                       | true
            PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}   | {"body": ["b"]}                     | false
            PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}   | {"text": "b"}                       | false
            POST /repos/{owner}/{repo}/issues/{issue_number}/labels    | {"labels": ["a"]}                   | true
            POST /repos/{owner}/{repo}/issues/{issue_number}/labels    | {"labels": []}                      | false
            POST /repos/{owner}/{repo}/issues/{issue_number}/labels    | {"labels": [1]}                     | false
            PUT /repos/{owner}/{repo}/issues/{issue_number}/labels     | {"labels": [{"name": "a"}]}         | true
            PUT /repos/{owner}/{repo}/issues/{issue_number}/labels     | {"labels": [{"color": "a"}]}        | false
            POST /repos/{owner}/{repo}/labels                  | {"name": "a", "color": "ededed"}            | true
            POST /repos/{owner}/{repo}/labels                  | {"color": "ededed"}                         | false
            POST /repos/{owner}/{repo}/labels                  | {"name": 1}                                 | false
            """)
    void judgesBodiesAsTheDescriptionDoes(String operation, String body, boolean accepted) {
        JsonNode json = JsonTree.read(body.getBytes()).orElseThrow();
        JsonNode described = resolved(operation(operation).at("/requestBody/content/application~1json/schema"));

        assertThat(Schema.problem(described, json, "body").isEmpty())
                .as("what GitHub's description says")
                .isEqualTo(accepted);
        assertThat(Schema.problem(new RequestBodies().schemas().path(operation), json, "body")
                        .isEmpty())
                .as("what the stand-in says")
                .isEqualTo(accepted);
    }

    @Test
    void knowsOnlyOperationsAndFieldsThatTheDescriptionKnows() {
        for (Map.Entry<String, JsonNode> ours : new RequestBodies().schemas().properties()) {
            String fields = operation(ours.getKey())
                    .at("/requestBody/content/application~1json/schema")
                    .toString();
            assertThat(fields).as(ours.getKey()).isNotEmpty();
            ours.getValue().path("properties").fieldNames().forEachRemaining(field -> assertThat(fields)
                    .as(ours.getKey())
                    .contains("\"" + field + "\""));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET /repos/{owner}/{repo}, /repos/acme/mirror",
        "GET /repos/{owner}/{repo}/issues, /repos/acme/mirror/issues",
        "GET /repos/{owner}/{repo}/issues/{issue_number}, /repos/acme/mirror/issues/1",
        "GET /repos/{owner}/{repo}/issues/{issue_number}/comments, /repos/acme/mirror/issues/1/comments",
        "GET /repos/{owner}/{repo}/issues/comments, /repos/acme/mirror/issues/comments",
        "GET /repos/{owner}/{repo}/issues/{issue_number}/labels, /repos/acme/mirror/issues/1/labels",
        "GET /repos/{owner}/{repo}/labels, /repos/acme/mirror/labels",
        "GET /rate_limit, /rate_limit",
    })
    void showsDocumentsThatTheDescriptionKnows(String operation, String path) {
        try (LoopbackGitHub github = new LoopbackGitHub("acme", "mirror")) {
            github.open("t", "b", "ann", "porter");
            github.openPullRequest("p", "ben", "porter");
            github.comment(1, "ben", "c");
            JsonNode shown = Ask.get(URI.create(github.apiUrl() + path)).json();
            JsonNode described = resolved(operation(operation).at("/responses/200/content/application~1json/schema"));

            assertThat(Schema.problem(closed(described), shown, "answer")).isEmpty();
        }
    }

    private static JsonNode operation(String name) {
        String[] parts = name.split(" ");
        return description.path("paths").path(parts[1]).path(parts[0].toLowerCase(Locale.ROOT));
    }

    /** The schema with everything that it refers to in place. */
    private static JsonNode resolved(JsonNode schema) {
        if (schema.has("$ref")) {
            return resolved(description.at(schema.path("$ref").asText().substring(1)));
        }
        if (schema instanceof ObjectNode object) {
            ObjectNode copy = object.objectNode();
            object.properties().forEach(field -> copy.set(field.getKey(), resolved(field.getValue())));
            return copy;
        }
        if (schema instanceof ArrayNode array) {
            ArrayNode copy = array.arrayNode();
            array.forEach(item -> copy.add(resolved(item)));
            return copy;
        }
        return schema;
    }

    // The stand-in shows a part of each document: nothing is required, and nothing unknown is allowed.
    private static JsonNode closed(JsonNode schema) {
        if (schema instanceof ObjectNode object) {
            if (object.path("properties").isObject() && object.path("type").isTextual()) {
                object.remove("required");
                object.put("additionalProperties", false);
            }
            object.forEach(GitHubDescriptionIT::closed);
        }
        schema.forEach(GitHubDescriptionIT::closed);
        return schema;
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Optional<Integer> status = Optional.empty();
        try {
            Process process = new ProcessBuilder(List.of(command))
                    .directory(FOLDER.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            status = process.waitFor(FETCH_MINUTES, TimeUnit.MINUTES)
                    ? Optional.of(process.exitValue())
                    : Optional.empty();
            process.destroy();
        } catch (IOException e) {
            abort(SKIPPED + "there is no " + command[0] + " here: " + e.getMessage());
        }
        if (status.isEmpty() || status.get() != 0) {
            abort(SKIPPED + String.join(" ", command) + " did not work");
        }
    }
}
