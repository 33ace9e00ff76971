package io.github.syncimage.cli.check;

import io.github.syncimage.github.http.GitHubHttp;
import io.github.syncimage.github.http.RateLimit;
import io.github.syncimage.github.http.RateLimits;
import io.github.syncimage.github.http.TokenSource;
import io.github.syncimage.github.model.JsonReader;
import io.github.syncimage.github.model.UnreadableAnswerException;
import io.github.syncimage.settings.Problem;
import io.github.syncimage.settings.Settings;
import io.github.syncimage.text.Json;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.io.entity.EntityUtils;

/** Asks GitHub for the repository and the label, with the token that the daemon would use. */
public final class GitHubCheck {
    /** The most that GitHub lists at once; who has more labels is not told about a missing one. */
    private static final int PAGE = 100;

    /** A hundred labels with their descriptions are below 100 KB. */
    private static final int MOST_BYTES = 1024 * 1024;

    private record Answer(int status, String body) {}

    private final Settings.GitHub github;
    private final Consumer<String> warnings;
    private final List<Problem> problems = new ArrayList<>();
    private final CloseableHttpClient client;

    private GitHubCheck(Settings.GitHub github, CloseableHttpClient client, Consumer<String> warnings) {
        this.github = github;
        this.client = client;
        this.warnings = warnings;
    }

    /**
     * What keeps the daemon from its issues; none where all is well.
     *
     * @param proxy that leads to GitHub, or null
     * @param warnings is told what is odd, but doesn't keep it from them
     */
    public static List<Problem> problems(Settings.GitHub github, URI proxy, Consumer<String> warnings) {
        TokenSource tokens = TokenSource.of(github.token().value());
        RateLimits limits = new RateLimits(tokens, () -> new RateLimit(Clock.systemUTC()));
        GitHubHttp http = new GitHubHttp(tokens, limits, proxy);
        try (http;
                CloseableHttpClient client = http.open()) {
            GitHubCheck check = new GitHubCheck(github, client, warnings);
            check.repository();
            return check.problems;
        } catch (IOException broken) {
            return List.of(problem(github, "github.api_url", "it cannot be reached: " + reason(broken)));
        } catch (UnreadableAnswerException strange) {
            return List.of(problem(github, "github.api_url", strange.getMessage()));
        }
    }

    private void repository() throws IOException {
        Answer answer = get("");
        switch (answer.status()) {
            case 200 -> {
                read(answer.body());
                label();
            }
            case 401 -> report("github.token", "GitHub does not accept it (401)");
            case 404 ->
                report("github.repo", "there is no repository " + name() + ", or the token may not see it (404)");
            case 403, 429 ->
                report("github.token", "GitHub refuses the request (" + answer.status() + "): " + said(answer));
            default -> report("github.api_url", "it answers with " + answer.status() + " instead of the repository");
        }
    }

    private void read(String body) {
        Map<String, Object> repository = JsonReader.read(body);
        if (Json.flag(repository, "archived", false)) {
            report("github.repo", name() + " is archived, so nobody can comment there");
        }
        if (!Json.flag(repository, "has_issues", true)) {
            report("github.repo", name() + " has its issues turned off");
        }
        String now = Json.text(repository, "full_name");
        if (!now.isEmpty() && !now.equalsIgnoreCase(name())) {
            warnings.accept(name() + " has moved to " + now + ": set github.user and github.repo");
        }
        Map<String, Object> permissions = Json.object(repository, "permissions");
        boolean push = Json.flag(permissions, "push", false);
        if (repository.get("permissions") instanceof Map && !Json.flag(permissions, "triage", push)) {
            report("github.token", "it may read " + name() + ", but not label and close its issues");
        }
    }

    /** GitHub's issue forms pass over a label that the repository doesn't have, which is worth a word. */
    private void label() throws IOException {
        Answer answer = get("/labels?per_page=" + PAGE);
        if (answer.status() != 200) {
            report("github.label", "GitHub answers with " + answer.status() + " instead of the labels");
            return;
        }
        List<Map<String, Object>> labels = JsonReader.list(answer.body());
        boolean there =
                labels.stream().map(label -> Json.text(label, "name")).anyMatch(github.label()::equalsIgnoreCase);
        if (!there && labels.size() < PAGE) {
            warnings.accept(name() + " has no label '" + github.label() + "' yet, so no issue can carry it");
        }
    }

    private Answer get(String below) throws IOException {
        URI address = URI.create(github.apiUrl() + "/repos/" + name() + below);
        return client.execute(
                new HttpGet(address),
                response -> new Answer(response.getCode(), EntityUtils.toString(response.getEntity(), MOST_BYTES)));
    }

    private String name() {
        return github.user() + "/" + github.repo();
    }

    private static String said(Answer answer) {
        try {
            String message = Json.text(JsonReader.read(answer.body()), "message");
            return message.isEmpty() ? "no reason given" : message;
        } catch (UnreadableAnswerException noJson) {
            return "no reason given";
        }
    }

    private static String reason(IOException broken) {
        return broken.getMessage() == null ? broken.getClass().getSimpleName() : broken.getMessage();
    }

    private void report(String key, String message) {
        problems.add(problem(github, key, message));
    }

    private static Problem problem(Settings.GitHub github, String key, String message) {
        return new Problem(github.apiUrl().toString(), key, message);
    }
}
