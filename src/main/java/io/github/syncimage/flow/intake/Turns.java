package io.github.syncimage.flow.intake;

import io.github.syncimage.flow.run.RequestRun;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whose turn it is among the runs that were taken: to get a first answer, and then to go to the workers. Both go round
 * the requesters. What waits here stands in no queue, so one requester's many runs stand before nobody.
 */
public final class Turns {
    /** A first answer takes a moment. Whose takes longer, GitHub being slow, lets the others pass. */
    private static final Duration MOMENT = Duration.ofSeconds(5);

    private enum Stage {
        /** Nothing was answered yet. */
        NEW,
        /** The first answer is being written. */
        BEGINNING,
        /** It waits for a worker. */
        READY,
        /** A worker has it, or it is on the way to one. */
        HANDED_ON,
        /** It is answered beside the workers, because there is nothing to copy. */
        ASIDE
    }

    private static final Set<Stage> BEFORE_WORKERS = EnumSet.of(Stage.NEW, Stage.BEGINNING, Stage.READY);

    private record Run(RequestRun work, Stage stage, Instant since) {}

    private final int workers;
    private final Clock clock;
    private final Map<Long, Run> runs = new HashMap<>();
    private final RoundRobin answers = new RoundRobin();
    private final RoundRobin copies = new RoundRobin();

    /** @param workers how many runs may be at the workers at once */
    public Turns(int workers, Clock clock) {
        this.workers = workers;
        this.clock = clock;
    }

    /** A run was taken. */
    synchronized void add(RequestRun work) {
        put(work, Stage.NEW);
    }

    /** The run is over, whatever became of it. */
    synchronized void remove(long issue) {
        runs.remove(issue);
    }

    /** The run whose turn it is to be answered; null where none waits for that. */
    synchronized RequestRun nextToAnswer() {
        List<RequestRun> order = answers.order(in(EnumSet.of(Stage.NEW)));
        if (order.isEmpty()) {
            return null;
        }
        RequestRun next = order.get(0);
        answers.had(next);
        put(next, Stage.BEGINNING);
        return next;
    }

    /** Its place in the line for the workers, from 1 on; 0 where one is free for it. */
    public synchronized int position(RequestRun work) {
        List<Long> line =
                copies.order(in(BEFORE_WORKERS)).stream().map(RequestRun::issue).toList();
        int before = line.indexOf(work.issue());
        return before < free() ? 0 : before - free() + 1;
    }

    /** Those that have their comment and wait for a worker. */
    synchronized List<RequestRun> waiting() {
        return in(EnumSet.of(Stage.READY));
    }

    /** The run is answered beside the workers; false where one has it already. */
    public synchronized boolean takeAside(RequestRun work) {
        Run run = runs.get(work.issue());
        if (run == null || !BEFORE_WORKERS.contains(run.stage)) {
            return false;
        }
        put(work, Stage.ASIDE);
        return true;
    }

    /** The run has its comment and waits for a worker. */
    public synchronized void ready(RequestRun work) {
        move(work, Stage.READY);
    }

    /** Those that go to the workers now; no more than are free. */
    public synchronized List<RequestRun> due() {
        List<RequestRun> due = new ArrayList<>();
        for (RequestRun next : copies.order(in(EnumSet.of(Stage.BEGINNING, Stage.READY)))) {
            Run run = runs.get(next.issue());
            if (free() == 0 || run.stage == Stage.BEGINNING && isFresh(run)) {
                break;
            }
            if (run.stage == Stage.READY) {
                copies.had(next);
                move(next, Stage.HANDED_ON);
                due.add(next);
            }
        }
        return due;
    }

    private boolean isFresh(Run run) {
        return clock.instant().isBefore(run.since.plus(MOMENT));
    }

    private int free() {
        return Math.max(0, workers - in(EnumSet.of(Stage.HANDED_ON)).size());
    }

    private List<RequestRun> in(Set<Stage> stages) {
        return runs.values().stream()
                .filter(run -> stages.contains(run.stage))
                .map(Run::work)
                .toList();
    }

    private void move(RequestRun work, Stage stage) {
        // Not one that has ended meanwhile.
        if (runs.containsKey(work.issue())) {
            put(work, stage);
        }
    }

    private void put(RequestRun work, Stage stage) {
        runs.put(work.issue(), new Run(work, stage, clock.instant()));
    }
}
