package io.github.syncimage.app;

import io.github.syncimage.copy.Copier;
import io.github.syncimage.flow.Flow;
import io.github.syncimage.flow.answer.Answers;
import io.github.syncimage.flow.answer.Closing;
import io.github.syncimage.flow.answer.OutcomeCounters;
import io.github.syncimage.flow.answer.Progress;
import io.github.syncimage.flow.answer.RunLink;
import io.github.syncimage.flow.intake.AlreadyThere;
import io.github.syncimage.flow.intake.DailyQuota;
import io.github.syncimage.flow.intake.Interruptions;
import io.github.syncimage.flow.intake.QueueTrouble;
import io.github.syncimage.flow.intake.Requests;
import io.github.syncimage.flow.intake.RunsInProgress;
import io.github.syncimage.flow.intake.Turns;
import io.github.syncimage.flow.mirror.Enrichments;
import io.github.syncimage.flow.mirror.Mirror;
import io.github.syncimage.flow.mirror.Outcomes;
import io.github.syncimage.flow.picture.FlowGraph;
import io.github.syncimage.flow.routes.Extensions;
import io.github.syncimage.flow.routes.RouteFolder;
import io.github.syncimage.github.Commands;
import io.github.syncimage.github.Conditions;
import io.github.syncimage.github.GitHubFailures;
import io.github.syncimage.github.Hearing;
import io.github.syncimage.github.Identity;
import io.github.syncimage.github.OpenIssues;
import io.github.syncimage.github.Rights;
import io.github.syncimage.github.http.CommentClient;
import io.github.syncimage.github.http.ConditionalList;
import io.github.syncimage.github.http.GitHubHttp;
import io.github.syncimage.github.http.KnownRepository;
import io.github.syncimage.github.http.Lists;
import io.github.syncimage.github.http.RateLimit;
import io.github.syncimage.github.http.RateLimits;
import io.github.syncimage.github.http.TokenSource;
import io.github.syncimage.github.model.IssueComment;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.issue.DeniedUsers;
import io.github.syncimage.issue.IssueReader;
import io.github.syncimage.issue.RequestReader;
import io.github.syncimage.postprocess.VisibilityCheck;
import io.github.syncimage.postprocess.dockerhub.DockerHubStep;
import io.github.syncimage.postprocess.swr.SwrAccount;
import io.github.syncimage.postprocess.swr.SwrOrganization;
import io.github.syncimage.postprocess.swr.SwrPublication;
import io.github.syncimage.postprocess.swr.SwrRegions;
import io.github.syncimage.postprocess.swr.SwrRetry;
import io.github.syncimage.registry.api.RegistryClient;
import io.github.syncimage.report.CommentWriter;
import io.github.syncimage.report.template.InvalidTemplatesException;
import io.github.syncimage.report.template.Templates;
import io.github.syncimage.settings.Home;
import io.github.syncimage.settings.Problem;
import io.github.syncimage.settings.Settings;
import io.github.syncimage.settings.SettingsException;
import io.github.syncimage.settings.load.Hosts;
import io.github.syncimage.store.MirrorStore;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.apache.camel.builder.AggregationStrategies;
import org.apache.camel.component.github.GitHubConstants;
import org.eclipse.egit.github.core.service.IssueService;
import org.eclipse.egit.github.core.service.PullRequestService;

/**
 * Wires everything that the routes call, by the names they call it. The one place that knows all rooms; what it opens is
 * closed with the {@link Flow}.
 */
public final class Beans {
    /** {@code once} outlasts a hiccup of GitHub's, no more: whoever runs it runs it again anyway. */
    private static final Duration PATIENCE_ONCE = Duration.ofSeconds(10);

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
        return orClosed(
                () -> flow(templates(), null, settings.github().pollInterval().toMillis()));
    }

    /** One that gives up where GitHub cannot be reached, and looks again soon for what did not fit at first. */
    public Flow once() {
        return orClosed(() -> flow(templates(), PATIENCE_ONCE, 1000));
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
        Templates.problems(home.templates(), home.templateOverrides()).stream()
                .map(Problem::ofFile)
                .forEach(problems::add);
        try (Flow flow = flow(Templates.none(), null, 1000)) {
            problems.addAll(flow.problems());
        } catch (SettingsException unreadable) {
            problems.addAll(unreadable.problems());
        }
        return problems;
    }

    /** What is unusual about routes that can run. */
    public List<Problem> warnings() {
        try (Flow flow = flow(Templates.none(), null, 1000)) {
            return flow.warnings();
        }
    }

    /**
     * Which route calls which; nothing runs.
     *
     * @throws IllegalStateException when the routes cannot be read
     */
    public FlowGraph graph() {
        try (Flow flow = flow(Templates.none(), null, 1000)) {
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

    private Flow flow(Templates templates, Duration patience, long pollMillis) {
        Settings.GitHub github = settings.github();
        TokenSource tokens = TokenSource.of(github.token().value());
        RateLimits limits =
                new RateLimits(tokens, () -> new RateLimit(github.writesPerMinute(), github.commentsPerHour(), clock));
        RateLimit limit = limits.of(null);
        Conditions conditions = new Conditions();
        Turns turns = new Turns(settings.limits().concurrentRequests(), clock);
        Identity identity = new Identity(identityFile(), repository());
        Commands commands = new Commands(settings.github().label(), identity, clock);
        Interruptions interruptions = new Interruptions(commands);
        RunsInProgress runs = new RunsInProgress(turns, interruptions, Duration.ofMillis(pollMillis), clock);
        Hearing hearing = new Hearing(conditions, limit, Duration.ofMillis(pollMillis), clock);
        OutcomeCounters counters = new OutcomeCounters(hearing);
        Progress progress = new Progress(limit, clock);
        // As many as are needed: requests and blobs have their bounds.
        ExecutorService platforms = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "platforms");
            thread.setDaemon(true);
            return thread;
        });
        RegistryClient client = RegistryClient.ofAQueue(hosts, settings.limits().concurrentBlobs());
        Copier copier = CopyEngines.open(settings, environment, hosts, client, store);

        Map<String, Object> beans = new LinkedHashMap<>();
        beans.put("conditions", conditions);
        beans.put("identity", identity);
        beans.put("commands", commands);
        beans.put("interruptions", interruptions);
        beans.put("runs", runs);
        beans.put("queueTrouble", new QueueTrouble(runs));
        beans.put("turns", turns);
        beans.put("platformThreads", platforms);
        beans.put("counters", counters);
        beans.put("progress", progress);
        beans.put("enrichments", new Enrichments());
        beans.put("messageAsItWas", AggregationStrategies.useOriginal());
        beans.put("mirror", new Mirror(copier, store, settings.target().dialect(), progress, interruptions));
        beans.put("visibilityCheck", new VisibilityCheck(client.anonymous()));
        putSwr(beans, hosts);
        putDockerHub(beans, hosts);
        Rights rights = new Rights(conditions, repository());
        Requests requests = putRequests(beans, templates, identity, runs, rights);
        beans.put("alreadyThere", new AlreadyThere(requests, turns, copier));
        GitHubHttp http = new GitHubHttp(
                tokens, limits, hosts.proxy(settings.github().apiUrl()).orElse(null));
        CommentClient comments = new CommentClient(settings.github().apiUrl(), http);
        beans.put("rateLimit", limit);
        beans.put("githubHttp", http);
        beans.put("githubFailures", new GitHubFailures(limit, hearing, patience, clock));
        beans.put("hearing", hearing);
        putGitHub(beans, comments, limit, commands);
        Flow.Parts parts = new Flow.Parts(runs, counters, progress, limit, conditions, hearing, interruptions);
        RouteFolder routes = new RouteFolder(home.routes(), home.routeOverrides());
        ClassLoader classes = Extensions.loader(home.extensions());
        return new Flow(
                routes,
                classes,
                properties(pollMillis),
                beans,
                parts,
                platforms::shutdownNow,
                comments,
                http,
                copier,
                client,
                store);
    }

    private void putSwr(Map<String, Object> beans, Hosts hosts) {
        Settings.Swr swr = settings.swr();
        SwrAccount account = swr.accessKey() == null
                ? null
                : new SwrAccount(
                        swr.accessKey().value(),
                        swr.secretKey().value(),
                        swr.region(),
                        swr.endpoint(),
                        swr.projectId(),
                        swr.iamEndpoint());
        SwrRegions regions = new SwrRegions(account, hosts::proxy, SwrRetry.NORMAL);
        SwrOrganization organization = new SwrOrganization(regions, swr.createNamespace());
        beans.put("swr", regions);
        beans.put("swrOrganization", organization);
        beans.put("swrPublication", new SwrPublication(regions));
        beans.put("outcomes", new Outcomes(clock, organization::explain));
    }

    private void putDockerHub(Map<String, Object> beans, Hosts hosts) {
        URI api = settings.dockerHub().apiUrl();
        boolean target = ImageReference.DOCKER_HUB.equals(settings.target().registry());
        beans.put(
                "dockerHub",
                new DockerHubStep(
                        api,
                        target ? hosts.apply(ImageReference.DOCKER_HUB).credentials() : null,
                        hosts.proxy(api).orElse(null)));
    }

    private Requests putRequests(
            Map<String, Object> beans, Templates templates, Identity identity, RunsInProgress runs, Rights rights) {
        Settings.Limits limits = settings.limits();
        RequestReader reader = new RequestReader(
                new IssueReader(IssueReader.PREFIX, limits.imagesPerIssue()),
                settings.rules(),
                settings.names(),
                settings.platforms(),
                new DeniedUsers(limits.deniedUsers()));
        DailyQuota quota =
                new DailyQuota(store, repository(), limits.requestsPerUserPerDay(), limits.trustedUsers(), clock);
        Requests requests =
                new Requests(reader, settings.github().label(), settings.rules().supported(), quota, identity, runs);
        beans.put("requests", requests);
        Answers answers =
                new Answers(new CommentWriter(templates), settings.language(), RunLink.of(settings.github()), requests);
        beans.put("answers", answers);
        beans.put("closing", new Closing(answers, runs, rights));
        return requests;
    }

    private String repository() {
        return settings.github().user() + "/" + settings.github().repo();
    }

    private Path identityFile() {
        return settings.app().dataDir().resolve("github-login.properties");
    }

    private void putGitHub(Map<String, Object> beans, CommentClient client, RateLimit limit, Commands commands) {
        beans.put("lists", new Lists());
        beans.put(
                "openIssues",
                new OpenIssues(URLEncoder.encode(settings.github().label(), StandardCharsets.UTF_8), limit::theirNow));
        beans.put("recentComments", new ConditionalList<IssueComment>(commands::query, IssueComment::read));
        // The names under which camel-github looks for the services it uses.
        beans.put(GitHubConstants.GITHUB_REPOSITORY_SERVICE, new KnownRepository(client));
        beans.put(GitHubConstants.GITHUB_ISSUE_SERVICE, new IssueService(client));
        beans.put(GitHubConstants.GITHUB_PULL_REQUEST_SERVICE, new PullRequestService(client));
    }

    /** What the routes mean by {@code {{…}}}. */
    private Flow.Properties properties(long pollMillis) {
        Settings.GitHub github = settings.github();
        return new Flow.Properties(
                Map.of(
                        "github.api_url", github.apiUrl().toString(),
                        "github.owner", github.user(),
                        "github.repo", github.repo(),
                        // Not github.repository: Camel would take the variable GITHUB_REPOSITORY for it.
                        "github.repo_path", "/repos/" + repository(),
                        "github.poll_interval", String.valueOf(pollMillis),
                        "github.look_interval", String.valueOf(Math.min(pollMillis, RunsInProgress.LOOK.toMillis())),
                        "github.retry_delay", "1000",
                        "limits.concurrent_requests",
                                String.valueOf(settings.limits().concurrentRequests())),
                Map.of(
                        "requests.queue",
                        "seda:requests",
                        "requests.consumers",
                        "?exceptionHandler=#queueTrouble&concurrentConsumers={{limits.concurrent_requests}}"),
                home.camelProperties(),
                settings.app().httpPort());
    }
}
