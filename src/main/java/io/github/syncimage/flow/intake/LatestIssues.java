package io.github.syncimage.flow.intake;

import io.github.syncimage.github.model.Issue;
import io.github.syncimage.github.model.IssueId;
import io.github.syncimage.github.model.RepositoryName;
import io.github.syncimage.run.RequestRun;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What GitHub said last about issues, as far as this daemon has asked. What is older than a run says nothing about it: another
 * daemon may have read the issue since. Safe for use by several threads.
 */
final class LatestIssues {
    /** Who has read no list for so long does not read the lists. */
    private static final Duration LATELY = Duration.ofSeconds(30);

    private final Clock clock;
    private final Map<IssueId, Issue> latest = new HashMap<>();
    /** In work, and open though no list shows them. */
    private final Set<IssueId> unlisted = new HashSet<>();

    private Instant listed = Instant.MIN;

    LatestIssues(Clock clock) {
        this.clock = clock;
    }

    /** A poll has read these; returns those that are open, each as it is known since. */
    synchronized List<Issue> listed(RepositoryName repository, List<Issue> issues) {
        listed = clock.instant();
        // A list may have been read before what an issue was asked for by itself, or lag behind.
        List<Issue> now = issues.stream().map(this::newer).toList();
        latest.keySet().removeIf(id -> id.repository().equals(repository));
        now.forEach(this::seen);
        return now.stream().filter(Issue::open).toList();
    }

    private Issue newer(Issue issue) {
        Issue known = latest.get(issue.id());
        boolean since = known != null
                && known.updatedAt() != null
                && issue.updatedAt() != null
                && known.updatedAt().isAfter(issue.updatedAt());
        return since ? known : issue;
    }

    /** Whether what the lists said is worth something. */
    synchronized boolean lately() {
        return listed.plus(LATELY).isAfter(clock.instant());
    }

    /** It was read by itself. */
    synchronized void seen(Issue issue) {
        latest.put(issue.id(), issue.brief());
    }

    /** Whether the issue still says what the run was started for. */
    synchronized boolean unchanged(RequestRun run) {
        Issue now = since(run);
        return now == null || now.fingerprint().equals(run.fingerprint());
    }

    /** The run with the labels that the issue has now: people may have changed them meanwhile. */
    synchronized RequestRun labelled(RequestRun run) {
        Issue now = since(run);
        return now == null ? run : run.withLabels(now.labels());
    }

    private Issue since(RequestRun run) {
        Issue now = latest.get(run.issue());
        boolean older =
                now != null && now.updatedAt() != null && now.updatedAt().toEpochMilli() < run.touched();
        return older ? null : now;
    }

    /** Whether it is among the open ones no more. */
    synchronized boolean isGone(IssueId issue) {
        return !unlisted.contains(issue)
                && (!latest.containsKey(issue) || !latest.get(issue).open());
    }

    /**
     * Whether one that is gone is closed indeed.
     *
     * @param now as GitHub shows it; null where it does not, as a work-alike may not
     */
    synchronized boolean isClosed(IssueId issue, Issue now) {
        Issue last = now == null ? latest.get(issue) : now;
        boolean closed = last != null && !last.open();
        if (!closed) {
            unlisted.add(issue);
        }
        return closed;
    }

    /** Nobody works on others any more. */
    synchronized void inWork(Set<IssueId> issues) {
        unlisted.retainAll(issues);
    }
}
