package io.github.syncimage.app;

import io.github.syncimage.concurrent.Budgets;
import io.github.syncimage.github.Commands;
import io.github.syncimage.github.Conditions;
import io.github.syncimage.github.GitHub;
import io.github.syncimage.github.GitHubFailures;
import io.github.syncimage.github.Hearing;
import io.github.syncimage.github.Identity;
import io.github.syncimage.github.InstalledRepositories;
import io.github.syncimage.github.OpenIssues;
import io.github.syncimage.github.RecentComments;
import io.github.syncimage.github.Repositories;
import io.github.syncimage.github.Repositories.ServedRepository;
import io.github.syncimage.github.http.AppTokens;
import io.github.syncimage.github.http.CommentClient;
import io.github.syncimage.github.http.GitHubHttp;
import io.github.syncimage.github.http.Installations;
import io.github.syncimage.github.http.RateLimit;
import io.github.syncimage.github.http.RateLimits;
import io.github.syncimage.github.http.TokenSource;
import io.github.syncimage.github.model.RepositoryName;
import io.github.syncimage.settings.Hosts;
import io.github.syncimage.settings.Keys;
import io.github.syncimage.settings.Settings;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Speaks to GitHub: one client, one rate limit and one picture of the issues for all routes. */
final class GitHubBeans {
    final RateLimits limits;
    final Repositories repositories;
    final InstalledRepositories installed;
    final Conditions conditions = new Conditions();
    final Identity identity;
    final Commands commands;
    final Hearing hearing;
    private final GitHubHttp http;
    final GitHub api;
    private final CommentClient comments;
    private final AppTokens app;
    private final GitHubFailures failures;

    /**
     * @param patience how long GitHub may be away; null for ever
     * @param shared what GitHub allows to all that have this token
     */
    GitHubBeans(Settings settings, Hosts hosts, Duration patience, Duration pollInterval, Budgets shared, Clock clock) {
        URI address = settings.get(Keys.GITHUB_API_URL);
        URI proxy = hosts.proxy(address).orElse(null);
        TokenSource tokens = tokens(settings, proxy, clock);
        app = tokens instanceof AppTokens made ? made : null;
        limits = new RateLimits(
                tokens,
                account -> new RateLimit(
                        settings.get(Keys.GITHUB_WRITES_PER_MINUTE),
                        settings.get(Keys.GITHUB_COMMENTS_PER_HOUR),
                        clock,
                        shared,
                        address.getHost() + " " + tokens.sharedName(account)));
        http = new GitHubHttp(address, tokens, limits, proxy);
        api = new GitHub(http, limits);
        boolean everywhere = settings.everywhere();
        repositories = everywhere
                ? new Repositories(name -> opened(settings, name, clock))
                : new Repositories(names(settings.repositories()), name -> opened(settings, name, clock));
        installed = new InstalledRepositories(
                everywhere ? new Installations(address, app, proxy, clock) : null,
                repositories,
                conditions,
                patience == null,
                clock);
        identity = new Identity(
                api, settings.get(Keys.DATA_DIR).resolve("github-login.properties"), repositories, app != null);
        commands = new Commands(repositories, identity::ours);
        hearing = new Hearing(conditions, limits, repositories, pollInterval, clock);
        repositories.follow(hearing);
        comments = new CommentClient(address, http);
        failures = new GitHubFailures(limits, repositories, hearing, patience, clock);
    }

    private static List<RepositoryName> names(List<Settings.Repository> repositories) {
        boolean alone = repositories.size() == 1;
        return repositories.stream()
                .map(repository -> new RepositoryName(repository.owner(), repository.name(), alone))
                .toList();
    }

    /** Nothing was read of it yet. */
    private ServedRepository opened(Settings settings, RepositoryName name, Clock clock) {
        String label = settings.repository(name.owner(), name.name()).label();
        return new ServedRepository(
                name,
                label,
                new OpenIssues(
                        api.list(name, "issues"),
                        name,
                        URLEncoder.encode(label, StandardCharsets.UTF_8),
                        () -> limits.of(name).theirNow()),
                new RecentComments(api.list(name, "issues/comments"), name, comment -> identity.ours(comment), clock));
    }

    private static TokenSource tokens(Settings settings, URI proxy, Clock clock) {
        return settings.get(Keys.APP_ID) == null
                ? TokenSource.of(settings.get(Keys.GITHUB_TOKEN).value())
                : new AppTokens(
                                settings.get(Keys.GITHUB_API_URL),
                                settings.get(Keys.APP_ID),
                                settings.get(Keys.APP_PRIVATE_KEY),
                                proxy,
                                clock)
                        .serving(names(settings.repositories()));
    }

    /** Whether GitHub is reached from here; where nothing is served yet, nobody asks. */
    boolean reached() {
        return repositories.all().stream()
                .findFirst()
                .map(repository -> api.reaches(repository.name()))
                .orElse(true);
    }

    /** Says what the log is to tell of a failure that is no outage; null where it is one. */
    String refusal(Throwable thrown) {
        return failures.refusal(thrown, null);
    }

    /** Breaks what is on its way. */
    void close() {
        http.close();
        if (app != null) {
            app.close();
        }
    }

    void addTo(Map<String, Object> beans) {
        beans.put("conditions", conditions);
        beans.put("identity", identity);
        beans.put("commands", commands);
        beans.put("repositories", repositories);
        beans.put("installedRepositories", installed);
        beans.put("rateLimit", limits);
        beans.put("gitHub", api);
        beans.put("githubFailures", failures);
        beans.put("hearing", hearing);
        beans.putAll(comments.services());
    }
}
