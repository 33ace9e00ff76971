package io.github.syncimage.app;

import io.github.syncimage.flow.intake.DailyQuota;
import io.github.syncimage.flow.intake.Interruptions;
import io.github.syncimage.flow.intake.QueueTrouble;
import io.github.syncimage.flow.intake.Requests;
import io.github.syncimage.flow.intake.RunsInProgress;
import io.github.syncimage.flow.intake.Turns;
import io.github.syncimage.issue.DeniedUsers;
import io.github.syncimage.issue.IssueReader;
import io.github.syncimage.issue.RequestReader;
import io.github.syncimage.settings.Settings;
import io.github.syncimage.store.MirrorStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/** Which requests are taken, in whose turn, and what people want changed about them. */
final class IntakeBeans {
    final Interruptions interruptions;
    final RunsInProgress runs;
    final Requests requests;
    final Turns turns;

    IntakeBeans(Settings settings, GitHubBeans github, MirrorStore store, Duration pollInterval, Clock clock) {
        Settings.Limits limits = settings.limits();
        turns = new Turns(limits.concurrentRequests(), clock);
        interruptions = new Interruptions(github.commands);
        runs = new RunsInProgress(turns, interruptions, pollInterval, clock);
        RequestReader reader = new RequestReader(
                new IssueReader(IssueReader.PREFIX, limits.imagesPerIssue()),
                settings.rules(),
                settings.names(),
                settings.platforms(),
                new DeniedUsers(limits.deniedUsers()));
        DailyQuota quota = new DailyQuota(
                store,
                Beans.repository(settings.github()),
                limits.requestsPerUserPerDay(),
                limits.trustedUsers(),
                clock);
        requests = new Requests(
                reader, settings.github().label(), settings.rules().supported(), quota, github.identity, runs);
    }

    void addTo(Map<String, Object> beans) {
        beans.put("interruptions", interruptions);
        beans.put("runs", runs);
        beans.put("queueTrouble", new QueueTrouble(runs));
        beans.put("turns", turns);
        beans.put("requests", requests);
    }
}
