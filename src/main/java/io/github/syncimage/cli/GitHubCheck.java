package io.github.syncimage.cli;

import io.github.syncimage.github.http.AppTokens;
import io.github.syncimage.github.http.GitHubHttp;
import io.github.syncimage.github.http.GitHubHttp.Answer;
import io.github.syncimage.github.http.GitHubHttp.UnreadableAnswerException;
import io.github.syncimage.github.http.Installations;
import io.github.syncimage.github.http.Installations.Installed;
import io.github.syncimage.github.http.RateLimit;
import io.github.syncimage.github.http.RateLimits;
import io.github.syncimage.github.http.TokenSource;
import io.github.syncimage.github.http.TokenSource.NoTokenException;
import io.github.syncimage.github.model.RepositoryName;
import io.github.syncimage.settings.Keys;
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

/** Asks GitHub for the repositories, their labels and the App, with the token that the daemon would use. */
final class GitHubCheck {
    /** The most that GitHub lists at once; who has more labels is not told about a missing one. */
    private static final int PAGE = 100;

    /** Where an App brings the repositories, these stand for all. */
    private static final int MOST_OF_MANY = 20;

    private static final String NOT_ACCEPTED = ": Settings, GitHub Apps, Review request";

    private final Settings settings;
    private final URI api;
    private final URI proxy;
    private final GitHubHttp http;
    private final Consumer<String> warnings;
    private final List<Problem> problems = new ArrayList<>();

    private GitHubCheck(Settings settings, URI proxy, TokenSource tokens, Consumer<String> warnings) {
        this.settings = settings;
        this.api = settings.get(Keys.GITHUB_API_URL);
        this.proxy = proxy;
        this.http =
                new GitHubHttp(api, tokens, new RateLimits(tokens, account -> new RateLimit(Clock.systemUTC())), proxy);
        this.warnings = warnings;
    }

    /**
     * What keeps the daemon from its issues; none where all is well.
     *
     * @param proxy that leads to GitHub, or null
     * @param warnings is told what is odd, but doesn't keep it from them
     */
    static List<Problem> problems(Settings settings, URI proxy, Consumer<String> warnings) {
        String id = settings.get(Keys.APP_ID);
        if (id == null) {
            TokenSource token = TokenSource.of(settings.get(Keys.GITHUB_TOKEN).value());
            return new GitHubCheck(settings, proxy, token, warnings).problems(null);
        }
        try (AppTokens app = new AppTokens(
                settings.get(Keys.GITHUB_API_URL), id, settings.get(Keys.APP_PRIVATE_KEY), proxy, Clock.systemUTC())) {
            return new GitHubCheck(settings, proxy, app, warnings).problems(app);
        }
    }

    /** @param app null where there is a token */
    private List<Problem> problems(AppTokens app) {
        try (http) {
            for (Settings.Repository repository : app == null ? settings.repositories() : servedByApp(app)) {
                look(repository);
            }
            // Of each repository a token is told to be wrong in the same words.
            return problems.stream().distinct().toList();
        } catch (NoTokenException mended) {
            return List.of(problem("github.app.id", mended.getMessage()));
        } catch (UnreadableAnswerException strange) {
            return List.of(problem("github.api_url", strange.getMessage()));
        } catch (IOException broken) {
            String reason = broken.getMessage() == null ? broken.getClass().getSimpleName() : broken.getMessage();
            return List.of(problem("github.api_url", "it cannot be reached: " + reason));
        }
    }

    /** Those that are worth a look: where the App may not go, there is nothing to see. */
    private List<Settings.Repository> servedByApp(AppTokens app) throws IOException {
        if (!lookAtApp()) {
            return List.of();
        }
        if (settings.everywhere()) {
            return installed(new Installations(api, app, proxy, Clock.systemUTC())).stream()
                    .limit(MOST_OF_MANY)
                    .map(name -> settings.repository(name.owner(), name.name()))
                    .toList();
        }
        List<Settings.Repository> open = new ArrayList<>();
        for (Settings.Repository repository : settings.repositories()) {
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
    private boolean lookAtApp() throws IOException {
        Answer answer = http.get("/app");
        if (answer.status() != 200) {
            report(
                    "github.app.private_key",
                    "GitHub does not accept it (" + answer.status() + ", " + said(answer) + "): is it a key of the App "
                            + settings.get(Keys.APP_ID) + "?");
            return false;
        }
        Map<String, Object> app = answer.json();
        String page = Json.text(app, "html_url").replace("/apps/", "/settings/apps/") + "/permissions";
        List<?> events = Json.list(app, "events");
        for (String event : List.of("issues", "issue_comment")) {
            if (settings.get(Keys.WEBHOOK_PORT) > 0 && !events.contains(event)) {
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
        Answer answer = http.get("/repos/" + repository);
        switch (answer.status()) {
            case 200 -> {
                read(repository.toString(), key, answer.json());
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
        if (settings.get(Keys.APP_ID) == null
                && repository.get("permissions") instanceof Map
                && !Json.flag(permissions, "triage", push)) {
            report("github.token", "it may read " + name + ", but not label and close its issues");
        }
    }

    /** GitHub's issue forms pass over a label that the repository doesn't have, which is worth a word. */
    private void lookForLabel(Settings.Repository repository) throws IOException {
        Answer answer = http.get("/repos/" + repository + "/labels?per_page=" + PAGE);
        if (answer.status() != 200) {
            report("github.label", "GitHub answers with " + answer.status() + " instead of the labels");
            return;
        }
        List<Map<String, Object>> labels = answer.list();
        boolean there =
                labels.stream().map(label -> Json.text(label, "name")).anyMatch(repository.label()::equalsIgnoreCase);
        if (!there && labels.size() < PAGE) {
            warnings.accept(repository + " has no label '" + repository.label() + "' yet, so no issue can carry it");
        }
    }

    private boolean several() {
        return settings.repositories().size() != 1;
    }

    private static String said(Answer answer) {
        return answer.message().isEmpty() ? "no reason given" : answer.message();
    }

    private void report(String key, String message) {
        problems.add(problem(key, message));
    }

    private Problem problem(String key, String message) {
        return new Problem(api.toString(), key, message);
    }
}
