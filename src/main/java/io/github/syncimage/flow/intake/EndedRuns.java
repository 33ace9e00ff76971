package io.github.syncimage.flow.intake;

import io.github.syncimage.concurrent.LruCache;
import io.github.syncimage.flow.run.RequestRun;
import io.github.syncimage.github.model.Issue;
import io.github.syncimage.github.model.IssueId;
import io.github.syncimage.github.model.IssueUpdate;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/** The runs that were brought to their end since the start. Not safe for use by several threads. */
final class EndedRuns {
    /** Enough for all issues that somebody opens again. */
    private static final int REMEMBERED = 10_000;

    private record Closed(String fingerprint, Instant at, Boolean wasClosed) {}

    private final Map<IssueId, Closed> closed = new HashMap<>();
    private final LruCache<RequestRun.Key, Boolean> comments = new LruCache<>(REMEMBERED);

    /** @param at when the issue was closed, by GitHub's time where that is known */
    void closed(RequestRun run, Instant at) {
        closed.put(run.issue(), new Closed(run.fingerprint(), at, run.wasClosed()));
        ended(run);
    }

    /** The run is over, whatever became of the issue. */
    void ended(RequestRun run) {
        if (run.comment() != null) {
            comments.put(run.key(), true);
        }
    }

    /** Whether a comment of ours is that of a run that is over. */
    boolean tells(IssueId issue, long comment) {
        return comments.find(new RequestRun.Key(issue, comment)).isPresent();
    }

    /**
     * Whether the issue was answered as it is. GitHub's list may lag behind what we wrote. Later than our closing, it is a
     * person who opened it again; within the same second it is one where the label is there that we set with the closing.
     */
    boolean answered(Issue issue) {
        Closed answer = closed.get(issue.id());
        if (answer == null || !answer.fingerprint.equals(issue.fingerprint())) {
            return false;
        }
        Instant updated = issue.updatedAt();
        boolean openedAgain = Boolean.TRUE.equals(issue.wasClosed()) && Boolean.FALSE.equals(answer.wasClosed);
        boolean reopenedAtOnce = answer.at.equals(updated) && (openedAgain || IssueUpdate.hasResult(issue.labels()));
        return !reopenedAtOnce && (updated == null || !updated.isAfter(answer.at));
    }

    /** These may be taken again. */
    void forget(Predicate<IssueId> which) {
        closed.keySet().removeIf(which);
    }
}
