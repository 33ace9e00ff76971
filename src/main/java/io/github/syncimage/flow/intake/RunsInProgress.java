package io.github.syncimage.flow.intake;

import io.github.syncimage.flow.line.EndedRuns;
import io.github.syncimage.flow.line.Interruptions;
import io.github.syncimage.flow.line.Pauses;
import io.github.syncimage.flow.line.Turns;
import io.github.syncimage.github.GitHub;
import io.github.syncimage.github.Repositories.ServedRepository;
import io.github.syncimage.github.model.Issue;
import io.github.syncimage.github.model.IssueId;
import io.github.syncimage.github.model.IssueUpdate;
import io.github.syncimage.github.model.RepositoryName;
import io.github.syncimage.github.webhook.Deliveries.IssueNews;
import io.github.syncimage.run.Notes;
import io.github.syncimage.run.Pause;
import io.github.syncimage.run.RequestRun;
import io.github.syncimage.run.RunLedger;
import io.github.syncimage.run.RunState;
import io.github.syncimage.run.RunState.Mark;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which open issues are being worked on. Every poll offers all of them again, and this says which to take: those that
 * nobody works on and that aren't put off; {@link Turns} says when. So nothing is lost by dropping it: it is offered again.
 * What is taken and put off stands in the {@link RunLedger}, which several daemons may share: the end of a run only counts
 * where the daemon that tells it has the run in hand.
 */
public final class RunsInProgress {
    private static final Logger LOG = LoggerFactory.getLogger(RunsInProgress.class);
    /** With more than these in work, what the last list said has to do for each: GitHub counts the questions. */
    private static final int BURST = 20;

    /** Another daemon's end of a run is not told to those who wait for it here. */
    private static final int LOOK_MILLIS = 1000;

    /** Requests whose long texts are in memory: the others wait at GitHub, and so do those of one requester. */
    private static final int MOST_LONG = 64;

    private static final int MOST_LONG_OF_ONE = 8;

    private final GitHub gitHub;
    private final RunLedger ledger;
    private final Turns turns;
    private final Pauses pauses;
    private final Interruptions interruptions;
    private final Polls polls;
    private final Clock clock;
    private final EndedRuns ended;
    private final LatestIssues latest;
    private final Admission admission = new Admission();
    /** In these a long one was left at GitHub. */
    private final Set<RepositoryName> withoutRoom = ConcurrentHashMap.newKeySet();

    public RunsInProgress(
            GitHub gitHub,
            RunLedger ledger,
            Turns turns,
            Pauses pauses,
            Interruptions interruptions,
            Polls polls,
            Clock clock) {
        this.gitHub = gitHub;
        this.ledger = ledger;
        this.turns = turns;
        this.pauses = pauses;
        this.interruptions = interruptions;
        this.polls = polls;
        this.clock = clock;
        this.ended = new EndedRuns(ledger);
        this.latest = new LatestIssues(clock);
    }

    /** The repositories whose turn it is to be looked at, each until {@link #offered} or {@link #broken}. */
    public List<ServedRepository> due() {
        // Whoever waits for the end of all looks learns here that there is nothing to look at.
        wakeUp();
        Set<RepositoryName> busy =
                taken(issue -> true).stream().map(IssueId::repository).collect(Collectors.toSet());
        // As of the same look: this is asked every few seconds by a daemon that has nothing to do.
        Set<RepositoryName> news =
                ledger.recall(notes -> Set.copyOf(notes.news().all().keySet()));
        if (!news.isEmpty()) {
            news.forEach(polls::soon);
            ledger.updateUnlessAway(notes -> notes.news().removeIf(news::contains));
        }
        return polls.due(busy::contains);
    }

    /** The issues somebody works on. */
    private Set<IssueId> taken(Predicate<IssueId> which) {
        return ledger.look(notes -> notes.runs().all().entrySet().stream()
                .filter(entry -> entry.getValue().inProgress())
                .map(Map.Entry::getKey)
                .filter(which)
                .collect(Collectors.toSet()));
    }

    private static boolean isTaken(Notes notes, IssueId issue) {
        return notes.hasRun(issue, RunState::inProgress);
    }

    /** A poll of the repository has read these issues. Returns the open ones, which are offered one by one next. */
    public List<Issue> listed(ServedRepository repository, List<Issue> read) {
        Set<IssueId> listed = read.stream().filter(Issue::open).map(Issue::id).collect(Collectors.toSet());
        List<Issue> open = latest.listed(repository.name(), read);
        // What GitHub shows as closed may be taken again as soon as it is open.
        Predicate<IssueId> notOpen = id -> id.repository().equals(repository.name()) && !listed.contains(id);
        ledger.updateUnlessAway(notes -> {
            ended.forget(notOpen);
            pauses.forget(notOpen);
            notes.runs().removeIf(notOpen.and(id -> !isTaken(notes, id)));
        });
        turns.freeWhatTheDeadLeft();
        return open;
    }

    /** All issues of a poll have been offered, or as many as could be. */
    public void offered(ServedRepository repository) {
        polls.looked(repository);
        wakeUp();
    }

    /** Whether this issue is to be worked on; if so, it is taken and waits for its turn. */
    public boolean take(Issue issue) {
        return takeOffered(issue, null);
    }

    /**
     * The same where a list may have been read long ago: a daemon that was stopped in the middle of a poll knows nothing of
     * what another has done since. Only the one that leads takes what it has listed.
     *
     * @param polled the repository whose list has shown the issue; null where the issue was read by itself
     */
    public boolean takeOffered(Issue offered, ServedRepository polled) {
        // Most that are offered are known for what they are, so nobody has to be asked.
        if (!admission.open() || !ledger.recall(notes -> isFree(notes, offered) && hasRoom(notes, offered))) {
            return false;
        }
        Issue issue = whole(offered);
        return issue != null
                && issue.open()
                && ledger.change(false, notes -> {
                    // Asked in here: nobody else changes anything until this is written down, or thrown out.
                    if (polled != null && !polls.leads() || !isFree(notes, issue) || !hasRoom(notes, issue)) {
                        return false;
                    }
                    boolean large = pauses.waitsForHours(issue);
                    pauses.end(issue.id());
                    turns.add(RequestRun.on(issue));
                    if (large) {
                        notes.runs().change(issue.id(), state -> state.with(Mark.LARGE));
                    }
                    return true;
                });
    }

    private boolean hasRoom(Notes notes, Issue issue) {
        if (!Issue.isLong(issue.body()) && !issue.cut()) {
            return true;
        }
        List<RequestRun> held = Stream.concat(
                        notes.runs().values().stream().map(RunState::run),
                        notes.pauses().values().stream().map(Pause::run))
                .filter(run -> isLong(run) && !run.issue().equals(issue.id()))
                .toList();
        long same = held.stream()
                .filter(run -> run.user().equalsIgnoreCase(issue.author()))
                .count();
        boolean room = held.size() < MOST_LONG && same < MOST_LONG_OF_ONE;
        if (!room) {
            withoutRoom.add(issue.id().repository());
        }
        return room;
    }

    private static boolean isLong(RequestRun run) {
        return Issue.isLong(run.body());
    }

    /** The issue with all of its body, where the server shows that; null where it does not answer now. */
    private Issue whole(Issue issue) {
        try {
            Issue now = issue.cut() ? gitHub.issue(issue.id()) : issue;
            return now == null ? issue : now;
        } catch (IOException away) {
            LOG.info(
                    "issue {} is left to a later look, its text cannot be read now: {}", issue.id(), away.getMessage());
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private boolean isFree(Notes notes, Issue issue) {
        return !isTaken(notes, issue.id()) && !pauses.holds(issue) && !ended.answered(issue);
    }

    /** The run that gets its first answer now; null where none may, to be offered again by a later poll. */
    public RequestRun next() {
        RequestRun next = turns.nextToAnswer();
        if (next != null && !admission.open()) {
            giveBack(next);
            return null;
        }
        return next;
    }

    /** Whether the issue still says what the run was started for, and nobody wants another one. */
    public boolean unchanged(RequestRun run) {
        return latest.unchanged(run) && !interruptions.wantsAnother(run.issue());
    }

    /**
     * The run, with the labels that its issue has now: GitHub is asked, but in a burst, where the last list has to do. A run
     * that came from another daemon may have been closed by that, with its label, though no note of it is left.
     */
    public RequestRun lookBeforeClosing(RequestRun run) throws IOException, InterruptedException {
        if (!latest.lately() || size() <= BURST || mayBeAnswered(run)) {
            Issue now = gitHub.issue(run.issue());
            if (now != null) {
                latest.seen(now);
                if (!now.open() && IssueUpdate.hasResult(now.labels())) {
                    interruptions.cancel(run.issue(), true);
                }
            }
        }
        return latest.labelled(run);
    }

    /** The issue was read by itself. */
    public void seen(Issue issue) {
        latest.seen(issue);
    }

    /** Whether to read an issue of which GitHub has told something: closed ones that nobody works on need nothing. */
    public boolean concerns(IssueNews news) {
        return !news.closed() || ledger.look(notes -> isTaken(notes, news.issue()));
    }

    /** The issue was read outside of a list. Returns whether it is open. */
    public boolean open(Issue issue) {
        latest.seen(issue);
        // Another daemon may just have done with it.
        return ledger.look(notes -> issue.open());
    }

    /** The next poll of the repository, by whichever daemon, does not wait for the interval to be over. */
    public void pollSoon(IssueNews news) {
        lookSoon(news.issue().repository());
    }

    private void lookSoon(RepositoryName repository) {
        ledger.updateUnlessAway(notes -> notes.news().put(repository, true));
    }

    /** Issues of the repository in work that are among the open ones no more. */
    public List<IssueId> gone(ServedRepository repository) {
        latest.inWork(taken(issue -> true));
        return taken(issue -> issue.repository().equals(repository.name())).stream()
                .filter(latest::isGone)
                .toList();
    }

    /** Whether one of {@link #gone} is closed indeed: GitHub is asked. */
    public boolean isClosed(IssueId issue) throws IOException, InterruptedException {
        return latest.isClosed(issue, gitHub.issue(issue));
    }

    /** Whether somebody has closed the issue while the run was in work. */
    public boolean isLeft(RequestRun run) {
        return interruptions.closed(run);
    }

    /** The run is over, and the issue stays as somebody has left it. */
    public void left(RequestRun run) {
        closed(run, null);
    }

    /** Whether our comment is that of a run that was brought to its end. */
    public boolean ended(IssueId issue, long comment) {
        return ended.tells(issue, comment);
    }

    /** A command is about this issue: neither a pause nor an earlier answer keeps it from being taken. */
    public void wake(Issue issue) {
        ledger.update(notes -> {
            pauses.end(issue.id());
            ended.forget(issue.id()::equals);
        });
        // It may have been opened after the list was read.
        latest.seen(issue);
    }

    /**
     * The run is over and the issue closed.
     *
     * @param answer the issue, as GitHub's answer to the closing has it; null where that could not be read
     */
    public void closed(RequestRun run, Issue answer) {
        Instant at = answer == null || answer.updatedAt() == null ? clock.instant() : answer.updatedAt();
        // Beside ours there is one that was written meanwhile, and maybe no look has read it.
        boolean commented = answer != null && answer.comments() > run.comments() + 1;
        end(run, commented, () -> {
            pauses.succeeded(run.issue());
            ended.closed(run, at);
        });
    }

    /** The run is over, and the issue may be taken again at once. */
    public void again(RequestRun run) {
        end(run, true, () -> ended.ended(run));
    }

    /** @param look whether another run may follow: with nothing in work any more the next look could be an interval away */
    private void end(RequestRun run, boolean look, Runnable what) {
        if (look) {
            // Whoever waits for the end waits for that run too.
            polls.again(run.issue().repository());
        }
        end(run, what);
        if (look) {
            lookSoon(run.issue().repository());
        }
    }

    /**
     * The run goes on by itself from that time.
     *
     * @param until {@link Pauses#ITS_TURN} where it waits for that
     * @param host whose limit ends then
     */
    public void putOff(RequestRun run, Instant until, String host) {
        if (interruptions.wantsAnother(run.issue()) || until.equals(Pauses.ITS_TURN) && !turns.goesBack(run)) {
            again(run);
        } else if (until.equals(Pauses.ITS_TURN)) {
            interruptions.remove(run.issue());
            wakeUp();
        } else {
            end(run, () -> pauses.putOff(run, host, until));
        }
    }

    /**
     * The run came to no end; it is taken again after a pause.
     *
     * @param repository of the poll, null where that is not known
     * @param issue null where it was the poll that came to no end
     */
    public void broken(ServedRepository repository, IssueId issue) {
        if (issue == null) {
            // Whoever waits for the end of a poll has seen all there is to see of this one.
            polls.looked(repository);
            wakeUp();
        } else if (!admission.closing()) {
            // What the end of the program breaks off has not failed: it is handed back.
            turns.ours(issue)
                    .ifPresentOrElse(run -> end(run, () -> pauses.broken(run)), () -> interruptions.remove(issue));
        }
    }

    /** Nothing came of it, and a later poll finds it again. */
    private void giveBack(RequestRun run) {
        end(run, () -> {});
    }

    /** @param what becomes of the issue, where the run was this daemon's to end */
    private void end(RequestRun run, Runnable what) {
        boolean ours = ledger.settle(false, notes -> {
            if (!turns.isOurs(run.key())) {
                return false;
            }
            what.run();
            notes.runs().remove(run.issue());
            return true;
        });
        interruptions.remove(run.issue());
        if (!ours && ledger.recall(notes -> isTaken(notes, run.issue()))) {
            LOG.info("issue {}: another daemon goes on with it, what came of it here counts no more", run.issue());
        }
        if (isLong(run)) {
            // Whoever waits for the end waits for those that have room now, too.
            withoutRoom.removeIf(repository -> {
                polls.again(repository);
                lookSoon(repository);
                return true;
            });
        }
        wakeUp();
    }

    /** How many are queued or in work. */
    public int size() {
        return taken(issue -> true).size();
    }

    /** Whether nobody's request is queued or in work, and nothing else keeps work from being begun. */
    public boolean idle() {
        return admission.open() && size() == 0;
    }

    /** How many of one repository are queued or in work. */
    public int size(RepositoryName repository) {
        return taken(issue -> issue.repository().equals(repository)).size();
    }

    /** How many are put off until later. */
    public int waiting() {
        return pauses.size(issue -> true);
    }

    /** The same of one repository. */
    public int waiting(RepositoryName repository) {
        return pauses.size(issue -> issue.repository().equals(repository));
    }

    /** Takes nothing more, and lets the queue run empty without working on it. */
    public void close() {
        admission.close();
        wakeUp();
    }

    /** Whether the program is coming to its end. */
    public boolean stops() {
        return admission.closing();
    }

    /**
     * Holds new work back, until {@link #release}.
     *
     * @param handBack whether what comes from the queue meanwhile is dropped, to be offered by a later poll, instead of
     *     waiting
     */
    public void hold(boolean handBack) {
        admission.hold(handBack);
    }

    /** Lets no look at a repository begin, until {@link #release}. Returns whether none is under way. */
    public boolean holdLooks() {
        return polls.rest(true);
    }

    public void release() {
        polls.rest(false);
        admission.release();
    }

    /**
     * Returns when work may begin.
     *
     * @return false where it may not: then it is handed back, or found again by a later poll
     */
    public boolean begins(RequestRun run) throws InterruptedException {
        if (admission.await()) {
            return !interruptions.goesOn(run);
        }
        if (!admission.closing()) {
            giveBack(run);
        }
        return false;
    }

    /** Whether a run that begins may have its result already: a daemon has ended in the middle of it, or handed it back. */
    public boolean mayBeAnswered(RequestRun run) {
        return ledger.recall(notes -> notes.hasRun(run.issue(), state -> state.is(Mark.LEFT)));
    }

    /** The program has ended its work in order: what was broken off is anybody's. */
    public void handBack() {
        turns.handBack();
    }

    private synchronized void wakeUp() {
        notifyAll();
    }

    /**
     * Returns when each repository was looked at to the end: everything taken, nothing in work. Where another daemon has come
     * to do the looking meanwhile, that sees to the end of all that is not in hand here.
     */
    public synchronized void awaitDone() throws InterruptedException {
        while (polls.leads() ? !polls.allLooked() || size() > 0 : hasInHand()) {
            wait(LOOK_MILLIS);
        }
    }

    private boolean hasInHand() {
        return taken(issue -> true).stream().anyMatch(issue -> turns.ours(issue).isPresent());
    }
}
