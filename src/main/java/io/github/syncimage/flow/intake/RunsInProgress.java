package io.github.syncimage.flow.intake;

import io.github.syncimage.concurrent.LruCache;
import io.github.syncimage.flow.run.RequestRun;
import io.github.syncimage.github.model.Issue;
import io.github.syncimage.github.model.IssueUpdate;
import io.github.syncimage.github.webhook.IssueNews;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which open issues are being worked on. Every poll offers all of them again, and this says which to take: those that
 * nobody works on and that aren't put off; {@link Turns} says when. So nothing is lost by dropping it: it is offered again. Only this
 * memory is lost when the program ends.
 */
public final class RunsInProgress {
    /** After a run that GitHub kept from its end, doubled each time: soon enough for a blip, seldom enough for a fault. */
    private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);

    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    /** With more than these in work, what the last list said has to do for each: GitHub counts the questions. */
    private static final int BURST = 20;
    /** How often people's changes are looked for while something is in work, whatever the poll's interval. */
    public static final Duration LOOK = Duration.ofSeconds(3);
    /** Comments of runs that were brought to their end: enough for all issues that somebody opens again. */
    private static final int REMEMBERED = 10_000;

    private record Closed(String fingerprint, Instant at, Boolean wasClosed) {}

    private record PutOff(String fingerprint, Instant until) {}

    private final Turns turns;
    private final Interruptions interruptions;
    private final Duration interval;
    private final Clock clock;
    private final Map<Long, String> taken = new HashMap<>();
    private final Map<Long, PutOff> putOff = new HashMap<>();
    private final Map<Long, Closed> closed = new HashMap<>();
    private final Map<Long, Integer> failures = new HashMap<>();
    private final Map<Long, Issue> latest = new HashMap<>();
    private final LruCache<Long, Boolean> ended = new LruCache<>(REMEMBERED);
    private final Set<Long> unlisted = new HashSet<>();
    private Instant polled = Instant.EPOCH;
    private int polls;
    private boolean closing;
    private boolean holding;
    private boolean handingBack;

    /** @param interval between two polls */
    public RunsInProgress(Turns turns, Interruptions interruptions, Duration interval, Clock clock) {
        this.turns = turns;
        this.interruptions = interruptions;
        this.interval = interval;
        this.clock = clock;
    }

    /** A poll has read these open issues; they are offered one by one next. */
    public synchronized List<Issue> listed(List<Issue> open) {
        Set<Long> numbers = new HashSet<>();
        latest.clear();
        for (Issue issue : open) {
            latest.put(issue.number(), issue);
            if (issue.open()) {
                numbers.add(issue.number());
            }
        }
        // What GitHub shows as closed may be taken again as soon as it is open.
        closed.keySet().retainAll(numbers);
        putOff.keySet().retainAll(numbers);
        failures.keySet().retainAll(numbers);
        return open;
    }

    /** All issues of a poll have been offered, or as many as could be. */
    public synchronized void offered() {
        polls++;
        notifyAll();
    }

    /** Whether this issue is to be worked on; if so, it is taken and waits for its turn. */
    public synchronized boolean take(Issue issue) {
        if (closing || holding || taken.containsKey(issue.number()) || waits(issue) || answered(issue)) {
            return false;
        }
        putOff.remove(issue.number());
        taken.put(issue.number(), issue.fingerprint());
        turns.add(RequestRun.on(issue));
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

    private boolean waits(Issue issue) {
        PutOff waiting = putOff.get(issue.number());
        return waiting != null
                && waiting.fingerprint.equals(issue.fingerprint())
                && clock.instant().isBefore(waiting.until);
    }

    // GitHub's list may lag behind what we wrote. Later than our closing, it is a person who opened it again; within
    // the
    // same second it is one where the label is there that we set with the closing.
    private boolean answered(Issue issue) {
        Closed answer = closed.get(issue.number());
        if (answer == null || !answer.fingerprint.equals(issue.fingerprint())) {
            return false;
        }
        Instant updated = issue.updatedAt();
        boolean openedAgain = Boolean.TRUE.equals(issue.wasClosed()) && Boolean.FALSE.equals(answer.wasClosed);
        boolean reopenedAtOnce = answer.at.equals(updated) && (openedAgain || IssueUpdate.hasResult(issue.labels()));
        return !reopenedAtOnce && (updated == null || !updated.isAfter(answer.at));
    }

    /** Whether the issue still says what the run was started for, and nobody wants another one. */
    public synchronized boolean unchanged(RequestRun run) {
        Issue now = latest.get(run.issue());
        return (now == null || now.fingerprint().equals(run.fingerprint())) && !interruptions.wantedAgain(run);
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
            latest.put(run.issue(), Issue.parse(answer));
        }
        return labelled(run);
    }

    /** Whether to read an issue of which GitHub has told something: closed ones that nobody works on need nothing. */
    public synchronized boolean concerns(IssueNews news) {
        return !news.closed() || taken.containsKey(news.issue());
    }

    /** The issue was read outside of a list. Returns whether it is open. */
    public synchronized boolean open(Issue issue) {
        if (latest.containsKey(issue.number()) || taken.containsKey(issue.number())) {
            latest.put(issue.number(), issue);
        }
        return issue.open();
    }

    /** The next poll does not wait for the interval to be over. */
    public synchronized void pollSoon() {
        polled = Instant.EPOCH;
    }

    /** Issues in work that are among the open ones no more. */
    public synchronized List<Long> gone() {
        return taken.keySet().stream()
                .filter(issue ->
                        !latest.containsKey(issue) || !latest.get(issue).open())
                .filter(issue -> !unlisted.contains(issue))
                .toList();
    }

    /**
     * Whether one of {@link #gone} is closed indeed.
     *
     * @param status of GitHub's answer for that issue, which a work-alike may not know
     */
    public synchronized boolean isClosed(long issue, int status, String answer) {
        Issue listed = latest.get(issue);
        boolean closedNow = status == 200 ? !Issue.parse(answer).open() : listed != null && !listed.open();
        if (!closedNow) {
            unlisted.add(issue);
        }
        return closedNow;
    }

    /** Whether somebody has closed the issue while the run was in work. */
    public boolean isLeft(RequestRun run) {
        return interruptions.closed(run);
    }

    /** The run is over, and the issue stays as somebody has left it. */
    public synchronized void left(RequestRun run) {
        remember(run, null);
        free(run.issue());
    }

    /** Whether our comment is that of a run that was brought to its end since the start. */
    public synchronized boolean ended(long comment) {
        return ended.find(comment).isPresent();
    }

    /** A command is about this issue: neither a pause nor an earlier answer keeps it from being taken. */
    public synchronized void wake(long issue) {
        putOff.remove(issue);
        closed.remove(issue);
    }

    /** Whether it is too early for the next poll, which is at each interval, and sooner while something is in work. */
    public synchronized boolean rests() {
        Instant now = clock.instant();
        Duration pause = taken.isEmpty() || LOOK.compareTo(interval) > 0 ? interval : LOOK;
        // A timer is not exact.
        if (now.isBefore(polled.plus(pause).minus(pause.dividedBy(10)))) {
            return true;
        }
        polled = now;
        return false;
    }

    /** The run with the labels that the issue had when it was listed last: people may have changed them meanwhile. */
    public synchronized RequestRun labelled(RequestRun run) {
        Issue now = latest.get(run.issue());
        return now == null ? run : run.withLabels(now.labels());
    }

    /**
     * The run is over and the issue closed.
     *
     * @param answer the issue, as GitHub's answer to the closing has it; null where that could not be read
     */
    public synchronized void closed(RequestRun run, Issue answer) {
        remember(run, answer);
        free(run.issue());
    }

    private void remember(RequestRun run, Issue answer) {
        Instant at = answer == null || answer.updatedAt() == null ? clock.instant() : answer.updatedAt();
        failures.remove(run.issue());
        closed.put(run.issue(), new Closed(run.fingerprint(), at, run.wasClosed()));
        if (run.comment() != null) {
            ended.put(run.comment(), true);
        }
    }

    /** The run is over, and the issue may be taken again at once. */
    public synchronized void again(RequestRun run) {
        if (run.comment() != null) {
            ended.put(run.comment(), true);
        }
        // Whoever waits for the end waits for that run too.
        polls = 0;
        free(run.issue());
    }

    /** The run goes on by itself from that time. */
    public synchronized void putOff(RequestRun run, Instant until) {
        putOff.put(run.issue(), new PutOff(run.fingerprint(), until));
        free(run.issue());
    }

    /**
     * The run came to no end; it is taken again after a pause.
     *
     * @param issue null where it was the poll that came to no end
     */
    public synchronized void broken(Long issue) {
        if (issue == null) {
            // Whoever waits for the end of a poll has seen all there is to see of this one.
            offered();
            return;
        }
        if (!taken.containsKey(issue)) {
            return;
        }
        int times = failures.merge(issue, 1, Integer::sum);
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(times - 1, 10));
        Instant until = clock.instant().plus(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
        putOff.put(issue, new PutOff(taken.get(issue), until));
        free(issue);
    }

    private void free(long issue) {
        taken.remove(issue);
        turns.remove(issue);
        unlisted.remove(issue);
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

    /** How many are put off until later. */
    public synchronized int waiting() {
        return putOff.size();
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

    /** Returns when a poll was worked through to the end: everything taken, nothing in work. */
    public synchronized void awaitDone() throws InterruptedException {
        while (polls == 0 || !taken.isEmpty()) {
            wait();
        }
    }
}
