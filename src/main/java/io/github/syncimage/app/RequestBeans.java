package io.github.syncimage.app;

import io.github.syncimage.concurrent.DaemonThreads;
import io.github.syncimage.flow.answer.Answers;
import io.github.syncimage.flow.answer.Forecast;
import io.github.syncimage.flow.answer.IssueWriter;
import io.github.syncimage.flow.answer.OutcomeCounters;
import io.github.syncimage.flow.answer.Progress;
import io.github.syncimage.flow.intake.Polls;
import io.github.syncimage.flow.intake.QueueTrouble;
import io.github.syncimage.flow.intake.Requests;
import io.github.syncimage.flow.intake.RunsInProgress;
import io.github.syncimage.flow.intake.RunsOverview;
import io.github.syncimage.flow.line.Interruptions;
import io.github.syncimage.flow.line.Leases;
import io.github.syncimage.flow.line.Pauses;
import io.github.syncimage.flow.line.TeamWorkforce;
import io.github.syncimage.flow.line.Turns;
import io.github.syncimage.flow.line.Workforce;
import io.github.syncimage.github.model.RepositoryName;
import io.github.syncimage.issue.RequestReader;
import io.github.syncimage.report.CommentWriter;
import io.github.syncimage.report.Templates;
import io.github.syncimage.run.Notes;
import io.github.syncimage.run.OwnLedger;
import io.github.syncimage.run.RunLedger;
import io.github.syncimage.run.SharedLedger;
import io.github.syncimage.settings.Keys;
import io.github.syncimage.settings.Settings;
import io.github.syncimage.store.MirrorStore;
import io.github.syncimage.store.run.KeptNotes;
import io.github.syncimage.store.run.Membership;
import io.github.syncimage.store.run.SharedNotes;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** Which requests are taken, in whose turn, what people want changed about them, and what their issues are told. */
final class RequestBeans implements AutoCloseable {
    final Interruptions interruptions;
    final RunsInProgress runs;
    final Requests requests;
    final RunsOverview overview;
    final Turns turns;
    final Polls polls;
    final OutcomeCounters counters;
    final Progress progress;
    final Forecast forecast;
    /** No more than there are repositories. */
    final ExecutorService pollThreads = Executors.newCachedThreadPool(DaemonThreads.named("poll"));

    private final Answers answers;
    private final IssueWriter issueWriter;
    final Leases leases;
    private final RunLedger ledger;
    /** Looks for what other daemons have learned of the runs that this one serves; null where there are none. */
    private final ScheduledExecutorService interrupter;

    /** @param shared what daemons share, null where this is none, or alone */
    RequestBeans(
            Settings settings,
            Templates templates,
            GitHubBeans github,
            MirrorStore store,
            SharedBeans shared,
            Duration pollInterval,
            Clock ownClock) {
        int workers = settings.get(Keys.CONCURRENT_REQUESTS);
        Notes notes = Notes.empty(github.repositories::ours);
        Workforce workforce;
        Clock clock;
        if (shared == null) {
            workforce = Workforce.alone(workers);
            clock = ownClock;
            // What only looks at the configuration notes nothing for those that share a database.
            ledger = new OwnLedger(notes, settings.shared() ? KeptNotes.none() : store.keptNotes());
        } else {
            Membership membership = shared.work.membership();
            TeamWorkforce team = new TeamWorkforce(membership, github::reached);
            workforce = team;
            clock = team.clock();
            SharedNotes stored =
                    new SharedNotes(shared.work.database(), membership.self().team());
            ledger = new SharedLedger(notes, stored, membership.self().name());
        }
        turns = new Turns(
                ledger,
                workforce,
                new Turns.Sizes(settings.get(Keys.SMALL_IMAGE), settings.get(Keys.LARGE_IMAGES)),
                clock);
        Pauses pauses = new Pauses(ledger, clock);
        interruptions = new Interruptions(ledger, workforce, github.commands, clock);
        leases = new Leases(turns, interruptions, shared == null ? () -> {} : shared::stillLeads);
        interrupter = shared == null ? null : interrupter(shared.work.membership());
        BooleanSupplier leads = shared == null ? () -> true : shared::leads;
        if (shared != null) {
            shared.work.leadership().stepAsideIf(github.hearing::hearsNothing);
        }
        polls = new Polls(github.repositories, github.hearing, leads, pollInterval, ownClock);
        runs = new RunsInProgress(github.api, ledger, turns, pauses, interruptions, polls, clock);
        requests = new Requests(
                readers(settings),
                github.repositories,
                settings.rules().supported(),
                github.api,
                github.identity,
                runs);
        overview = new RunsOverview(turns, pauses, requests);
        counters = new OutcomeCounters(github.hearing, store.answers()::add);
        progress = new Progress(github.limits, ownClock);
        forecast = new Forecast(turns, store.answers(), ownClock);
        answers = new Answers(
                new CommentWriter(templates),
                name -> settings.repository(name.owner(), name.name()).language(),
                runLink(settings),
                settings.get(Keys.PAGE_URL),
                requests,
                forecast);
        issueWriter = new IssueWriter(github.api, leases, answers, runs, github.conditions);
    }

    private ScheduledExecutorService interrupter(Membership membership) {
        ScheduledExecutorService thread =
                Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("interrupter"));
        thread.execute(() -> letGo(membership));
        thread.scheduleWithFixedDelay(interruptions::look, 1, 1, TimeUnit.SECONDS);
        return thread;
    }

    /**
     * What an earlier process of this daemon's name had in hand is anybody's from the first change on that this one makes;
     * one that does not lead might make none for long.
     */
    private void letGo(Membership membership) {
        try {
            membership.awaitJoined();
            ledger.settle(null, notes -> null);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for no database any more. */
    @Override
    public void close() {
        pollThreads.shutdownNow();
        if (interrupter != null) {
            interrupter.shutdownNow();
        }
        ledger.close();
    }

    /** One for each namespace. */
    private static Function<RepositoryName, RequestReader> readers(Settings settings) {
        Map<String, RequestReader> byNamespace = new ConcurrentHashMap<>();
        return name -> byNamespace.computeIfAbsent(
                settings.repository(name.owner(), name.name()).namespace(),
                namespace -> Beans.requestReader(settings, settings.names(namespace)));
    }

    /** The address of the Actions run that does the work; null where none is configured, or not of which repository. */
    private static URI runLink(Settings settings) {
        String run = settings.get(Keys.GITHUB_RUN_ID);
        String user = settings.get(Keys.GITHUB_USER);
        String repo = settings.get(Keys.GITHUB_REPO);
        return run == null || user == null || repo == null
                ? null
                : URI.create(settings.gitHubPages() + "/" + user + "/" + repo + "/actions/runs/" + run);
    }

    void addTo(Map<String, Object> beans) {
        beans.put("pollThreads", pollThreads);
        beans.put("interruptions", interruptions);
        beans.put("polls", polls);
        beans.put("runs", runs);
        beans.put("queueTrouble", new QueueTrouble(runs));
        beans.put("turns", turns);
        beans.put("requests", requests);
        beans.put("counters", counters);
        beans.put("progress", progress);
        beans.put("answers", answers);
        beans.put("issueWriter", issueWriter);
    }
}
