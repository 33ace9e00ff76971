package io.github.syncimage.app;

import io.github.syncimage.flow.Flow;
import io.github.syncimage.flow.intake.AlreadyThere;
import io.github.syncimage.flow.intake.Polls;
import io.github.syncimage.flow.picture.FlowGraph;
import io.github.syncimage.flow.routes.Extensions;
import io.github.syncimage.flow.routes.RouteFolder;
import io.github.syncimage.flow.watch.WatchRounds;
import io.github.syncimage.report.template.InvalidTemplatesException;
import io.github.syncimage.report.template.Templates;
import io.github.syncimage.settings.Home;
import io.github.syncimage.settings.Problem;
import io.github.syncimage.settings.Settings;
import io.github.syncimage.settings.SettingsException;
import io.github.syncimage.settings.load.Hosts;
import io.github.syncimage.store.MirrorStore;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Wires everything that the routes call, by the names they call it. The one place that knows all rooms; what it opens is
 * closed with the {@link Flow}.
 */
public final class Beans {
    /** {@code once} outlasts a hiccup of GitHub's, no more: whoever runs it runs it again anyway. */
    private static final Duration PATIENCE_ONCE = Duration.ofSeconds(10);

    /** How many repositories an interval is made ready for where an App is installed for who knows how many. */
    private static final int MANY = 30;

    /** Nobody is heard: for what ends by itself, or only looks. */
    private static final int NO_PORT = 0;

    private final Settings settings;
    private final Hosts hosts;
    private final Home home;
    private final Map<String, String> environment;
    private final MirrorStore store;
    private final Clock clock = Clock.systemUTC();

    /**
     * @param store what is remembered; the flow closes it
     * @param environment for what is left to it: the proxies, the Docker daemon's address
     */
    public Beans(Settings settings, Home home, Map<String, String> environment, MirrorStore store) {
        this(settings, new Hosts(settings, environment), home, environment, store);
    }

    /** The same, with hosts that look again for their credentials. */
    public Beans(Settings settings, Hosts hosts, Home home, Map<String, String> environment, MirrorStore store) {
        this.settings = settings;
        this.hosts = hosts;
        this.home = home;
        this.environment = environment;
        this.store = store;
    }

    /** The daemon: goes on until it is closed. */
    public Flow daemon() {
        return orClosed(() -> {
            List<Problem> problems = WatchBeans.problems(settings, environment);
            if (!problems.isEmpty()) {
                throw new SettingsException(problems);
            }
            return flow(
                    templates(),
                    null,
                    settings.github().pollInterval().toMillis(),
                    settings.webhook().port(),
                    settings.page().port());
        });
    }

    /** One that gives up where GitHub cannot be reached, and looks again soon for what did not fit at first. */
    public Flow once() {
        return orClosed(() -> flow(templates(), PATIENCE_ONCE, 1000, NO_PORT, NO_PORT));
    }

    /** The store is the flow's to close; where there is none, nobody else would. */
    private Flow orClosed(Supplier<Flow> start) {
        try {
            return start.get();
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    /** Everything that is wrong with the templates and the routes; nothing runs. */
    public List<Problem> problems() {
        List<Problem> problems = new ArrayList<>();
        try {
            templates();
        } catch (SettingsException unusable) {
            problems.addAll(unusable.problems());
        }
        try (Flow flow = flow(Templates.none(), null, 1000, NO_PORT, NO_PORT)) {
            problems.addAll(flow.problems());
        } catch (SettingsException unreadable) {
            problems.addAll(unreadable.problems());
        }
        return problems;
    }

    /** What is unusual about routes that can run. */
    public List<Problem> warnings() {
        try (Flow flow = flow(Templates.none(), null, 1000, NO_PORT, NO_PORT)) {
            return flow.warnings();
        }
    }

    /**
     * Which route calls which; nothing runs.
     *
     * @throws IllegalStateException when the routes cannot be read
     */
    public FlowGraph graph() {
        try (Flow flow = flow(Templates.none(), null, 1000, NO_PORT, NO_PORT)) {
            return flow.graph();
        }
    }

    private Templates templates() {
        try {
            return new Templates(home.templates(), home.templateOverrides());
        } catch (InvalidTemplatesException e) {
            throw new SettingsException(
                    e.problems().stream().map(Problem::ofFile).toList());
        }
    }

    private Flow flow(Templates templates, Duration patience, long pollMillis, int webhookPort, int pagePort) {
        Duration interval = Duration.ofMillis(pollMillis);
        GitHubBeans github = new GitHubBeans(settings, hosts, patience, interval, store.budgets(), clock);
        IntakeBeans intake = new IntakeBeans(settings, github, store, interval, clock);
        AnswerBeans answer = new AnswerBeans(settings, templates, github, intake, clock);
        // A round for people's requests alone is no time for lists.
        WatchBeans watch = new WatchBeans(settings, patience == null, environment, store);
        MirrorBeans mirror = new MirrorBeans(settings, hosts, watch.hosts(hosts), environment, store);
        WatchRounds rounds = watch.rounds(mirror, intake.runs, interval, clock);
        WebhookBeans webhook = new WebhookBeans(
                settings.webhook(),
                webhookPort,
                issue -> github.repositories.issue(issue.repository(), issue.number()),
                github.installed::soon,
                github.conditions);
        PageBeans page = new PageBeans(settings, pagePort, github, store, clock);
        Map<String, Object> beans = new LinkedHashMap<>();
        github.addTo(beans);
        intake.addTo(beans);
        answer.addTo(beans);
        webhook.addTo(beans);
        mirror.addTo(beans, store, answer.progress, intake.interruptions, clock);
        beans.put("watches", rounds);
        beans.put("watchIssues", watch.issues(rounds, github, templates, interval, clock));
        beans.put("alreadyThere", new AlreadyThere(intake.requests, intake.turns, mirror.copier));
        return new Flow(
                new RouteFolder(home.routes(), home.routeOverrides()),
                Extensions.loader(home.extensions()),
                properties(pollMillis, webhookPort),
                beans,
                new Flow.Parts(
                        intake.runs,
                        intake.overview,
                        answer.counters,
                        answer.progress,
                        github.limits,
                        github.repositories,
                        github.conditions,
                        github.hearing,
                        mirror.client::levels,
                        intake.interruptions,
                        webhook.deliveries,
                        rounds,
                        page.server),
                page.server,
                webhook.server,
                intake.pollThreads::shutdownNow,
                mirror.platforms::shutdownNow,
                github.comments,
                github::close,
                mirror.copier,
                mirror.client,
                store);
    }

    /** What the routes mean by {@code {{…}}}. */
    private Flow.Properties properties(long pollMillis, int webhookPort) {
        Settings.GitHub github = settings.github();
        int repositories = github.everywhere() ? MANY : github.repositories().size();
        Map<String, String> fixed = new LinkedHashMap<>(Map.of(
                "github.api_url", github.apiUrl().toString(),
                "github.poll_interval", String.valueOf(pollMillis),
                "github.look_interval",
                        String.valueOf(Polls.tick(Duration.ofMillis(pollMillis), repositories)
                                .toMillis()),
                "github.retry_delay", "1000",
                "github.app.everywhere", String.valueOf(github.everywhere()),
                "webhook.open", String.valueOf(webhookPort > 0),
                "limits.concurrent_requests", String.valueOf(settings.limits().concurrentRequests())));
        if (repositories == 1) {
            Settings.Repository only = github.repositories().get(0);
            fixed.put("github.owner", only.owner());
            fixed.put("github.repo", only.name());
            // Not github.repository: Camel would take the variable GITHUB_REPOSITORY for it.
            fixed.put("github.repo_path", "/repos/" + only);
        }
        return new Flow.Properties(
                fixed,
                Map.of(
                        "requests.queue",
                        "seda:requests",
                        "requests.consumers",
                        "?exceptionHandler=#queueTrouble&concurrentConsumers={{limits.concurrent_requests}}"),
                home.camelProperties(),
                settings.app().httpPort(),
                settings.app().httpHosts());
    }
}
