package io.github.syncimage.cli.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.syncimage.settings.Problem;
import io.github.syncimage.settings.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Asks GitHub for the repository and the label, with the token that the daemon would use. */
public final class GitHubCheck {
    /** GitHub itself gives up after ten seconds. */
    private static final Duration LONGEST = Duration.ofSeconds(15);

    /** The most that GitHub lists at once; who has more labels is not told about a missing one. */
    private static final int PAGE = 100;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Settings.GitHub github;
    private final Consumer<String> warnings;
    private final List<Problem> problems = new ArrayList<>();
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(LONGEST).build();

    private GitHubCheck(Settings.GitHub github, Consumer<String> warnings) {
        this.github = github;
        this.warnings = warnings;
    }

    /**
     * What keeps the daemon from its issues; none where all is well.
     *
     * @param warnings is told what is odd, but doesn't keep it from them
     */
    public static List<Problem> problems(Settings.GitHub github, Consumer<String> warnings) {
        GitHubCheck check = new GitHubCheck(github, warnings);
        try {
            check.repository();
        } catch (IOException broken) {
            check.report("github.api_url", "it cannot be reached: " + reason(broken));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            check.report("github.api_url", "the check was interrupted");
        }
        return check.problems;
    }

    private void repository() throws IOException, InterruptedException {
        HttpResponse<String> answer = get("");
        switch (answer.statusCode()) {
            case 200 -> {
                read(answer.body());
                label();
            }
            case 401 -> report("github.token", "GitHub does not accept it (401)");
            case 404 ->
                report("github.repo", "there is no repository " + name() + ", or the token may not see it (404)");
            case 403, 429 ->
                report("github.token", "GitHub refuses the request (" + answer.statusCode() + "): " + said(answer));
            default ->
                report("github.api_url", "it answers with " + answer.statusCode() + " instead of the repository");
        }
    }

    private void read(String body) throws JsonProcessingException {
        JsonNode repository = JSON.readTree(body);
        if (repository.path("archived").asBoolean()) {
            report("github.repo", name() + " is archived, so nobody can comment there");
        }
        if (!repository.path("has_issues").asBoolean(true)) {
            report("github.repo", name() + " has its issues turned off");
        }
        JsonNode permissions = repository.path("permissions");
        if (permissions.isObject()
                && !permissions
                        .path("triage")
                        .asBoolean(permissions.path("push").asBoolean())) {
            report("github.token", "it may read " + name() + ", but not label and close its issues");
        }
    }

    /** GitHub's issue forms pass over a label that the repository doesn't have, which is worth a word. */
    private void label() throws IOException, InterruptedException {
        HttpResponse<String> answer = get("/labels?per_page=" + PAGE);
        if (answer.statusCode() != 200) {
            report("github.label", "GitHub answers with " + answer.statusCode() + " instead of the labels");
            return;
        }
        JsonNode labels = JSON.readTree(answer.body());
        boolean there = labels.findValuesAsText("name").stream().anyMatch(github.label()::equalsIgnoreCase);
        if (!there && labels.size() < PAGE) {
            warnings.accept(name() + " has no label '" + github.label() + "' yet, so no issue can carry it");
        }
    }

    private HttpResponse<String> get(String below) throws IOException, InterruptedException {
        URI address = URI.create(github.apiUrl() + "/repos/" + name() + below);
        return client.send(
                HttpRequest.newBuilder(address)
                        .timeout(LONGEST)
                        .header("Authorization", "Bearer " + github.token().value())
                        .header("Accept", "application/vnd.github+json")
                        .header("User-Agent", "sync-image")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private String name() {
        return github.user() + "/" + github.repo();
    }

    private static String said(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body()).path("message").asText("no reason given");
        } catch (JsonProcessingException noJson) {
            return "no reason given";
        }
    }

    private static String reason(IOException broken) {
        return broken.getMessage() == null ? broken.getClass().getSimpleName() : broken.getMessage();
    }

    private void report(String key, String message) {
        problems.add(new Problem(github.apiUrl().toString(), key, message));
    }
}
