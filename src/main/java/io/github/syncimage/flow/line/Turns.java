package io.github.syncimage.flow.line;

import io.github.syncimage.github.model.IssueId;
import io.github.syncimage.run.Book;
import io.github.syncimage.run.Place;
import io.github.syncimage.run.Place.Mark;
import io.github.syncimage.run.Place.Stage;
import io.github.syncimage.run.RequestRun;
import io.github.syncimage.run.RunLedger;
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
 * to be large have a line of their own, for all places but those that are kept for small ones: docs/decisions/0088.
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
        ledger.update(book -> {
            Place kept = book.places().find(run.issue()).orElse(null);
            book.places().put(run.issue(), Place.taken(run, workforce.self(), clock.instant(), kept));
        });
    }

    /** The run of the issue that this daemon has in hand. */
    public Optional<RequestRun> ours(IssueId issue) {
        return ledger.look(
                book -> book.places().find(issue).filter(this::isOurs).map(Place::run));
    }

    private boolean isOurs(Place place) {
        return workforce.self().equals(place.owner());
    }

    /**
     * Whether this daemon has that run in hand, and nobody else has taken it meanwhile. What was known before does not
     * count: where the line cannot be asked, as right after this daemon has stood still, it is waited for.
     */
    public boolean isOurs(RequestRun.Key run) {
        return ledger.settle(false, book -> book.has(run.issue(), place -> place.isOf(run) && isOurs(place)));
    }

    /** The run whose turn it is to be answered, of those that this daemon has taken; null where none waits for that. */
    public RequestRun nextToAnswer() {
        return ledger.settle(null, book -> {
            RoundRobin answers = new RoundRobin(book.answered());
            List<RequestRun> order = answers.order(runs(book, place -> place.stage() == Stage.NEW && isOurs(place)));
            if (order.isEmpty()) {
                return null;
            }
            RequestRun next = order.get(0);
            answers.had(next);
            put(book, next, Stage.BEGINNING);
            return next;
        });
    }

    /** Its place in the line for the workers, from 1 on; 0 where one is free for it. */
    public int position(RequestRun run) {
        return ledger.look(book -> {
            boolean large = book.has(run.issue(), place -> place.is(Mark.LARGE));
            List<RequestRun> line = order(book, Place::beforeWorkers, large);
            return position(line.stream().map(RequestRun::issue).toList().indexOf(run.issue()), free(book, large));
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
    private static List<RequestRun> order(Book book, Predicate<Place> ofAll, boolean large) {
        Predicate<Place> which = ofAll.and(place -> place.is(Mark.LARGE) == large);
        List<RequestRun> order = new ArrayList<>(book.places().values().stream()
                .filter(which)
                .filter(place -> place.is(Mark.HAD_ITS_TURN))
                .sorted(Comparator.comparing(Place::taken))
                .map(Place::run)
                .toList());
        order.addAll(rounds(book, large).order(runs(book, which.and(place -> !place.is(Mark.HAD_ITS_TURN)))));
        return order;
    }

    private static RoundRobin rounds(Book book, boolean large) {
        return new RoundRobin(large ? book.large() : book.copied());
    }

    /** Where all stand that no worker serves yet, in the order of their turns, those that are known to be large last. */
    public List<Standing> standing() {
        return ledger.look(book -> {
            List<Standing> standing = new ArrayList<>();
            book.places().values().stream()
                    .filter(place -> place.stage() == Stage.HANDED_ON && !place.is(Mark.BEGUN))
                    .sorted(Comparator.comparing(Place::since))
                    .forEach(place -> standing.add(new Standing(place, 0)));
            for (boolean large : LINES) {
                int free = free(book, large);
                int before = 0;
                for (RequestRun run : order(book, Place::beforeWorkers, large)) {
                    Place place = book.places().find(run.issue()).orElseThrow();
                    standing.add(new Standing(place, position(before++, free)));
                }
            }
            return standing;
        });
    }

    /** @param position in the line for the workers, from 1 on; 0 where one is free for it */
    public record Standing(Place place, int position) {}

    /** Those that are served, the first first. */
    public List<Place> served() {
        return ledger.look(book -> book.places().values().stream()
                .filter(place -> place.is(Mark.BEGUN))
                .sorted(Comparator.comparing(Place::since))
                .toList());
    }

    /** Those that have their comment and wait for a worker. */
    public List<RequestRun> waiting() {
        return ledger.look(book -> runs(book, place -> place.stage() == Stage.READY));
    }

    /**
     * The waiting ones that an image has arrived for. Those whose first answer is being written may have looked for it
     * before: {@link #ready} tells.
     *
     * @param which ask for it
     */
    public List<RequestRun> arrivedFor(Predicate<RequestRun> which) {
        Predicate<Place> answered =
                place -> place.stage() == Stage.BEGINNING && !place.is(Mark.LOOK) && which.test(place.run());
        if (ledger.look(book -> book.places().values().stream().anyMatch(answered))) {
            ledger.updateUnlessAway(
                    book -> book.places().changeAll(place -> answered.test(place) ? place.with(Mark.LOOK) : place));
        }
        return waiting().stream().filter(which).toList();
    }

    /** The run is answered beside the workers; false where one has it already, or another daemon has answered it first. */
    public boolean takeAside(RequestRun run) {
        return ledger.settle(false, book -> {
            boolean waits = book.has(
                    run.issue(),
                    place -> place.beforeWorkers() && isOurs(place)
                            || place.stage() == Stage.READY
                                    && Objects.equals(place.run().comment(), run.comment()));
            if (waits) {
                put(book, run, Stage.ASIDE);
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
        return ledger.settle(false, book -> {
            // Not one that has ended meanwhile, or that another daemon has taken.
            if (!isOurs(run.key()) || book.has(run.issue(), place -> place.stage() == Stage.READY)) {
                return false;
            }
            boolean arrived = book.has(run.issue(), place -> place.is(Mark.LOOK));
            put(book, run, Stage.READY);
            book.places().change(run.issue(), place -> place.without(Mark.LOOK));
            return arrived;
        });
    }

    /** Those that go to this daemon's workers now; no more than are free. */
    public List<RequestRun> due() {
        freeWhatTheDeadLeft();
        boolean none = ledger.recall(book -> ownFree(book, false) == 0
                || book.places().values().stream().noneMatch(place -> place.stage() == Stage.READY));
        if (none || !workforce.able()) {
            return List.of();
        }
        return ledger.change(List.of(), book -> {
            List<RequestRun> due = new ArrayList<>();
            // Small ones have a place that no large one takes, and would else take all the others as well.
            handOn(book, true, due);
            handOn(book, false, due);
            return due;
        });
    }

    private void handOn(Book book, boolean large, List<RequestRun> due) {
        Predicate<Place> answered = place -> place.stage() == Stage.BEGINNING || place.stage() == Stage.READY;
        for (RequestRun next : order(book, answered, large)) {
            Place place = book.places().find(next.issue()).orElseThrow();
            if (ownFree(book, large) == 0 || place.stage() == Stage.BEGINNING && isFresh(place)) {
                break;
            }
            if (place.stage() == Stage.READY) {
                if (!place.is(Mark.HAD_ITS_TURN)) {
                    rounds(book, large).had(next);
                }
                put(book, next, Stage.HANDED_ON);
                due.add(next);
            }
        }
    }

    /** Whether the run is known to be large. */
    public boolean isLarge(RequestRun.Key run) {
        return ledger.look(
                book -> find(book, run).filter(place -> place.is(Mark.LARGE)).isPresent());
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
                        book -> find(book, run).filter(Turns::waitsForNoHours).isPresent());
        return open ? Optional.empty() : Optional.of(sizes.hours.next(now));
    }

    private static boolean waitsForNoHours(Place place) {
        return place.run().byMaintainer() || place.is(Mark.AT_ONCE);
    }

    /**
     * A run that is being served has turned out to be large. It goes on at its place where that need not be kept for small
     * ones, and no other large one waits for it.
     *
     * @return its place among the large ones that wait, from 1 on; 0 where it goes on
     */
    public int turnsOutLarge(RequestRun.Key run) {
        return ledger.settle(0, book -> {
            Place place = find(book, run)
                    .filter(standing -> standing.stage() == Stage.HANDED_ON && !standing.is(Mark.LARGE))
                    .orElse(null);
            if (place == null) {
                // It has a place of the large ones, or none at all.
                return 0;
            }
            int before = order(book, Place::beforeWorkers, true).size();
            if (ownLargePlaces() - ownInWork(book, true) <= before) {
                return before + 1;
            }
            book.places().put(run.issue(), place.with(Mark.LARGE));
            rounds(book, true).had(place.run());
            return 0;
        });
    }

    /** The run gives its place back and waits for one of the large ones. False where it is to begin anew instead. */
    public boolean goesBack(RequestRun run) {
        return ledger.settle(true, book -> {
            Place place = find(book, run.key()).filter(this::isOurs).orElse(null);
            if (place == null) {
                return true;
            }
            if (place.is(Mark.CANCELLED) || place.is(Mark.AGAIN)) {
                return false;
            }
            put(book, run, Stage.READY);
            book.places().change(run.issue(), ready -> ready.without(Mark.BEGUN)
                    .without(Mark.HAD_ITS_TURN)
                    .with(Mark.LARGE));
            return true;
        });
    }

    private static Optional<Place> find(Book book, RequestRun.Key run) {
        return book.places()
                .find(run.issue())
                .filter(place -> Objects.equals(place.run().comment(), run.comment()));
    }

    /** How many runs like that can be served at once now. */
    public int places(boolean large) {
        return ledger.look(book -> Math.max(1, large ? largePlaces() : workforce.workers() - largeInWork(book)));
    }

    /** What daemons that have ended had in hand is anybody's; it keeps its place in the line. */
    public void freeWhatTheDeadLeft() {
        boolean none = ledger.look(book ->
                book.places().values().stream().allMatch(place -> freed(place).isEmpty()));
        if (!none) {
            ledger.updateUnlessAway(book -> book.places().changeAll(place -> {
                if (place.stage() == Stage.HANDED_ON && freed(place).isPresent()) {
                    takenOver.incrementAndGet();
                    LOG.warn(
                            "{} is taken over: the daemon that had it gives no sign any more",
                            place.run().issue().key());
                }
                return freed(place).orElse(place);
            }));
        }
    }

    /** As a run goes on that a daemon has left; empty where none has. */
    private Optional<Place> freed(Place place) {
        boolean left = place.owner() == null || isDead(place);
        if (!left || place.stage() == Stage.KEPT || place.stage() == Stage.READY) {
            return Optional.empty();
        }
        if (place.stage() != Stage.HANDED_ON) {
            return Optional.of(place.kept());
        }
        return Optional.of(place.at(Stage.READY, place.run(), null, clock.instant())
                .afterDeaths(place.deaths() + (place.is(Mark.BEGUN) ? 1 : 0))
                .without(Mark.BEGUN)
                .with(Mark.HAD_ITS_TURN)
                .with(Mark.LEFT));
    }

    /** This daemon ends in order: nobody has died of what it had in hand, and others may have it at once. */
    public void handBack() {
        if (ledger.recall(book -> book.places().values().stream().anyMatch(this::isOurs))) {
            ledger.updateUnlessAway(book -> book.places().changeAll(place -> {
                Place left = place.without(Mark.BEGUN).ownedBy(null);
                return isOurs(place) ? freed(left).orElse(left) : place;
            }));
        }
    }

    /** How many runs of the dead were found here, since the start. */
    public long takenOver() {
        return takenOver.get();
    }

    private boolean isDead(Place place) {
        return !isOurs(place) && workforce.isDead(place.owner());
    }

    private boolean isFresh(Place place) {
        return clock.instant().isBefore(Instant.ofEpochMilli(place.since()).plus(MOMENT));
    }

    /** Workers that are free for the next of that line. */
    private int free(Book book, boolean large) {
        int free = workforce.workers()
                - runs(book, place -> place.stage() == Stage.HANDED_ON).size();
        return Math.max(0, large ? Math.min(free, largePlaces() - largeInWork(book)) : free);
    }

    /** The same of this daemon's own. */
    private int ownFree(Book book, boolean large) {
        int free = workforce.own() - ownInWork(book, false);
        return Math.max(0, large ? Math.min(free, ownLargePlaces() - ownInWork(book, true)) : free);
    }

    private int ownLargePlaces() {
        return workforce.own() - (sizes.small > 0 && workforce.own() > 1 ? 1 : 0);
    }

    private int ownInWork(Book book, boolean largeOnly) {
        return runs(
                        book,
                        place -> place.stage() == Stage.HANDED_ON
                                && isOurs(place)
                                && (!largeOnly || place.is(Mark.LARGE)))
                .size();
    }

    private int largePlaces() {
        return workforce.workers() - (sizes.small == 0 ? 0 : workforce.keptForSmall());
    }

    private static int largeInWork(Book book) {
        return runs(book, place -> place.stage() == Stage.HANDED_ON && place.is(Mark.LARGE))
                .size();
    }

    private static List<RequestRun> runs(Book book, Predicate<Place> which) {
        return book.places().values().stream().filter(which).map(Place::run).toList();
    }

    private void put(Book book, RequestRun run, Stage stage) {
        book.places().change(run.issue(), place -> place.at(stage, run, workforce.self(), clock.instant()));
    }
}
