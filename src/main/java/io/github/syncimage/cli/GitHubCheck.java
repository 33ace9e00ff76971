package io.github.syncimage.cli;

import io.github.syncimage.github.http.AppTokens;
import io.github.syncimage.github.http.GitHubHttp;
import io.github.syncimage.github.http.GitHubHttp.Answer;
import io.github.syncimage.github.http.Installations;
import io.github.syncimage.github.http.Installations.Installed;
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

/** Asks GitHub for the repositories, their labels and the App, with the token that the daemon would use. */
final class GitHubCheck {
    /** The most that GitHub lists at once; who has more labels is not told about a missing one. */
    private static final int PAGE = 100;

    /** Where an App brings the repositories, these stand for all. */
    private static final int MOST_OF_MANY = 20;

    private static final String NOT_ACCEPTED = ": Settings, GitHub Apps, Review request";

    private final Settings.GitHub github;
    private final GitHubHttp http;
    private final Consumer<String> warnings;
    private final List<Problem> problems = new ArrayList<>();

    private GitHubCheck(Settings.GitHub github, GitHubHttp http, Consumer<String> warnings) {
        this.github = github;
        this.http = http;
        this.warnings = warnings;
    }

    /**
     * What keeps the daemon from its issues; none where all is well.
     *
     * @param webhook whether GitHub is to deliver events
     * @param proxy that leads to GitHub, or null
     * @param warnings is told what is odd, but doesn't keep it from them
     */
    static List<Problem> problems(Settings.GitHub github, boolean webhook, URI proxy, Consumer<String> warnings) {
        if (github.app() == null) {
            return problems(
                    github,
                    webhook,
                    proxy,
                    warnings,
                    TokenSource.of(github.token().value()),
                    null);
        }
        RSAPrivateKey key = PrivateKeyPem.read(github.app().privateKey().value());
        try (AppTokens app = new AppTokens(github.apiUrl(), github.app().id(), key, proxy, Clock.systemUTC())) {
            return problems(github, webhook, proxy, warnings, app, app);
        }
    }

    /** @param app null where there is a token */
    private static List<Problem> problems(
            Settings.GitHub github,
            boolean webhook,
            URI proxy,
            Consumer<String> warnings,
            TokenSource tokens,
            AppTokens app) {
        RateLimits limits = new RateLimits(tokens, account -> new RateLimit(Clock.systemUTC()));
        try (GitHubHttp http = new GitHubHttp(github.apiUrl(), tokens, limits, proxy)) {
            GitHubCheck check = new GitHubCheck(github, http, warnings);
            for (Settings.Repository repository :
                    app == null ? github.repositories() : check.servedByApp(app, webhook, proxy)) {
                check.look(repository);
            }
            // Of each repository a token is told to be wrong in the same words.
            return check.problems.stream().distinct().toList();
        } catch (NoTokenException mended) {
            return List.of(problem(github, "github.app.id", mended.getMessage()));
        } catch (IOException broken) {
            return List.of(problem(github, "github.api_url", "it cannot be reached: " + reason(broken)));
        } catch (UnreadableAnswerException strange) {
            return List.of(problem(github, "github.api_url", strange.getMessage()));
        }
    }

    /** Those that are worth a look: where the App may not go, there is nothing to see. */
    private List<Settings.Repository> servedByApp(AppTokens app, boolean webhook, URI proxy) throws IOException {
        if (!lookAtApp(webhook)) {
            return List.of();
        }
        if (github.everywhere()) {
            return installed(new Installations(github.apiUrl(), app, proxy, Clock.systemUTC())).stream()
                    .limit(MOST_OF_MANY)
                    .map(name -> new Settings.Repository(name.owner(), name.name(), github.label(), null, null, 0))
                    .toList();
        }
        List<Settings.Repository> open = new ArrayList<>();
        for (Settings.Repository repository : github.repositories()) {
            Map<String, Object> installation = app.installation(RepositoryName.parse(repository.toString()));
            String where = "is not accepted yet by the owner of " + repository + NOT_ACCEPTED;
            if (suffices(Json.object(installation, "permissions"), where)) {
                open.add(repository);
            }
        }
        return open;
    }

    /**
     * Looks at the App's own page: where that lacks something, it is the place to mend it, whatever its installations lack
     * too. Returns whether all is well.
     */
    private boolean lookAtApp(boolean webhook) throws IOException {
        Answer answer = get("/app");
        if (answer.status() != 200) {
            report(
                    "github.app.private_key",
                    "GitHub does not accept it (" + answer.status() + ", " + said(answer) + "): is it a key of the App "
                            + github.app().id() + "?");
            return false;
        }
        Map<String, Object> app = JsonReader.read(answer.body());
        String page = Json.text(app, "html_url").replace("/apps/", "/settings/apps/") + "/permissions";
        List<?> events = Json.list(app, "events");
        for (String event : webhook ? List.of("issues", "issue_comment") : List.<String>of()) {
            if (!events.contains(event)) {
                warnings.accept("the App is not told of the event '" + event + "': subscribe to it at " + page);
            }
        }
        return suffices(Json.object(app, "permissions"), "is to be set at " + page);
    }

    /** Looks at every installation, and returns the repositories that they bring. */
    private List<RepositoryName> installed(Installations installations) throws IOException {
        List<RepositoryName> all = new ArrayList<>();
        for (Installed installed : installations.all()) {
            String where = "is not accepted yet by " + installed.owner() + NOT_ACCEPTED;
            if (installed.suspended()) {
                warnings.accept("the App is suspended by " + installed.owner() + ": nothing of theirs is served");
            } else if (suffices(installed.permissions(), where)) {
                all.addAll(installations.repositories(installed).repositories());
            }
        }
        if (all.isEmpty()) {
            warnings.accept("the App is installed for no repository with issues yet: open its page, Install App");
        }
        return all;
    }

    private boolean suffices(Map<String, Object> permissions, String where) {
        boolean writes = Json.text(permissions, "issues").equals("write");
        boolean reads = !Json.text(permissions, "metadata").isEmpty();
        if (!writes) {
            report("github.app.id", "the App's permission Issues: Read and write " + where);
        }
        if (!reads) {
            report("github.app.id", "the App's permission Metadata: Read-only " + where);
        }
        return writes && reads;
    }

    private void look(Settings.Repository repository) throws IOException {
        String key = several() ? "github.repositories" : "github.repo";
        Answer answer = get("/repos/" + repository);
        switch (answer.status()) {
            case 200 -> {
                read(repository.toString(), key, JsonReader.read(answer.body()));
                lookForLabel(repository);
            }
            case 401 -> report("github.token", "GitHub does not accept it (401)");
            case 404 -> report(key, "there is no repository " + repository + ", or the token may not see it (404)");
            case 403, 429 ->
                report("github.token", "GitHub refuses the request (" + answer.status() + "): " + said(answer));
            default -> report("github.api_url", "it answers with " + answer.status() + " instead of the repository");
        }
    }

    private void read(String name, String key, Map<String, Object> repository) {
        if (Json.flag(repository, "archived", false)) {
            report(key, name + " is archived, so nobody can comment there");
        }
        if (!Json.flag(repository, "has_issues", true)) {
            report(key, name + " has its issues turned off");
        }
        String now = Json.text(repository, "full_name");
        if (!now.isEmpty() && !now.equalsIgnoreCase(name)) {
            warnings.accept(name + " has moved to " + now + ": set "
                    + (several() ? "github.repositories" : "github.user and github.repo"));
        }
        Map<String, Object> permissions = Json.object(repository, "permissions");
        boolean push = Json.flag(permissions, "push", false);
        // Those of an App are looked at where it is installed.
        if (github.app() == null
                && repository.get("permissions") instanceof Map
                && !Json.flag(permissions, "triage", push)) {
            report("github.token", "it may read " + name + ", but not label and close its issues");
        }
    }

    /** GitHub's issue forms pass over a label that the repository doesn't have, which is worth a word. */
    private void lookForLabel(Settings.Repository repository) throws IOException {
        Answer answer = get("/repos/" + repository + "/labels?per_page=" + PAGE);
        if (answer.status() != 200) {
            report("github.label", "GitHub answers with " + answer.status() + " instead of the labels");
            return;
        }
        List<Map<String, Object>> labels = JsonReader.list(answer.body());
        boolean there =
                labels.stream().map(label -> Json.text(label, "name")).anyMatch(repository.label()::equalsIgnoreCase);
        if (!there && labels.size() < PAGE) {
            warnings.accept(repository + " has no label '" + repository.label() + "' yet, so no issue can carry it");
        }
    }

    private Answer get(String path) throws IOException {
        return http.get(path);
    }

    private boolean several() {
        return github.repositories().size() != 1;
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
