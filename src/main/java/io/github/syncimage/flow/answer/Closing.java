package io.github.syncimage.flow.answer;

import io.github.syncimage.flow.intake.RunsInProgress;
import io.github.syncimage.github.Rights;
import io.github.syncimage.github.model.Issue;
import io.github.syncimage.github.model.IssueUpdate;
import io.github.syncimage.github.model.UnreadableAnswerException;
import io.github.syncimage.report.Outcome;
import io.github.syncimage.run.RequestRun;
import java.util.List;

/** The end of a run on its issue, as {@code routes/close-issue} goes through it. */
public final class Closing {
    private final Answers answers;
    private final RunsInProgress runs;
    private final Rights rights;

    public Closing(Answers answers, RunsInProgress runs, Rights rights) {
        this.answers = answers;
        this.runs = runs;
        this.rights = rights;
    }

    /** @param outcomes of the run, null where its comment has told them already */
    public IssueUpdate update(RequestRun run, List<Outcome> outcomes) {
        return answers.closing(run, outcomes);
    }

    /** What opens an issue again. */
    public IssueUpdate reopening() {
        return IssueUpdate.REOPENED;
    }

    /** Whether to try it once more without labels. */
    public boolean refused(IssueUpdate update, int status) {
        return update.labels() != null && rights.refused(status);
    }

    /**
     * Takes the last answer to the closing.
     *
     * @param wanted what the issue was to become
     * @param sent what GitHub was asked for last
     * @return whether the issue says something else by now: then it is to be opened again
     */
    public boolean edited(RequestRun run, IssueUpdate wanted, IssueUpdate sent, int status, String answer) {
        Issue issue = rights.refused(status) ? null : read(run, answer);
        rights.closed(run.issue().repository(), status, sent.labels() != null, wanted.labels(), issue);
        if (issue != null && issue.saysOther(run.title(), run.body())) {
            runs.seen(run, status, answer);
            return true;
        }
        runs.closed(run, issue);
        return false;
    }

    /** Null where something on the way has replaced the answer: the issue is closed all the same. */
    private static Issue read(RequestRun run, String answer) {
        try {
            return Issue.parse(run.issue().repository(), answer);
        } catch (UnreadableAnswerException e) {
            return null;
        }
    }
}
