package io.github.syncimage.flow.line;

import io.github.syncimage.github.model.IssueId;
import io.github.syncimage.run.Notes;
import io.github.syncimage.run.RequestRun;
import io.github.syncimage.run.RunLedger;
import io.github.syncimage.run.RunState;
import io.github.syncimage.run.RunState.Mark;
import io.github.syncimage.run.RunState.Stage;
import io.github.syncimage.text.Hours;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whose turn it is among the runs that were taken: to get a first answer, and then to go to the workers. Both go round
 * the requesters. What waits here stands in no queue, so one requester's many runs stand before nobody. Runs that are known
 * to be large have a line of their own, for all workers but those that are kept for small ones: docs/decisions/0088.
 */
public final class Turns {
    private static final Logger LOG = LoggerFactory.getLogger(Turns.class);
    /** A first answer takes a moment. Whose takes longer, GitHub being slow, lets the others pass. */
    private static final Duration MOMENT = Duration.ofSeconds(5);

    /** The lines: of those that are not known to be large, and of those that are. */
    private static final List<Boolean> LINES = List.of(false, true);

    private final RunLedger ledger;
    private final Workforce workforce;
    private final Sizes sizes;
    private final Clock clock;
    private final AtomicLong takenOver = new AtomicLong();

    /**
     * What is asked of large images.
     *
     * @param small bytes of the largest image that is small; 0 where no place is kept for these
     * @param hours in which larger ones are begun; null for at any time
     */
    public record Sizes(long small, Hours hours) {
        public boolean isLarge(long bytes) {
            return bytes > small;
        }
    }

    public Turns(RunLedger ledger, Workforce workforce, Sizes sizes, Clock clock) {
        this.ledger = ledger;
        this.workforce = workforce;
        this.sizes = sizes;
        this.clock = clock;
    }

    /** A run was taken. */
    public void add(RequestRun run) {
        ledger.update(notes -> {
            RunState kept = notes.runs().find(run.issue()).orElse(null);
            notes.runs().put(run.issue(), RunState.taken(run, workforce.self(), clock.instant(), kept));
        });
    }

    /** The run of the issue that this daemon has in hand. */
    public Optional<RequestRun> ours(IssueId issue) {
        return ledger.look(
                notes -> notes.runs().find(issue).filter(this::isOurs).map(RunState::run));
    }

    private boolean isOurs(RunState state) {
        return workforce.self().equals(state.owner());
    }

    /**
     * Whether this daemon has that run in hand, and nobody else has taken it meanwhile. What was known before does not
     * count: where the line cannot be asked, as right after this daemon has stood still, it is waited for.
     */
    public boolean isOurs(RequestRun.Key run) {
        return ledger.settle(false, notes -> notes.hasRun(run.issue(), state -> state.isOf(run) && isOurs(state)));
    }

    /** The run whose turn it is to be answered, of those that this daemon has taken; null where none waits for that. */
    public RequestRun nextToAnswer() {
        return ledger.settle(null, notes -> {
            RoundRobin answers = new RoundRobin(notes.answerRounds());
            List<RequestRun> order = answers.order(runs(notes, state -> state.stage() == Stage.NEW && isOurs(state)));
            if (order.isEmpty()) {
                return null;
            }
            RequestRun next = order.get(0);
            answers.had(next);
            put(notes, next, Stage.BEGINNING);
            return next;
        });
    }

    /** Its place in the line for the workers, from 1 on; 0 where one is free for it. */
    public int position(RequestRun run) {
        return ledger.look(notes -> {
            boolean large = notes.hasRun(run.issue(), state -> state.is(Mark.LARGE));
            List<RequestRun> line = order(notes, RunState::beforeWorkers, large);
            return position(line.stream().map(RequestRun::issue).toList().indexOf(run.issue()), free(notes, large));
        });
    }

    private static int position(int before, int free) {
        return Math.max(0, before - free + 1);
    }

    /**
     * Who had a turn already, and came back because a daemon has ended, comes before the others.
     *
     * @param large which of the two lines
     */
    private static List<RequestRun> order(Notes notes, Predicate<RunState> ofAll, boolean large) {
        Predicate<RunState> which = ofAll.and(state -> state.is(Mark.LARGE) == large);
        List<RequestRun> order = new ArrayList<>(notes.runs().values().stream()
                .filter(which)
                .filter(state -> state.is(Mark.HAD_ITS_TURN))
                .sorted(Comparator.comparing(RunState::taken))
                .map(RunState::run)
                .toList());
        order.addAll(rounds(notes, large).order(runs(notes, which.and(state -> !state.is(Mark.HAD_ITS_TURN)))));
        return order;
    }

    private static RoundRobin rounds(Notes notes, boolean large) {
        return new RoundRobin(large ? notes.largeRounds() : notes.copyRounds());
    }

    /** Where all stand that no worker serves yet, in the order of their turns, those that are known to be large last. */
    public List<Standing> standing() {
        return ledger.look(notes -> {
            List<Standing> standing = new ArrayList<>();
            notes.runs().values().stream()
                    .filter(state -> state.stage() == Stage.HANDED_ON && !state.is(Mark.BEGUN))
                    .sorted(Comparator.comparing(RunState::since))
                    .forEach(state -> standing.add(new Standing(state, 0)));
            for (boolean large : LINES) {
                int free = free(notes, large);
                int before = 0;
                for (RequestRun run : order(notes, RunState::beforeWorkers, large)) {
                    RunState state = notes.runs().find(run.issue()).orElseThrow();
                    standing.add(new Standing(state, position(before++, free)));
                }
            }
            return standing;
        });
    }

    /** @param position in the line for the workers, from 1 on; 0 where one is free for it */
    public record Standing(RunState state, int position) {}

    /** Those that are served, the first first. */
    public List<RunState> served() {
        return ledger.look(notes -> notes.runs().values().stream()
                .filter(state -> state.is(Mark.BEGUN))
                .sorted(Comparator.comparing(RunState::since))
                .toList());
    }

    /** Those that have their comment and wait for a worker. */
    public List<RequestRun> waiting() {
        return ledger.look(notes -> runs(notes, state -> state.stage() == Stage.READY));
    }

    /**
     * The waiting ones that an image has arrived for. Those whose first answer is being written may have looked for it
     * before: {@link #ready} tells.
     *
     * @param which ask for it
     */
    public List<RequestRun> arrivedFor(Predicate<RequestRun> which) {
        Predicate<RunState> answered =
                state -> state.stage() == Stage.BEGINNING && !state.is(Mark.LOOK) && which.test(state.run());
        if (ledger.look(notes -> notes.runs().values().stream().anyMatch(answered))) {
            ledger.updateUnlessAway(
                    notes -> notes.runs().changeAll(state -> answered.test(state) ? state.with(Mark.LOOK) : state));
        }
        return waiting().stream().filter(which).toList();
    }

    /** The run is answered beside the workers; false where one has it already, or another daemon has answered it first. */
    public boolean takeAside(RequestRun run) {
        return ledger.settle(false, notes -> {
            boolean waits = notes.hasRun(
                    run.issue(),
                    state -> state.beforeWorkers() && isOurs(state)
                            || state.stage() == Stage.READY
                                    && Objects.equals(state.run().comment(), run.comment()));
            if (waits) {
                put(notes, run, Stage.ASIDE);
            }
            return waits;
        });
    }

    /**
     * The run has its comment and waits for a worker.
     *
     * @return whether an image has arrived meanwhile that it asks for
     */
    public boolean ready(RequestRun run) {
        return ledger.settle(false, notes -> {
            // Not one that has ended meanwhile, or that another daemon has taken.
            if (!isOurs(run.key()) || notes.hasRun(run.issue(), state -> state.stage() == Stage.READY)) {
                return false;
            }
            boolean arrived = notes.hasRun(run.issue(), state -> state.is(Mark.LOOK));
            put(notes, run, Stage.READY);
            notes.runs().change(run.issue(), state -> state.without(Mark.LOOK));
            return arrived;
        });
    }

    /** Those that go to this daemon's workers now; no more than are free. */
    public List<RequestRun> due() {
        freeWhatTheDeadLeft();
        boolean none = ledger.recall(notes -> ownFree(notes, false) == 0
                || notes.runs().values().stream().noneMatch(state -> state.stage() == Stage.READY));
        if (none || !workforce.able()) {
            return List.of();
        }
        return ledger.change(List.of(), notes -> {
            List<RequestRun> due = new ArrayList<>();
            // Small ones have a place that no large one takes, and would else take all the others as well.
            handOn(notes, true, due);
            handOn(notes, false, due);
            return due;
        });
    }

    private void handOn(Notes notes, boolean large, List<RequestRun> due) {
        Predicate<RunState> answered = state -> state.stage() == Stage.BEGINNING || state.stage() == Stage.READY;
        for (RequestRun next : order(notes, answered, large)) {
            RunState state = notes.runs().find(next.issue()).orElseThrow();
            if (ownFree(notes, large) == 0 || state.stage() == Stage.BEGINNING && isFresh(state)) {
                break;
            }
            if (state.stage() == Stage.READY) {
                if (!state.is(Mark.HAD_ITS_TURN)) {
                    rounds(notes, large).had(next);
                }
                put(notes, next, Stage.HANDED_ON);
                due.add(next);
            }
        }
    }

    /** Whether the run is known to be large. */
    public boolean isLarge(RequestRun.Key run) {
        return ledger.look(
                notes -> find(notes, run).filter(state -> state.is(Mark.LARGE)).isPresent());
    }

    /** Whether an image of so many bytes is large. */
    public boolean isLarge(long bytes) {
        return sizes.isLarge(bytes);
    }

    /** When the hours of large images begin for that run; empty where it waits for none. */
    public Optional<Instant> opens(RequestRun.Key run) {
        Instant now = clock.instant();
        boolean open = sizes.hours == null
                || sizes.hours.contain(now)
                || ledger.look(
                        notes -> find(notes, run).filter(Turns::waitsForNoHours).isPresent());
        return open ? Optional.empty() : Optional.of(sizes.hours.next(now));
    }

    private static boolean waitsForNoHours(RunState state) {
        return state.run().byMaintainer() || state.is(Mark.AT_ONCE);
    }

    /**
     * A run that is being served has turned out to be large. It goes on at its place where that need not be kept for small
     * ones, and no other large one waits for it.
     *
     * @return its place among the large ones that wait, from 1 on; 0 where it goes on
     */
    public int turnsOutLarge(RequestRun.Key run) {
        return ledger.settle(0, notes -> {
            RunState state = find(notes, run)
                    .filter(standing -> standing.stage() == Stage.HANDED_ON && !standing.is(Mark.LARGE))
                    .orElse(null);
            if (state == null) {
                // It has a place of the large ones, or none at all.
                return 0;
            }
            int before = order(notes, RunState::beforeWorkers, true).size();
            if (ownWorkersForLarge() - ownInWork(notes, true) <= before) {
                return before + 1;
            }
            notes.runs().put(run.issue(), state.with(Mark.LARGE));
            rounds(notes, true).had(state.run());
            return 0;
        });
    }

    /** The run gives its place back and waits for one of the large ones. False where it is to begin anew instead. */
    public boolean goesBack(RequestRun run) {
        return ledger.settle(true, notes -> {
            RunState state = find(notes, run.key()).filter(this::isOurs).orElse(null);
            if (state == null) {
                return true;
            }
            if (state.is(Mark.CANCELLED) || state.is(Mark.AGAIN)) {
                return false;
            }
            put(notes, run, Stage.READY);
            notes.runs().change(run.issue(), ready -> ready.without(Mark.BEGUN)
                    .without(Mark.HAD_ITS_TURN)
                    .with(Mark.LARGE));
            return true;
        });
    }

    private static Optional<RunState> find(Notes notes, RequestRun.Key run) {
        return notes.runs()
                .find(run.issue())
                .filter(state -> Objects.equals(state.run().comment(), run.comment()));
    }

    /** Returns how many such runs can be served at once now. */
    public int workersFor(boolean large) {
        return ledger.look(notes -> Math.max(1, large ? workersForLarge() : workforce.workers() - largeInWork(notes)));
    }

    /** What daemons that have ended had in hand is anybody's; it keeps its place in the line. */
    public void freeWhatTheDeadLeft() {
        boolean none = ledger.look(notes ->
                notes.runs().values().stream().allMatch(state -> freed(state).isEmpty()));
        if (!none) {
            ledger.updateUnlessAway(notes -> notes.runs().changeAll(state -> {
                if (state.stage() == Stage.HANDED_ON && freed(state).isPresent()) {
                    takenOver.incrementAndGet();
                    LOG.warn(
                            "{} is taken over: the daemon that had it gives no sign any more",
                            state.run().issue().key());
                }
                return freed(state).orElse(state);
            }));
        }
    }

    /** As a run goes on that a daemon has left; empty where none has. */
    private Optional<RunState> freed(RunState state) {
        boolean left = state.owner() == null || isDead(state);
        if (!left || state.stage() == Stage.KEPT || state.stage() == Stage.READY) {
            return Optional.empty();
        }
        if (state.stage() != Stage.HANDED_ON) {
            return Optional.of(state.kept());
        }
        return Optional.of(state.at(Stage.READY, state.run(), null, clock.instant())
                .afterDeaths(state.deaths() + (state.is(Mark.BEGUN) ? 1 : 0))
                .without(Mark.BEGUN)
                .with(Mark.HAD_ITS_TURN)
                .with(Mark.LEFT));
    }

    /** This daemon ends in order: nobody has died of what it had in hand, and others may have it at once. */
    public void handBack() {
        if (ledger.recall(notes -> notes.runs().values().stream().anyMatch(this::isOurs))) {
            ledger.updateUnlessAway(notes -> notes.runs().changeAll(state -> {
                RunState left = state.without(Mark.BEGUN).ownedBy(null);
                return isOurs(state) ? freed(left).orElse(left) : state;
            }));
        }
    }

    /** How many runs of the dead were found here, since the start. */
    public long takenOver() {
        return takenOver.get();
    }

    private boolean isDead(RunState state) {
        return !isOurs(state) && workforce.isDead(state.owner());
    }

    private boolean isFresh(RunState state) {
        return clock.instant().isBefore(Instant.ofEpochMilli(state.since()).plus(MOMENT));
    }

    /** Workers that are free for the next of that line. */
    private int free(Notes notes, boolean large) {
        int free = workforce.workers()
                - runs(notes, state -> state.stage() == Stage.HANDED_ON).size();
        return Math.max(0, large ? Math.min(free, workersForLarge() - largeInWork(notes)) : free);
    }

    /** The same of this daemon's own. */
    private int ownFree(Notes notes, boolean large) {
        int free = workforce.own() - ownInWork(notes, false);
        return Math.max(0, large ? Math.min(free, ownWorkersForLarge() - ownInWork(notes, true)) : free);
    }

    private int ownWorkersForLarge() {
        return workforce.own() - (sizes.small > 0 && workforce.own() > 1 ? 1 : 0);
    }

    private int ownInWork(Notes notes, boolean largeOnly) {
        return runs(
                        notes,
                        state -> state.stage() == Stage.HANDED_ON
                                && isOurs(state)
                                && (!largeOnly || state.is(Mark.LARGE)))
                .size();
    }

    private int workersForLarge() {
        return workforce.workers() - (sizes.small == 0 ? 0 : workforce.keptForSmall());
    }

    private static int largeInWork(Notes notes) {
        return runs(notes, state -> state.stage() == Stage.HANDED_ON && state.is(Mark.LARGE))
                .size();
    }

    private static List<RequestRun> runs(Notes notes, Predicate<RunState> which) {
        return notes.runs().values().stream().filter(which).map(RunState::run).toList();
    }

    private void put(Notes notes, RequestRun run, Stage stage) {
        notes.runs().change(run.issue(), state -> state.at(stage, run, workforce.self(), clock.instant()));
    }
}
