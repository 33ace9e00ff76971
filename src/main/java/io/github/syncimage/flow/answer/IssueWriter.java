package io.github.syncimage.flow.answer;

import io.github.syncimage.flow.intake.RunsInProgress;
import io.github.syncimage.flow.line.Leases;
import io.github.syncimage.github.Conditions;
import io.github.syncimage.github.GitHub;
import io.github.syncimage.github.GitHub.Changed;
import io.github.syncimage.github.model.Issue;
import io.github.syncimage.github.model.IssueId;
import io.github.syncimage.github.model.IssueUpdate;
import io.github.syncimage.github.model.RepositoryName;
import io.github.syncimage.report.Outcome;
import io.github.syncimage.run.RequestRun;
import java.io.IOException;
import java.util.List;

/**
 * Writes on issues, while their runs are this daemon's. What the token turns out not to be allowed to do is told as a
 * condition, and nothing is tried again for it: the comment tells the result all the same.
 */
public final class IssueWriter {
    private static final String CONDITION = "rights";

    private final GitHub gitHub;
    private final Leases leases;
    private final Answers answers;
    private final RunsInProgress runs;
    private final Conditions conditions;

    public IssueWriter(GitHub gitHub, Leases leases, Answers answers, RunsInProgress runs, Conditions conditions) {
        this.gitHub = gitHub;
        this.leases = leases;
        this.answers = answers;
        this.runs = runs;
        this.conditions = conditions;
    }

    /** Returns when the run's comment may be created. */
    public void awaitCreation(RequestRun run) throws InterruptedException {
        gitHub.awaitCreation(run.issue());
        leases.check(run.key());
    }

    /** Replaces the text of the run's comment. */
    public void edit(RequestRun run, String text) throws IOException, InterruptedException {
        gitHub.edit(run.issue().repository(), run.comment(), text, ours(run));
    }

    /** Removes the labels of an earlier run's result. */
    public void removeResults(RequestRun run) throws IOException, InterruptedException {
        for (String label : run.results()) {
            gitHub.removeLabel(run.issue(), label, ours(run));
        }
    }

    /**
     * Opens an issue again; null where that is not allowed, or the answer cannot be read.
     *
     * @param run for which that is done; null where nobody works on the issue
     */
    public Issue reopen(IssueId issue, RequestRun run) throws IOException, InterruptedException {
        return gitHub.change(issue, IssueUpdate.REOPENED, run == null ? () -> {} : ours(run))
                .issue();
    }

    /**
     * Sets the labels of the result and closes the issue, in one request; where labels are refused, without them.
     *
     * @param outcomes of the run, null where its comment has told them already
     * @return whether the issue says something else by now: then it is to be opened again; else the run is over
     */
    public boolean close(RequestRun run, List<Outcome> outcomes) throws IOException, InterruptedException {
        IssueUpdate wanted = answers.closing(run, outcomes);
        Changed changed = gitHub.change(run.issue(), wanted, ours(run));
        boolean labelled = wanted.labels() != null;
        if (labelled && changed.refused()) {
            labelled = false;
            changed = gitHub.change(run.issue(), wanted.withoutLabels(), ours(run));
        }
        Issue issue = changed.issue();
        tellRights(run.issue().repository(), changed, labelled, wanted.labels());
        if (issue != null && saysOther(issue, run)) {
            runs.seen(issue);
            return true;
        }
        runs.closed(run, issue);
        return false;
    }

    /** Returns whether title or body are others than the run's; what an answer leaves out is not. */
    private static boolean saysOther(Issue issue, RequestRun run) {
        return !issue.fingerprint().equals(run.fingerprint())
                && (!issue.title().isEmpty() && !issue.title().equals(run.title())
                        || !issue.body().isEmpty() && !issue.body().equals(run.body()));
    }

    /**
     * Looks at what the token turns out to be allowed.
     *
     * @param labelled whether the last request named labels
     * @param wanted labels, null where none
     */
    private void tellRights(RepositoryName repository, Changed changed, boolean labelled, List<String> wanted) {
        Issue issue = changed.issue();
        if (changed.status() == 404 || changed.status() == 410) {
            return;
        }
        if (changed.refused() || issue != null && issue.open()) {
            lacks(repository, "close issues", "issues that were answered stay open");
        } else if (wanted != null && (!labelled || lacksOneOf(wanted, issue))) {
            lacks(repository, "label issues", "results carry no label");
        } else if (wanted != null && issue != null) {
            conditions.ends(Conditions.of(CONDITION, repository));
        }
    }

    private static boolean lacksOneOf(List<String> wanted, Issue issue) {
        return issue != null
                && wanted.stream().anyMatch(label -> issue.labels().stream().noneMatch(label::equalsIgnoreCase));
    }

    private void lacks(RepositoryName repository, String what, String meanwhile) {
        conditions.begins(
                Conditions.of(CONDITION, repository),
                "the token may not " + what + " of " + repository + ", so " + meanwhile
                        + ": give it the right to write issues (a user: the role Triage or more)",
                false);
    }

    private Runnable ours(RequestRun run) {
        return () -> leases.check(run.key());
    }
}
