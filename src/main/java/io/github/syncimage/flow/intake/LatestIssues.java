package io.github.syncimage.flow.intake;

import io.github.syncimage.flow.run.RequestRun;
import io.github.syncimage.github.model.Issue;
import io.github.syncimage.github.model.IssueId;
import io.github.syncimage.github.model.RepositoryName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What GitHub said last about issues. Not safe for use by several threads. */
final class LatestIssues {
    private final Map<IssueId, Issue> latest = new HashMap<>();
    /** In work, and open though no list shows them. */
    private final Set<IssueId> unlisted = new HashSet<>();

    /** A poll has read these; returns those that are open. */
    Set<IssueId> listed(RepositoryName repository, List<Issue> issues) {
        latest.keySet().removeIf(id -> id.repository().equals(repository));
        issues.forEach(this::seen);
        return issues.stream().filter(Issue::open).map(Issue::id).collect(Collectors.toSet());
    }

    /** It was read by itself. */
    void seen(Issue issue) {
        latest.put(issue.id(), issue);
    }

    /** Whether the issue still says what the run was started for. */
    boolean unchanged(RequestRun run) {
        Issue now = latest.get(run.issue());
        return now == null || now.fingerprint().equals(run.fingerprint());
    }

    /** The run with the labels that the issue has now: people may have changed them meanwhile. */
    RequestRun labelled(RequestRun run) {
        Issue now = latest.get(run.issue());
        return now == null ? run : run.withLabels(now.labels());
    }

    /** Whether it is among the open ones no more. */
    boolean isGone(IssueId issue) {
        return !unlisted.contains(issue)
                && (!latest.containsKey(issue) || !latest.get(issue).open());
    }

    /**
     * Whether one that is gone is closed indeed.
     *
     * @param status of GitHub's answer for that issue, which a work-alike may not know
     */
    boolean isClosed(IssueId issue, int status, String answer) {
        Issue listed = latest.get(issue);
        boolean closed =
                status == 200 ? !Issue.parse(issue.repository(), answer).open() : listed != null && !listed.open();
        if (!closed) {
            unlisted.add(issue);
        }
        return closed;
    }

    /** Nobody works on it any more. */
    void free(IssueId issue) {
        unlisted.remove(issue);
    }
}
