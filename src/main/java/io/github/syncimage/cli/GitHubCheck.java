package io.github.syncimage.cli;

import io.github.syncimage.github.http.AppTokens;
import io.github.syncimage.github.http.GitHubHttp;
import io.github.syncimage.github.http.Installations;
import io.github.syncimage.github.http.NoTokenException;
import io.github.syncimage.github.http.RateLimit;
import io.github.syncimage.github.http.RateLimits;
import io.github.syncimage.github.http.TokenSource;
import io.github.syncimage.github.model.JsonReader;
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
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.io.entity.EntityUtils;

/** Asks GitHub for the repository and the label, with the token that the daemon would use. */
public record GitHubCheck(
        Settings.GitHub github,
        Settings.Repository repository,
        CloseableHttpClient client,
        Consumer<String> warnings,
        List<Problem> problems) {
    /** The most that GitHub lists at once; who has more labels is not told about a missing one. */
    private static final int PAGE = 100;

    /** A hundred labels with their descriptions are below 100 KB. */
    private static final int MOST_BYTES = 1024 * 1024;

    /** Where an App brings the repositories, these stand for all. */
    private static final int MOST_OF_MANY = 20;

    record Answer(int status, String body) {}

    /**
     * What keeps the daemon from its issues; none where all is well.
     *
     * @param webhook whether GitHub is to deliver events
     * @param proxy that leads to GitHub, or null
     * @param warnings is told what is odd, but doesn't keep it from them
     */
    public static List<Problem> problems(
            Settings.GitHub github, boolean webhook, URI proxy, Consumer<String> warnings) {
        if (github.app() == null) {
            return problems(github, TokenSource.of(github.token().value()), proxy, warnings, client -> null);
        }
        Clock clock = Clock.systemUTC();
        RSAPrivateKey key = PrivateKeyPem.read(github.app().privateKey().value());
        try (AppTokens tokens = new AppTokens(github.apiUrl(), github.app().id(), key, proxy, clock)) {
            return problems(
                    github,
                    tokens,
                    proxy,
                    warnings,
                    client -> new AppCheck(
                            github.app().id(),
                            webhook,
                            address -> ask(client, github.apiUrl() + address),
                            tokens,
                            new Installations(github.apiUrl(), tokens, proxy, clock),
                            warnings));
        }
    }

    private static List<Problem> problems(
            Settings.GitHub github,
            TokenSource tokens,
            URI proxy,
            Consumer<String> warnings,
            Function<CloseableHttpClient, AppCheck> app) {
        RateLimits limits = new RateLimits(tokens, account -> new RateLimit(Clock.systemUTC()));
        GitHubHttp http = new GitHubHttp(tokens, limits, proxy);
        try (http;
                CloseableHttpClient client = http.open()) {
            List<Problem> problems = new ArrayList<>();
            for (Settings.Repository repository : repositories(github, app.apply(client), problems)) {
                new GitHubCheck(github, repository, client, warnings, problems).look();
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

    /** Those that are worth a look: where an App may not go, there is nothing to see. */
    private static List<Settings.Repository> repositories(Settings.GitHub github, AppCheck app, List<Problem> problems)
            throws IOException {
        if (app == null) {
            return github.repositories();
        }
        BiConsumer<String, String> report = (key, message) -> problems.add(problem(github, key, message));
        if (!app.itself(report)) {
            return List.of();
        }
        if (github.everywhere()) {
            return app.everywhere(report).stream()
                    .limit(MOST_OF_MANY)
                    .map(name -> new Settings.Repository(name.owner(), name.name(), github.label(), null, null, 0))
                    .toList();
        }
        List<Settings.Repository> open = new ArrayList<>();
        for (Settings.Repository repository : github.repositories()) {
            if (app.installed(repository.toString(), report)) {
                open.add(repository);
            }
        }
        return open;
    }

    private void look() throws IOException {
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
        return ask(client, github.apiUrl() + "/repos/" + name() + below);
    }

    private static Answer ask(CloseableHttpClient client, String address) throws IOException {
        return client.execute(
                new HttpGet(URI.create(address)),
                response -> new Answer(response.getCode(), EntityUtils.toString(response.getEntity(), MOST_BYTES)));
    }

    private boolean several() {
        return github.repositories().size() != 1;
    }

    private String key() {
        return several() ? "github.repositories" : "github.repo";
    }

    private String name() {
        return repository.toString();
    }

    static String said(Answer answer) {
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
