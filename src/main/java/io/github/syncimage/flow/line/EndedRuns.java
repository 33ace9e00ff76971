package io.github.syncimage.flow.line;

import io.github.syncimage.github.model.Issue;
import io.github.syncimage.github.model.IssueId;
import io.github.syncimage.github.model.IssueUpdate;
import io.github.syncimage.run.Notes.Closed;
import io.github.syncimage.run.RequestRun;
import io.github.syncimage.run.RunLedger;
import java.time.Instant;
import java.util.function.Predicate;

/** The runs that were brought to their end. */
public record EndedRuns(RunLedger ledger) {
    /** Enough for all issues that somebody opens again. */
    private static final int REMEMBERED = 10_000;

    /** @param at when the issue was closed, by GitHub's time where that is known */
    public void closed(RequestRun run, Instant at) {
        ledger.update(notes -> {
            notes.closed().put(run.issue(), new Closed(run.fingerprint(), at.toEpochMilli(), run.wasClosed()));
            ended(run);
        });
    }

    /** The run is over, whatever became of the issue. */
    public void ended(RequestRun run) {
        if (run.comment() == null) {
            return;
        }
        ledger.update(notes -> {
            // To the end of those that are remembered.
            notes.told().remove(run.issue());
            notes.told().put(run.issue(), run.comment());
            if (notes.told().all().size() > REMEMBERED) {
                notes.told().remove(notes.told().all().keySet().iterator().next());
            }
        });
    }

    /** Whether a comment of ours is that of a run that is over. */
    public boolean tells(IssueId issue, long comment) {
        return ledger.look(notes ->
                notes.told().find(issue).filter(told -> told == comment).isPresent());
    }

    /**
     * Whether the issue was answered as it is. GitHub's list may lag behind what we wrote. Later than our closing, it is a
     * person who opened it again; within the same second it is one where the label is there that we set with the closing.
     */
    public boolean answered(Issue issue) {
        Closed answer = ledger.recall(notes -> notes.closed().find(issue.id())).orElse(null);
        if (answer == null || !answer.fingerprint().equals(issue.fingerprint())) {
            return false;
        }
        Instant at = Instant.ofEpochMilli(answer.at());
        Instant updated = issue.updatedAt();
        boolean openedAgain = Boolean.TRUE.equals(issue.wasClosed()) && Boolean.FALSE.equals(answer.wasClosed());
        boolean reopenedAtOnce = at.equals(updated) && (openedAgain || IssueUpdate.hasResult(issue.labels()));
        return !reopenedAtOnce && (updated == null || !updated.isAfter(at));
    }

    /** These may be taken again. */
    public void forget(Predicate<IssueId> which) {
        ledger.update(notes -> notes.closed().removeIf(which));
    }
}
