package io.github.syncimage.flow.intake;

import io.github.syncimage.flow.run.RequestRun;
import io.github.syncimage.github.ServedRepository;
import io.github.syncimage.github.model.Issue;
import io.github.syncimage.github.model.IssueId;
import io.github.syncimage.github.model.RepositoryName;
import io.github.syncimage.github.webhook.IssueNews;
import io.github.syncimage.issue.PlannedRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Which open issues are being worked on. Every poll offers all of them again, and this says which to take: those that
 * nobody works on and that aren't put off; {@link Turns} says when. So nothing is lost by dropping it: it is offered again. Only this
 * memory is lost when the program ends.
 */
public final class RunsInProgress {
    /** With more than these in work, what the last list said has to do for each: GitHub counts the questions. */
    private static final int BURST = 20;

    private final Turns turns;
    private final Interruptions interruptions;
    private final Polls polls;
    private final Clock clock;
    private final Map<IssueId, RequestRun> taken = new HashMap<>();

    private final LatestIssues latest = new LatestIssues();
    private final Pauses pauses;
    private final EndedRuns ended = new EndedRuns();
    private boolean closing;
    private boolean holding;
    private boolean handingBack;

    public RunsInProgress(Turns turns, Interruptions interruptions, Polls polls, Clock clock) {
        this.turns = turns;
        this.interruptions = interruptions;
        this.polls = polls;
        this.clock = clock;
        this.pauses = new Pauses(clock);
    }

    /** The repositories whose turn it is to be looked at, each until {@link #offered} or {@link #broken}. */
    public synchronized List<ServedRepository> due() {
        // Whoever waits for the end of all looks learns here that there is nothing to look at.
        notifyAll();
        return polls.due(name ->
                taken.keySet().stream().anyMatch(issue -> issue.repository().equals(name)));
    }

    /** A poll of the repository has read these open issues; they are offered one by one next. */
    public synchronized List<Issue> listed(ServedRepository repository, List<Issue> open) {
        Set<IssueId> listed = latest.listed(repository.name(), open);
        // What GitHub shows as closed may be taken again as soon as it is open.
        Predicate<IssueId> notOpen = id -> id.repository().equals(repository.name()) && !listed.contains(id);
        ended.forget(notOpen);
        pauses.forget(notOpen);
        return open;
    }

    /** All issues of a poll have been offered, or as many as could be. */
    public synchronized void offered(ServedRepository repository) {
        polls.looked(repository);
        notifyAll();
    }

    /** Whether this issue is to be worked on; if so, it is taken and waits for its turn. */
    public synchronized boolean take(Issue issue) {
        if (closing || holding || taken.containsKey(issue.id()) || pauses.holds(issue) || ended.answered(issue)) {
            return false;
        }
        pauses.end(issue.id());
        RequestRun run = RequestRun.on(issue);
        taken.put(issue.id(), run);
        turns.add(run);
        return true;
    }

    /** The run that gets its first answer now; null where none may, to be offered again by a later poll. */
    public synchronized RequestRun next() {
        RequestRun next = turns.nextToAnswer();
        if (next != null && (closing || holding)) {
            free(next.issue());
            return null;
        }
        return next;
    }

    /** Whether the issue still says what the run was started for, and nobody wants another one. */
    public synchronized boolean unchanged(RequestRun run) {
        return latest.unchanged(run) && !interruptions.wantedAgain(run);
    }

    /** Whether to read the issue itself before it is changed. */
    public synchronized boolean lookAgain() {
        return taken.size() <= BURST;
    }

    /**
     * The issue was read again.
     *
     * @param status 200, or another where it could not be
     */
    public synchronized RequestRun seen(RequestRun run, int status, String answer) {
        if (status == 200) {
            latest.seen(Issue.parse(run.issue().repository(), answer));
        }
        return labelled(run);
    }

    /** Whether to read an issue of which GitHub has told something: closed ones that nobody works on need nothing. */
    public synchronized boolean concerns(IssueNews news) {
        return !news.closed() || taken.containsKey(news.issue());
    }

    /** The issue was read outside of a list. Returns whether it is open. */
    public synchronized boolean open(Issue issue) {
        latest.seen(issue);
        return issue.open();
    }

    /** The next poll of the repository does not wait for the interval to be over. */
    public synchronized void pollSoon(IssueNews news) {
        polls.soon(news.issue().repository());
    }

    /** Issues of the repository in work that are among the open ones no more. */
    public synchronized List<IssueId> gone(ServedRepository repository) {
        return taken.keySet().stream()
                .filter(issue -> issue.repository().equals(repository.name()))
                .filter(latest::isGone)
                .toList();
    }

    /** Whether one of {@link #gone} is closed indeed; see {@link LatestIssues#isClosed}. */
    public synchronized boolean isClosed(IssueId issue, int status, String answer) {
        return latest.isClosed(issue, status, answer);
    }

    /** Whether somebody has closed the issue while the run was in work. */
    public boolean isLeft(RequestRun run) {
        return interruptions.closed(run);
    }

    /** The run is over, and the issue stays as somebody has left it. */
    public synchronized void left(RequestRun run) {
        closed(run, null);
    }

    /** Whether our comment is that of a run that was brought to its end since the start. */
    public synchronized boolean ended(IssueId issue, long comment) {
        return ended.tells(issue, comment);
    }

    /** A command is about this issue: neither a pause nor an earlier answer keeps it from being taken. */
    public synchronized void wake(Issue issue) {
        pauses.end(issue.id());
        ended.forget(issue.id()::equals);
        // It may have been opened after the list was read.
        latest.seen(issue);
    }

    /** The run with the labels that the issue had when it was listed last: people may have changed them meanwhile. */
    public synchronized RequestRun labelled(RequestRun run) {
        return latest.labelled(run);
    }

    /**
     * The run is over and the issue closed.
     *
     * @param answer the issue, as GitHub's answer to the closing has it; null where that could not be read
     */
    public synchronized void closed(RequestRun run, Issue answer) {
        pauses.succeeded(run.issue());
        ended.closed(run, answer == null || answer.updatedAt() == null ? clock.instant() : answer.updatedAt());
        free(run.issue());
    }

    /** The run is over, and the issue may be taken again at once. */
    public synchronized void again(RequestRun run) {
        ended.ended(run);
        // Whoever waits for the end waits for that run too.
        polls.again(run.issue().repository());
        free(run.issue());
    }

    /** The run goes on by itself from that time, when a host's limit ends. */
    public synchronized void putOff(RequestRun run, Instant until, String host) {
        pauses.putOff(run, host, until);
        free(run.issue());
    }

    /** The same where a route does not say whose limit it is. */
    public void putOff(RequestRun run, Instant until) {
        putOff(run, until, null);
    }

    /** Those that are put off, the first to go on first. */
    synchronized List<RunsOverview.Held> held(Function<RequestRun, List<PlannedRequest>> images) {
        return pauses.lasting().stream()
                .map(pause -> new RunsOverview.Held(
                        pause.run().issue(),
                        pause.run().user(),
                        pause.host(),
                        pause.until(),
                        images.apply(pause.run())))
                .toList();
    }

    /**
     * The run came to no end; it is taken again after a pause.
     *
     * @param repository of the poll, null where that is not known
     * @param issue null where it was the poll that came to no end
     */
    public synchronized void broken(ServedRepository repository, IssueId issue) {
        if (issue == null) {
            // Whoever waits for the end of a poll has seen all there is to see of this one.
            polls.looked(repository);
            notifyAll();
        } else if (taken.containsKey(issue)) {
            pauses.broken(taken.get(issue));
            free(issue);
        }
    }

    /** The same where a route does not say which repository it looks at. */
    public void broken(IssueId issue) {
        broken(null, issue);
    }

    private void free(IssueId issue) {
        taken.remove(issue);
        turns.remove(issue);
        latest.free(issue);
        interruptions.remove(issue);
        notifyAll();
    }

    /** How many are queued or in work. */
    public synchronized int size() {
        return taken.size();
    }

    /** Whether nobody's request is queued or in work, and nothing else keeps work from being begun. */
    public synchronized boolean idle() {
        return taken.isEmpty() && !holding && !closing;
    }

    /** The same of one repository. */
    public synchronized int size(RepositoryName repository) {
        return (int) taken.keySet().stream()
                .filter(issue -> issue.repository().equals(repository))
                .count();
    }

    /** How many are put off until later. */
    public synchronized int waiting() {
        return pauses.size(issue -> true);
    }

    /** The same of one repository. */
    public synchronized int waiting(RepositoryName repository) {
        return pauses.size(issue -> issue.repository().equals(repository));
    }

    /** Takes nothing more, and lets the queue run empty without working on it. */
    public synchronized void close() {
        closing = true;
        notifyAll();
    }

    /** Whether the program is coming to its end. */
    public synchronized boolean stops() {
        return closing;
    }

    /**
     * Holds new work back, until {@link #release}.
     *
     * @param handBack whether what comes from the queue meanwhile is dropped, to be offered by a later poll, instead of
     *     waiting
     */
    public synchronized void hold(boolean handBack) {
        holding = true;
        handingBack = handBack;
        notifyAll();
    }

    public synchronized void release() {
        holding = false;
        handingBack = false;
        notifyAll();
    }

    /**
     * Returns when work may begin.
     *
     * @return false where it may not: then it is found again, by a later poll or at the next start
     */
    public synchronized boolean begins(RequestRun run) throws InterruptedException {
        while (holding && !handingBack && !closing) {
            wait();
        }
        if (closing || handingBack) {
            free(run.issue());
            return false;
        }
        return true;
    }

    /** Returns when each repository was looked at to the end: everything taken, nothing in work. */
    public synchronized void awaitDone() throws InterruptedException {
        while (!polls.allLooked() || !taken.isEmpty()) {
            wait();
        }
    }
}
