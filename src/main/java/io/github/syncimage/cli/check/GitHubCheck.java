package io.github.syncimage.cli.check;

import io.github.syncimage.github.app.AppTokens;
import io.github.syncimage.github.http.GitHubHttp;
import io.github.syncimage.github.http.NoTokenException;
import io.github.syncimage.github.http.RateLimit;
import io.github.syncimage.github.http.RateLimits;
import io.github.syncimage.github.http.TokenSource;
import io.github.syncimage.github.model.JsonReader;
import io.github.syncimage.github.model.RepositoryName;
import io.github.syncimage.github.model.UnreadableAnswerException;
import io.github.syncimage.settings.PrivateKeyPem;
import io.github.syncimage.settings.Problem;
import io.github.syncimage.settings.Settings;
import io.github.syncimage.text.Json;
import java.io.IOException;
import java.net.URI;
import java.security.interfaces.RSAPrivateKey;
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
    private final Settings.Repository repository;
    private final Consumer<String> warnings;
    private final List<Problem> problems = new ArrayList<>();
    private final CloseableHttpClient client;

    private GitHubCheck(
            Settings.GitHub github,
            Settings.Repository repository,
            CloseableHttpClient client,
            Consumer<String> warnings) {
        this.github = github;
        this.repository = repository;
        this.client = client;
        this.warnings = warnings;
    }

    /**
     * What keeps the daemon from its issues; none where all is well.
     *
     * @param webhook whether GitHub is to deliver events
     * @param proxy that leads to GitHub, or null
     * @param warnings is told what is odd, but doesn't keep it from them
     */
    public static List<Problem> problems(
            Settings.GitHub github, boolean webhook, URI proxy, Consumer<String> warnings) {
        if (github.app() != null) {
            Clock clock = Clock.systemUTC();
            RSAPrivateKey key = PrivateKeyPem.read(github.app().privateKey().value());
            try (AppTokens tokens = new AppTokens(github.apiUrl(), github.app().id(), key, proxy, clock)) {
                return problems(github, tokens, proxy, warnings, check -> check.app(tokens, webhook));
            }
        }
        return problems(github, TokenSource.of(github.token().value()), proxy, warnings, check -> {});
    }

    /** What is looked at before the repository. */
    @FunctionalInterface
    private interface First {
        void look(GitHubCheck check) throws IOException;
    }

    private static List<Problem> problems(
            Settings.GitHub github, TokenSource tokens, URI proxy, Consumer<String> warnings, First first) {
        RateLimits limits = new RateLimits(tokens, () -> new RateLimit(Clock.systemUTC()));
        GitHubHttp http = new GitHubHttp(tokens, limits, proxy);
        try (http;
                CloseableHttpClient client = http.open()) {
            List<Problem> problems = new ArrayList<>();
            for (Settings.Repository repository : github.repositories()) {
                GitHubCheck check = new GitHubCheck(github, repository, client, warnings);
                first.look(check);
                if (check.problems.isEmpty()) {
                    check.repository();
                }
                problems.addAll(check.problems);
            }
            // Of each repository a token is told to be wrong in the same words.
            return problems.stream().distinct().toList();
        } catch (NoTokenException mended) {
            return List.of(problem(github, "github.app.id", mended.getMessage()));
        } catch (IOException broken) {
            return List.of(problem(github, "github.api_url", "it cannot be reached: " + reason(broken)));
        } catch (UnreadableAnswerException strange) {
            return List.of(problem(github, "github.api_url", strange.getMessage()));
        }
    }

    /** Where the App's own page lacks something, that is the place to mend it, whatever its installations lack too. */
    private void app(AppTokens tokens, boolean webhook) throws IOException {
        Answer answer = ask("/app");
        if (answer.status() != 200) {
            report(
                    "github.app.private_key",
                    "GitHub does not accept it (" + answer.status() + ", " + said(answer) + "): is it a key of the App "
                            + github.app().id() + "?");
            return;
        }
        Map<String, Object> app = JsonReader.read(answer.body());
        String page = Json.text(app, "html_url").replace("/apps/", "/settings/apps/") + "/permissions";
        lacks(Json.object(app, "permissions"), "is to be set at " + page);
        List<?> events = Json.list(app, "events");
        for (String event : webhook ? List.of("issues", "issue_comment") : List.<String>of()) {
            if (!events.contains(event)) {
                warnings.accept("the App is not told of the event '" + event + "': subscribe to it at " + page);
            }
        }
        if (problems.isEmpty()) {
            Map<String, Object> installation = tokens.installation(RepositoryName.parse(name()));
            lacks(
                    Json.object(installation, "permissions"),
                    "is not accepted yet by the owner of " + name() + ": Settings, GitHub Apps, Review request");
        }
    }

    private void lacks(Map<String, Object> permissions, String where) {
        if (!Json.text(permissions, "issues").equals("write")) {
            report("github.app.id", "the App's permission Issues: Read and write " + where);
        }
        if (Json.text(permissions, "metadata").isEmpty()) {
            report("github.app.id", "the App's permission Metadata: Read-only " + where);
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
            case 404 -> report(key(), "there is no repository " + name() + ", or the token may not see it (404)");
            case 403, 429 ->
                report("github.token", "GitHub refuses the request (" + answer.status() + "): " + said(answer));
            default -> report("github.api_url", "it answers with " + answer.status() + " instead of the repository");
        }
    }

    private void read(String body) {
        Map<String, Object> repository = JsonReader.read(body);
        if (Json.flag(repository, "archived", false)) {
            report(key(), name() + " is archived, so nobody can comment there");
        }
        if (!Json.flag(repository, "has_issues", true)) {
            report(key(), name() + " has its issues turned off");
        }
        String now = Json.text(repository, "full_name");
        if (!now.isEmpty() && !now.equalsIgnoreCase(name())) {
            warnings.accept(name() + " has moved to " + now + ": set "
                    + (several() ? "github.repositories" : "github.user and github.repo"));
        }
        Map<String, Object> permissions = Json.object(repository, "permissions");
        boolean push = Json.flag(permissions, "push", false);
        // Those of an App are looked at where it is installed.
        if (github.app() == null
                && repository.get("permissions") instanceof Map
                && !Json.flag(permissions, "triage", push)) {
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
                labels.stream().map(label -> Json.text(label, "name")).anyMatch(repository.label()::equalsIgnoreCase);
        if (!there && labels.size() < PAGE) {
            warnings.accept(name() + " has no label '" + repository.label() + "' yet, so no issue can carry it");
        }
    }

    private Answer get(String below) throws IOException {
        return ask("/repos/" + name() + below);
    }

    private Answer ask(String path) throws IOException {
        URI address = URI.create(github.apiUrl() + path);
        return client.execute(
                new HttpGet(address),
                response -> new Answer(response.getCode(), EntityUtils.toString(response.getEntity(), MOST_BYTES)));
    }

    private boolean several() {
        return github.repositories().size() > 1;
    }

    private String key() {
        return several() ? "github.repositories" : "github.repo";
    }

    private String name() {
        return repository.toString();
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
