package io.github.syncimage.github.http;

import io.github.syncimage.github.http.GitHubHttp.Answer;
import io.github.syncimage.github.http.GitHubHttp.GitHubException;
import io.github.syncimage.github.model.RepositoryName;
import io.github.syncimage.text.Json;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Asks GitHub who has installed the App, and for which repositories. */
public final class Installations {
    /** A repository is described by some six thousand characters. */
    private static final int PAGE = 50;

    /** More repositories than one account may grant in practice; a server that lists for ever ends here. */
    private static final int MOST_PAGES = 1000;

    private final URI api;
    private final AppTokens tokens;
    private final URI proxy;
    private final Clock clock;

    /**
     * One installation.
     *
     * @param owner its account
     * @param suspended whether GitHub gives no token for it
     * @param permissions by name, with what was granted
     */
    public record Installed(long id, String owner, boolean suspended, Map<String, Object> permissions) {}

    /**
     * The repositories that requests may come from: those with issues that can be commented on.
     *
     * @param complete false where the list changed while it was read, so that some may lack
     */
    public record Granted(Set<RepositoryName> repositories, boolean complete) {}

    private record Page(Map<String, Object> object, List<Map<String, Object>> list, boolean last) {}

    /** @param proxy that leads to GitHub, or null */
    public Installations(URI api, AppTokens tokens, URI proxy, Clock clock) {
        this.api = api;
        this.tokens = tokens;
        this.proxy = proxy;
        this.clock = clock;
    }

    /**
     * Every installation, also of those who have suspended it.
     *
     * @throws IOException where GitHub does not tell
     */
    public List<Installed> all() throws IOException {
        List<Installed> all = new ArrayList<>();
        for (Page page : pages(tokens.itself(), "/app/installations", "")) {
            for (Map<String, Object> installation : page.list()) {
                all.add(new Installed(
                        Json.number(installation, "id", 0),
                        Json.text(Json.object(installation, "account"), "login"),
                        !Json.text(installation, "suspended_at").isEmpty(),
                        Json.object(installation, "permissions")));
            }
        }
        return all;
    }

    /**
     * The repositories of one.
     *
     * @throws IOException where GitHub does not tell
     */
    public Granted repositories(Installed installed) throws IOException {
        Set<RepositoryName> names = new LinkedHashSet<>();
        Set<Long> seen = new LinkedHashSet<>();
        long total = 0;
        for (Page page : pages(tokens.of(installed.id()), "/installation/repositories", "repositories")) {
            total = Json.number(page.object(), "total_count", 0);
            for (Map<String, Object> repository : page.list()) {
                seen.add(Json.number(repository, "id", 0));
                if (serves(repository)) {
                    // What has no name has no issues that could be asked for.
                    RepositoryName.find(Json.text(repository, "full_name")).ifPresent(names::add);
                }
            }
        }
        names.forEach(name -> tokens.belongs(name, installed.id()));
        return new Granted(names, seen.size() >= total);
    }

    private static boolean serves(Map<String, Object> repository) {
        return Json.flag(repository, "has_issues", true)
                && !Json.flag(repository, "archived", false)
                && !Json.flag(repository, "disabled", false);
    }

    private List<Page> pages(TokenSource shown, String path, String list) throws IOException {
        RateLimit limit = new RateLimit(clock);
        try (GitHubHttp http = new GitHubHttp(api, shown, new RateLimits(shown, account -> limit), proxy)) {
            List<Page> pages = new ArrayList<>();
            do {
                int number = pages.size() + 1;
                pages.add(page(http, path + "?per_page=" + PAGE + "&page=" + number, list));
            } while (!pages.get(pages.size() - 1).last() && pages.size() < MOST_PAGES);
            return pages;
        }
    }

    private static Page page(GitHubHttp http, String path, String list) throws IOException {
        Answer answer = http.get(path);
        if (answer.status() != 200) {
            String said = answer.message().isEmpty() ? "" : " (" + answer.message() + ")";
            throw new IOException(new GitHubException(answer, path).getMessage() + said);
        }
        if (list.isEmpty()) {
            return new Page(Map.of(), answer.list(), !answer.hasNext());
        }
        Map<String, Object> object = answer.json();
        return new Page(object, Json.objects(object, list), !answer.hasNext());
    }
}
