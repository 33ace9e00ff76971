package io.github.syncimage.app;

import io.github.syncimage.flow.intake.DailyQuota;
import io.github.syncimage.flow.intake.Interruptions;
import io.github.syncimage.flow.intake.Polls;
import io.github.syncimage.flow.intake.QueueTrouble;
import io.github.syncimage.flow.intake.Requests;
import io.github.syncimage.flow.intake.RunsInProgress;
import io.github.syncimage.flow.intake.RunsOverview;
import io.github.syncimage.flow.intake.Turns;
import io.github.syncimage.github.model.RepositoryName;
import io.github.syncimage.issue.DeniedUsers;
import io.github.syncimage.issue.IssueReader;
import io.github.syncimage.issue.RequestReader;
import io.github.syncimage.settings.Settings;
import io.github.syncimage.store.MirrorStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** Which requests are taken, in whose turn, and what people want changed about them. */
final class IntakeBeans {
    final Interruptions interruptions;
    final RunsInProgress runs;
    final Requests requests;
    final RunsOverview overview;
    final Turns turns;
    final Polls polls;
    /** No more than there are repositories. */
    final ExecutorService pollThreads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "poll");
        thread.setDaemon(true);
        return thread;
    });

    IntakeBeans(
            Settings settings,
            GitHubBeans github,
            MirrorStore store,
            BooleanSupplier leads,
            Duration pollInterval,
            Clock clock) {
        Settings.Limits limits = settings.limits();
        turns = new Turns(limits.concurrentRequests(), clock);
        interruptions = new Interruptions(github.commands);
        polls = new Polls(github.repositories, github.hearing, leads, pollInterval, clock);
        runs = new RunsInProgress(turns, interruptions, polls, clock);
        DailyQuota quota = new DailyQuota(
                store,
                name -> settings.repository(name.owner(), name.name()).requestsPerUserPerDay(),
                limits.trustedUsers(),
                clock);
        requests = new Requests(
                readers(settings), github.repositories, settings.rules().supported(), quota, github.identity, runs);
        overview = new RunsOverview(runs, turns, requests);
    }

    /** One for each namespace. */
    private static Function<RepositoryName, RequestReader> readers(Settings settings) {
        Settings.Limits limits = settings.limits();
        Map<String, RequestReader> byNamespace = new ConcurrentHashMap<>();
        return name -> byNamespace.computeIfAbsent(
                settings.repository(name.owner(), name.name()).namespace(),
                namespace -> new RequestReader(
                        new IssueReader(IssueReader.PREFIX, limits.imagesPerIssue()),
                        settings.rules(),
                        settings.names(namespace),
                        settings.platforms(),
                        new DeniedUsers(limits.deniedUsers()),
                        settings.verify()::deny));
    }

    void addTo(Map<String, Object> beans) {
        beans.put("pollThreads", pollThreads);
        beans.put("interruptions", interruptions);
        beans.put("polls", polls);
        beans.put("runs", runs);
        beans.put("queueTrouble", new QueueTrouble(runs));
        beans.put("turns", turns);
        beans.put("requests", requests);
    }
}
