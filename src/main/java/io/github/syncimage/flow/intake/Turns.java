package io.github.syncimage.flow.intake;

import io.github.syncimage.flow.run.RequestRun;
import io.github.syncimage.github.model.IssueId;
import io.github.syncimage.issue.PlannedRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

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

    /**
     * @param taken when the run was
     * @param since when it came to this stage
     */
    private record Place(RequestRun run, Stage stage, Instant taken, Instant since) {}

    private final int workers;
    private final Clock clock;
    private final Map<IssueId, Place> places = new HashMap<>();
    private final RoundRobin answers = new RoundRobin();
    private final RoundRobin copies = new RoundRobin();

    /** @param workers how many runs may be at the workers at once */
    public Turns(int workers, Clock clock) {
        this.workers = workers;
        this.clock = clock;
    }

    /** A run was taken. */
    synchronized void add(RequestRun run) {
        put(run, Stage.NEW);
    }

    /** The run is over, whatever became of it. */
    synchronized void remove(IssueId issue) {
        places.remove(issue);
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
    public synchronized int position(RequestRun run) {
        List<IssueId> line =
                copies.order(in(BEFORE_WORKERS)).stream().map(RequestRun::issue).toList();
        int before = line.indexOf(run.issue());
        return before < free() ? 0 : before - free() + 1;
    }

    /** Those that no worker has yet, in the order of their turns. */
    synchronized List<RunsOverview.Waiting> line(Function<RequestRun, List<PlannedRequest>> images) {
        return copies.order(in(BEFORE_WORKERS)).stream()
                .map(run -> new RunsOverview.Waiting(
                        run.issue(), run.user(), position(run), places.get(run.issue()).taken, images.apply(run)))
                .toList();
    }

    /** Those that are served, the first first. */
    synchronized List<RunsOverview.Running> served(Function<RequestRun, List<PlannedRequest>> images) {
        return places.values().stream()
                .filter(place -> !BEFORE_WORKERS.contains(place.stage))
                .sorted(Comparator.comparing(Place::since))
                .map(place -> new RunsOverview.Running(
                        place.run.issue(), place.run.user(), null, place.since, images.apply(place.run)))
                .toList();
    }

    /** Those that have their comment and wait for a worker. */
    synchronized List<RequestRun> waiting() {
        return in(EnumSet.of(Stage.READY));
    }

    /** The run is answered beside the workers; false where one has it already. */
    public synchronized boolean takeAside(RequestRun run) {
        Place place = places.get(run.issue());
        if (place == null || !BEFORE_WORKERS.contains(place.stage)) {
            return false;
        }
        put(run, Stage.ASIDE);
        return true;
    }

    /** The run has its comment and waits for a worker. */
    public synchronized void ready(RequestRun run) {
        move(run, Stage.READY);
    }

    /** Those that go to the workers now; no more than are free. */
    public synchronized List<RequestRun> due() {
        List<RequestRun> due = new ArrayList<>();
        for (RequestRun next : copies.order(in(EnumSet.of(Stage.BEGINNING, Stage.READY)))) {
            Place place = places.get(next.issue());
            if (free() == 0 || place.stage == Stage.BEGINNING && isFresh(place)) {
                break;
            }
            if (place.stage == Stage.READY) {
                copies.had(next);
                move(next, Stage.HANDED_ON);
                due.add(next);
            }
        }
        return due;
    }

    private boolean isFresh(Place place) {
        return clock.instant().isBefore(place.since.plus(MOMENT));
    }

    private int free() {
        return Math.max(0, workers - in(EnumSet.of(Stage.HANDED_ON)).size());
    }

    private List<RequestRun> in(Set<Stage> stages) {
        return places.values().stream()
                .filter(place -> stages.contains(place.stage))
                .map(Place::run)
                .toList();
    }

    private void move(RequestRun run, Stage stage) {
        // Not one that has ended meanwhile.
        if (places.containsKey(run.issue())) {
            put(run, stage);
        }
    }

    private void put(RequestRun run, Stage stage) {
        Instant now = clock.instant();
        Place before = places.get(run.issue());
        places.put(run.issue(), new Place(run, stage, before == null ? now : before.taken, now));
    }
}
