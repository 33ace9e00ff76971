package io.github.syncimage.flow;

import io.github.syncimage.github.Issue;
import io.github.syncimage.github.IssueUpdate;
import io.github.syncimage.github.UnreadableAnswerException;
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
public final class Intake {
    /** After a run that GitHub kept from its end, doubled each time: soon enough for a blip, seldom enough for a fault. */
    private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);

    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private record Closed(String fingerprint, Instant at) {}

    private record PutOff(String fingerprint, Instant until) {}

    private final Turns turns;
    private final Clock clock;
    private final Map<Long, String> taken = new HashMap<>();
    private final Map<Long, PutOff> putOff = new HashMap<>();
    private final Map<Long, Closed> closed = new HashMap<>();
    private final Map<Long, Integer> failures = new HashMap<>();
    private final Map<Long, Issue> latest = new HashMap<>();
    private int polls;
    private boolean closing;
    private boolean holding;
    private boolean handingBack;

    public Intake(Turns turns, Clock clock) {
        this.turns = turns;
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
        turns.add(Work.on(issue));
        return true;
    }

    /** The run that gets its first answer now; null where none may, to be offered again by a later poll. */
    public synchronized Work next() {
        Work next = turns.nextToAnswer();
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
        boolean reopenedAtOnce = answer.at.equals(updated) && IssueUpdate.hasResult(issue.labels());
        return !reopenedAtOnce && (updated == null || !updated.isAfter(answer.at));
    }

    /** Whether the issue still says what the run was started for. */
    public synchronized boolean unchanged(Work work) {
        Issue now = latest.get(work.issue());
        return now == null || now.fingerprint().equals(work.fingerprint());
    }

    /** The run with the labels that the issue had when it was listed last: people may have changed them meanwhile. */
    public synchronized Work labelled(Work work) {
        Issue now = latest.get(work.issue());
        return now == null ? work : work.withLabels(now.labels());
    }

    /**
     * The run is over and the issue closed.
     *
     * @param answer the issue, as GitHub's answer to the closing has it
     */
    public synchronized void closed(Work work, String answer) {
        Instant at = updatedAt(answer);
        failures.remove(work.issue());
        closed.put(work.issue(), new Closed(work.fingerprint(), at == null ? clock.instant() : at));
        free(work.issue());
    }

    /** Closed it is, also where something on the way has replaced the answer. */
    private static Instant updatedAt(String answer) {
        try {
            return Issue.parse(answer).updatedAt();
        } catch (UnreadableAnswerException e) {
            return null;
        }
    }

    /** The run is over, and the issue may be taken again at once. */
    public synchronized void again(Work work) {
        free(work.issue());
    }

    /** The run goes on by itself from that time. */
    public synchronized void putOff(Work work, Instant until) {
        putOff.put(work.issue(), new PutOff(work.fingerprint(), until));
        free(work.issue());
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
        notifyAll();
    }

    /** How many are queued or in work. */
    public synchronized int size() {
        return taken.size();
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
    public synchronized boolean begins(Work work) throws InterruptedException {
        while (holding && !handingBack && !closing) {
            wait();
        }
        if (closing || handingBack) {
            free(work.issue());
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
