package io.github.syncimage.app;

import io.github.syncimage.concurrent.Budgets;
import io.github.syncimage.flow.Extensions;
import io.github.syncimage.flow.Flow;
import io.github.syncimage.flow.FlowGraph;
import io.github.syncimage.flow.LoneRoute;
import io.github.syncimage.flow.RouteFolder;
import io.github.syncimage.flow.SharedWork;
import io.github.syncimage.flow.answer.Notices;
import io.github.syncimage.flow.intake.AlreadyThere;
import io.github.syncimage.flow.intake.Polls;
import io.github.syncimage.flow.intake.RunsOverview;
import io.github.syncimage.flow.mirror.OwnAnswers;
import io.github.syncimage.flow.watch.WatchRounds;
import io.github.syncimage.github.webhook.Deliveries;
import io.github.syncimage.github.webhook.WebhookServer;
import io.github.syncimage.issue.IssueReader;
import io.github.syncimage.issue.RequestReader;
import io.github.syncimage.naming.TargetNames;
import io.github.syncimage.notify.Event;
import io.github.syncimage.notify.Forms;
import io.github.syncimage.notify.Lines;
import io.github.syncimage.notify.Mailbox;
import io.github.syncimage.notify.Receiver;
import io.github.syncimage.notify.ReceiverClient;
import io.github.syncimage.report.NoticeWriter;
import io.github.syncimage.report.Templates;
import io.github.syncimage.settings.Home;
import io.github.syncimage.settings.Hosts;
import io.github.syncimage.settings.Keys;
import io.github.syncimage.settings.Problem;
import io.github.syncimage.settings.Secret;
import io.github.syncimage.settings.Settings;
import io.github.syncimage.settings.SettingsException;
import io.github.syncimage.store.MirrorStore;
import io.github.syncimage.store.database.Namespaces;
import io.github.syncimage.store.database.SoleDaemon;
import io.github.syncimage.store.database.StoreException;
import io.github.syncimage.store.run.Beat;
import io.github.syncimage.store.run.Membership;
import io.github.syncimage.store.run.Node;
import io.github.syncimage.store.run.SharedLevels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository;

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
    private final Clock clock;
    private final String node;

    /**
     * @param store what is remembered; the flow closes it
     * @param environment for what is left to it: the proxies, the Docker daemon's address
     */
    public Beans(Settings settings, Home home, Map<String, String> environment, MirrorStore store) {
        this(settings, new Hosts(settings, environment, () -> settings), home, environment, store, Clock.systemUTC());
    }

    /** @param hosts that look again for their credentials */
    public Beans(
            Settings settings,
            Hosts hosts,
            Home home,
            Map<String, String> environment,
            MirrorStore store,
            Clock clock) {
        this.settings = settings;
        this.hosts = hosts;
        this.home = home;
        this.environment = environment;
        this.clock = clock;
        this.store = ofTeam(settings, store);
        this.node = settings.get(Keys.NODE) == null ? Node.randomName() : settings.get(Keys.NODE);
    }

    /** Opens what is remembered with this configuration, while the caller goes on. */
    public static MirrorStore memory(Settings settings) {
        return ofTeam(
                settings, MirrorStore.openInBackground(settings.get(Keys.DATA_DIR), settings.get(Keys.DATABASE_URL)));
    }

    /** As {@link #memory}, for commands that only look: a file that is not there is not made. */
    public static MirrorStore memoryToLookAt(Settings settings) {
        if (settings.shared() || Files.exists(databaseFile(settings))) {
            return memory(settings);
        }
        MirrorStore nothing = ofTeam(settings, MirrorStore.remembersNothing());
        // A closed one says nothing of it.
        nothing.close();
        return nothing;
    }

    private static MirrorStore ofTeam(Settings settings, MirrorStore store) {
        return store.of(new Namespaces(settings.sharedNamespaces())).reserving(settings::reservedFor);
    }

    /** The file in which a daemon remembers that is alone. */
    public static Path databaseFile(Settings settings) {
        return MirrorStore.file(settings.get(Keys.DATA_DIR), settings.get(Keys.DATABASE_URL));
    }

    /**
     * How the daemons stand that share a database, as it knows them; looks only, and is none of them.
     *
     * @param watches the watch lists of this configuration
     */
    public record Standing(
            Membership daemons, RunsOverview requests, Supplier<Map<String, Object>> watches, SharedLevels levels) {}

    /** The daemon: goes on until it is closed. */
    public Flow daemon() {
        return holding(store, () -> {
            List<Problem> problems = WatchBeans.problems(settings, environment);
            if (!problems.isEmpty()) {
                throw new SettingsException(problems);
            }
            Settings.Role role = settings.get(Keys.ROLE);
            SharedBeans shared = shared(role, node).orElse(null);
            AutoCloseable hold = shared == null ? soleDaemon() : shared;
            return holding(hold, () -> {
                if (shared != null) {
                    shared.start();
                }
                return flow(
                        templates(),
                        null,
                        settings.get(Keys.GITHUB_POLL_INTERVAL).toMillis(),
                        role.polls() ? settings.get(Keys.WEBHOOK_PORT) : NO_PORT,
                        role.polls() ? settings.get(Keys.PAGE_PORT) : NO_PORT,
                        shared,
                        hold);
            });
        });
    }

    /**
     * What reads an issue as a request.
     *
     * @param names of the target, null where there is none
     */
    public static RequestReader requestReader(Settings settings, TargetNames names) {
        return new RequestReader(
                new IssueReader(settings.get(Keys.IMAGES_PER_ISSUE)),
                settings.rules(),
                names,
                settings.get(Keys.PLATFORMS),
                settings.get(Keys.DENIED_USERS),
                settings.verify()::deny,
                settings.mirrors());
    }

    /** What a flow that starts is to close is closed where it does not start. */
    private static Flow holding(AutoCloseable hold, Supplier<Flow> start) {
        try {
            return start.get();
        } catch (RuntimeException e) {
            try {
                hold.close();
            } catch (Exception again) {
                e.addSuppressed(again);
            }
            throw e;
        }
    }

    /** One that is alone with its file. */
    private SoleDaemon soleDaemon() {
        try {
            return SoleDaemon.of(databaseFile(settings));
        } catch (StoreException taken) {
            throw SettingsException.of(
                    "database",
                    null,
                    taken.getMessage() + ", and two would do everything twice; daemons that share the work need a"
                            + " PostgreSQL: app.database_url, jdbc:postgresql://…");
        }
    }

    private Optional<SharedBeans> shared(Settings.Role role, String name) {
        return settings.shared()
                ? store.server().map(server -> new SharedBeans(settings, store, role, name))
                : Optional.empty();
    }

    /** The name of this daemon among those that share its database; empty where it is alone. */
    public Optional<String> node() {
        return settings.shared() ? Optional.of(node) : Optional.empty();
    }

    /** Tells how the daemons stand that share the database, empty where none does; nothing runs, and only the database is asked. */
    public Optional<Standing> standing() {
        return shared(settings.get(Keys.ROLE), node).map(shared -> {
            Duration interval = settings.get(Keys.GITHUB_POLL_INTERVAL);
            GitHubBeans github = new GitHubBeans(settings, hosts, null, interval, Budgets.ALONE, clock);
            return new Standing(
                    shared.work.membership(),
                    new RequestBeans(settings, Templates.none(), github, store, shared, interval, clock).overview,
                    new WatchBeans(settings, true, shared, environment, store)::overview,
                    new SharedLevels(shared.work.database(), Beat.NORMAL.dead()));
        });
    }

    /**
     * One that gives up where GitHub cannot be reached, and looks again soon for what did not fit at first. With a database
     * that daemons share it is one of them until it ends, and the one that reads the issues.
     *
     * @throws SettingsException where another one does: that serves them
     */
    public Flow once() {
        return holding(store, () -> {
            // Not by the daemon's name, which a daemon may have.
            SharedBeans shared = shared(Settings.Role.ALL, Node.randomName()).orElse(null);
            AutoCloseable hold = shared == null ? () -> {} : shared;
            return holding(hold, () -> {
                if (shared != null) {
                    shared.start();
                    shared.awaitLead(PATIENCE_ONCE);
                }
                return flow(templates(), PATIENCE_ONCE, 1000, NO_PORT, NO_PORT, shared, hold);
            });
        });
    }

    /** One that is never started, for what its routes say of themselves. */
    private Flow looked() {
        return flow(Templates.none(), null, 1000, NO_PORT, NO_PORT, null, () -> {});
    }

    /** Everything that is wrong with the templates and the routes; nothing runs. */
    public List<Problem> problems() {
        List<Problem> problems = new ArrayList<>();
        try {
            templates();
        } catch (SettingsException unusable) {
            problems.addAll(unusable.problems());
        }
        try (Flow flow = looked()) {
            problems.addAll(flow.problems());
        } catch (SettingsException unreadable) {
            problems.addAll(unreadable.problems());
        }
        return problems;
    }

    /** Says what is unusual about routes that can run. */
    public List<Problem> warnings() {
        try (Flow flow = looked()) {
            return flow.warnings();
        }
    }

    /**
     * Which route calls which; nothing runs.
     *
     * @throws IllegalStateException when the routes cannot be read
     */
    public FlowGraph graph() {
        try (Flow flow = looked()) {
            return flow.graph();
        }
    }

    private Templates templates() {
        try {
            return new Templates(home.templates(), home.templateOverrides());
        } catch (Templates.InvalidTemplatesException e) {
            throw new SettingsException(
                    e.problems().stream().map(Problem::ofFile).toList());
        }
    }

    /**
     * @param shared what daemons share, null where this is none, or alone
     * @param hold what tells others that this one is there, until it is closed
     */
    private Flow flow(
            Templates templates,
            Duration patience,
            long pollMillis,
            int webhookPort,
            int pagePort,
            SharedBeans shared,
            AutoCloseable hold) {
        Duration interval = Duration.ofMillis(pollMillis);
        GitHubBeans github = new GitHubBeans(settings, hosts, patience, interval, store.budgets(), clock);
        RequestBeans requests = new RequestBeans(settings, templates, github, store, shared, interval, clock);
        // A round for people's requests alone is no time for lists.
        WatchBeans watch = new WatchBeans(settings, patience == null, shared, environment, store);
        OwnAnswers answers = new OwnAnswers(
                github.repositories,
                github.api,
                github.identity,
                name -> settings.allAtTarget(
                                settings.repository(name.owner(), name.name()).namespace())
                        .toList(),
                settings.get(Keys.GITHUB_API_URL));
        MirrorBeans mirror = new MirrorBeans(
                settings, hosts, watch.hosts(hosts), environment, store.restoringOwners(answers::owners));
        Notices notices = new Notices(
                lines(templates),
                github.conditions,
                settings.gitHubPages(),
                settings.get(Keys.PAGE_REQUESTERS),
                node().orElse(null),
                clock);
        ReceiverClient receiverClient = new ReceiverClient(hosts, hosts::proxy);
        WatchRounds rounds = watch.rounds(mirror, requests.runs, notices, interval, clock);
        Deliveries deliveries = new Deliveries(
                issue -> github.repositories.issue(issue.repository(), issue.number()), github.installed::soon);
        Secret secrets = settings.get(Keys.WEBHOOK_SECRET);
        WebhookServer webhookServer = new WebhookServer(
                settings.get(Keys.WEBHOOK_HOST),
                webhookPort,
                secrets == null ? "" : secrets.value(),
                deliveries,
                github.conditions,
                WebhookServer.LONGEST);
        PageBeans page = new PageBeans(settings, pagePort, patience == null, github, requests, shared, store, clock);
        Map<String, Object> beans = new LinkedHashMap<>();
        github.addTo(beans);
        requests.addTo(beans);
        beans.put("deliveries", deliveries);
        beans.put("heardDeliveries", MemoryIdempotentRepository.memoryIdempotentRepository(Deliveries.REMEMBERED));
        beans.put("webhookServer", webhookServer);
        mirror.addTo(beans, store, requests.progress, requests.interruptions, requests.leases, requests.turns, clock);
        if (shared != null) {
            github.conditions.ask("database", shared.work.membership()::trouble);
            beans.put(SharedWork.NAME, shared.work);
        }
        beans.put("notices", notices);
        beans.putAll(receiving(receiverClient));
        beans.put("watches", rounds);
        beans.put("watchIssues", watch.issues(rounds, github, templates, interval, clock));
        beans.put("alreadyThere", new AlreadyThere(requests.requests, requests.turns, mirror.copier, mirror::access));
        return new Flow(
                new RouteFolder(home.routes(), home.routeOverrides()),
                Extensions.loader(home.extensions()),
                properties(pollMillis, webhookPort),
                beans,
                new Flow.Parts(
                        requests.runs,
                        requests.overview,
                        requests.counters,
                        github.limits,
                        github.repositories,
                        github.conditions,
                        github.hearing,
                        deliveries,
                        rounds,
                        notices,
                        page::open,
                        page.operatorView(mirror, watch::overview)),
                new Flow.Stopping(
                        () -> shared != null && shared.othersWork() ? Flow.Stopping.AMONG_OTHERS : Flow.Stopping.ALONE,
                        List.of(hold, store)),
                page,
                webhookServer,
                requests,
                notices.lines(),
                receiverClient,
                mirror.platforms::shutdownNow,
                github::close,
                mirror.copier,
                mirror.client);
    }

    private Lines lines(Templates templates) {
        NoticeWriter writer = new NoticeWriter(templates, settings.get(Keys.LANGUAGE));
        return new Lines(settings.receivers(), event -> writer.write(event.data()), writer::more, clock);
    }

    /** What the route calls that tells receivers. */
    private Map<String, Object> receiving(ReceiverClient client) {
        Map<String, Object> beans = new LinkedHashMap<>(Mailbox.all(settings.receivers()));
        beans.put("forms", new Forms(clock));
        beans.put("receiverClient", client);
        return beans;
    }

    /**
     * Tells receivers of a test, each once, by the route alone.
     *
     * @param answered is given what is wrong with each, empty where it took it
     */
    public void test(List<Receiver> receivers, BiConsumer<Receiver, String> answered) {
        Event event = Event.of(Event.Type.TEST, clock.instant(), null, Map.of());
        try (ReceiverClient client = new ReceiverClient(hosts, hosts::proxy);
                Lines lines = lines(templates());
                LoneRoute route = LoneRoute.start(
                        new RouteFolder(home.routes(), home.routeOverrides()),
                        "notify",
                        Extensions.loader(home.extensions()),
                        receiving(client))) {
            receivers.forEach(receiver -> answered.accept(receiver, lines.tellOnce(route.template(), receiver, event)));
        }
    }

    /** What the routes mean by {@code {{…}}}. */
    private Flow.Properties properties(long pollMillis, int webhookPort) {
        int repositories =
                settings.everywhere() ? MANY : settings.repositories().size();
        String tick = String.valueOf(
                Polls.tick(Duration.ofMillis(pollMillis), repositories).toMillis());
        Map<String, String> fixed = new LinkedHashMap<>(Map.of(
                "github.api_url", settings.get(Keys.GITHUB_API_URL).toString(),
                "github.poll_interval", String.valueOf(pollMillis),
                "github.look_interval", tick,
                "github.retry_delay", "1000",
                "github.app.everywhere", String.valueOf(settings.everywhere()),
                "webhook.open", String.valueOf(webhookPort > 0),
                "limits.concurrent_requests", String.valueOf(settings.get(Keys.CONCURRENT_REQUESTS))));
        if (repositories == 1) {
            Settings.Repository only = settings.repositories().get(0);
            fixed.put("github.owner", only.owner());
            fixed.put("github.repo", only.name());
            // Not github.repository: Camel would take the variable GITHUB_REPOSITORY for it.
            fixed.put("github.repo_path", "/repos/" + only);
        }
        boolean shared = settings.shared();
        fixed.put("turns.shared", String.valueOf(shared));
        Map<String, String> changeable = new LinkedHashMap<>(Map.of(
                "requests.queue", "seda:requests",
                "requests.consumers",
                        "?exceptionHandler=#queueTrouble&concurrentConsumers={{limits.concurrent_requests}}"));
        changeable.putAll(
                shared
                        ? Map.of(
                                "poll.timer", "leader:poll?every=" + tick,
                                "watch.timer", "leader:watch?every=1s",
                                "tell-watches.timer", "leader:tell-watches?every=1s")
                        : Map.of(
                                "poll.timer", "timer:poll-issues?delay=0&period=" + tick,
                                "watch.timer", "timer:watch?delay=1000&period=1000",
                                "tell-watches.timer", "timer:tell-watches?delay=1000&period=1000"));
        return new Flow.Properties(
                fixed, changeable, home.camelProperties(), settings.get(Keys.HTTP_HOST), settings.get(Keys.HTTP_PORT));
    }
}
