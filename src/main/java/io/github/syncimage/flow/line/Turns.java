package io.github.syncimage.flow.line;

import io.github.syncimage.flow.ledger.Book;
import io.github.syncimage.flow.ledger.Place;
import io.github.syncimage.flow.ledger.Place.Mark;
import io.github.syncimage.flow.ledger.Place.Stage;
import io.github.syncimage.flow.ledger.RunLedger;
import io.github.syncimage.flow.run.RequestRun;
import io.github.syncimage.github.model.IssueId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Whose turn it is among the runs that were taken: to get a first answer, and then to go to the workers. Both go round
 * the requesters. What waits here stands in no queue, so one requester's many runs stand before nobody.
 */
public final class Turns {
    /** A first answer takes a moment. Whose takes longer, GitHub being slow, lets the others pass. */
    private static final Duration MOMENT = Duration.ofSeconds(5);

    /** A queue that outlives daemons gives their runs to others within seconds; what it has lost is taken anew. */
    private static final Duration LOST = Duration.ofMinutes(10);

    /** What no worker has begun after so long is put into the queue once more, which drops what it has. */
    private static final Duration UNBEGUN = Duration.ofMinutes(1);

    private final RunLedger ledger;
    private final Workforce workforce;
    private final Clock clock;

    public Turns(RunLedger ledger, Workforce workforce, Clock clock) {
        this.ledger = ledger;
        this.workforce = workforce;
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
    public boolean isOurs(RequestRun run) {
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
        return ledger.look(book ->
                position(line(book).stream().map(RequestRun::issue).toList().indexOf(run.issue()), free(book)));
    }

    private static int position(int before, int free) {
        return Math.max(0, before - free + 1);
    }

    private static List<RequestRun> line(Book book) {
        return order(book, Place::beforeWorkers);
    }

    /** Who had a turn already, and came back because a daemon has ended, comes before the others. */
    private static List<RequestRun> order(Book book, Predicate<Place> which) {
        List<RequestRun> order = new ArrayList<>(book.places().values().stream()
                .filter(which)
                .filter(place -> place.is(Mark.HAD_ITS_TURN))
                .sorted(Comparator.comparing(Place::taken))
                .map(Place::run)
                .toList());
        order.addAll(new RoundRobin(book.copied()).order(runs(book, which.and(place -> !place.is(Mark.HAD_ITS_TURN)))));
        return order;
    }

    /** Where all stand that no worker serves yet, in the order of their turns. */
    public List<Standing> standing() {
        return ledger.look(book -> {
            List<Standing> standing = new ArrayList<>();
            book.places().values().stream()
                    .filter(place -> place.stage() == Stage.HANDED_ON && !place.is(Mark.BEGUN))
                    .sorted(Comparator.comparing(Place::since))
                    .forEach(place -> standing.add(new Standing(place, 0)));
            int free = free(book);
            int before = 0;
            for (RequestRun run : line(book)) {
                Place place = book.places().find(run.issue()).orElseThrow();
                standing.add(new Standing(place, position(before++, free)));
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
            if (!isOurs(run) || book.has(run.issue(), place -> place.stage() == Stage.READY)) {
                return false;
            }
            boolean arrived = book.has(run.issue(), place -> place.is(Mark.LOOK));
            put(book, run, Stage.READY);
            book.places().change(run.issue(), place -> place.without(Mark.LOOK));
            return arrived;
        });
    }

    /** Those that go to the workers now; no more than are free. */
    public List<RequestRun> due() {
        freeWhatTheDeadLeft();
        return ledger.change(List.of(), book -> {
            RoundRobin copies = new RoundRobin(book.copied());
            List<RequestRun> due = new ArrayList<>();
            for (RequestRun next :
                    order(book, place -> place.stage() == Stage.BEGINNING || place.stage() == Stage.READY)) {
                Place place = book.places().find(next.issue()).orElseThrow();
                if (free(book) == 0 || place.stage() == Stage.BEGINNING && isFresh(place)) {
                    break;
                }
                if (place.stage() == Stage.READY) {
                    if (!place.is(Mark.HAD_ITS_TURN)) {
                        copies.had(next);
                    }
                    put(book, next, Stage.HANDED_ON);
                    if (workforce.queueLasts()) {
                        book.places().change(next.issue(), handedOn -> handedOn.with(Mark.QUEUED));
                    }
                    due.add(next);
                }
            }
            return due;
        });
    }

    /** What daemons that have ended had in hand is anybody's; it keeps its place in the line. */
    public void freeWhatTheDeadLeft() {
        boolean none = ledger.look(book ->
                book.places().values().stream().allMatch(place -> freed(place).isEmpty()));
        if (!none) {
            ledger.updateUnlessAway(
                    book -> book.places().changeAll(place -> freed(place).orElse(place)));
        }
    }

    /** As a run goes on that a daemon has left; empty where none has, or where its queue sees to it. */
    private Optional<Place> freed(Place place) {
        boolean unbegun = place.stage() == Stage.HANDED_ON && place.is(Mark.QUEUED) && !place.is(Mark.BEGUN);
        boolean left = place.owner() == null || isDead(place) || unbegun && isOlder(place, UNBEGUN);
        if (!left || place.stage() == Stage.KEPT || place.stage() == Stage.READY) {
            return Optional.empty();
        }
        if (!place.is(Mark.QUEUED)) {
            return Optional.of(place.kept());
        }
        if (!place.is(Mark.BEGUN)) {
            // It may not have come into the queue, or the database has lost it; there the same run is only once.
            return Optional.of(
                    place.at(Stage.READY, place.run(), null, clock.instant()).with(Mark.HAD_ITS_TURN));
        }
        boolean lost = isOlder(place, LOST);
        // The queue counts the deaths of what it has; this one it has not.
        return lost ? Optional.of(place.afterDeaths(place.deaths() + 1).kept()) : Optional.empty();
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

    /**
     * A worker has got the run; false where it is not to be served any more.
     *
     * @param deaths how many daemons have ended in the middle of it, as far as its queue knows
     */
    public boolean begins(RequestRun run, int deaths) {
        return ledger.settle(false, book -> {
            Place place = book.places()
                    .find(run.issue())
                    .filter(standing -> standing.isOf(run))
                    .filter(standing -> standing.stage() == Stage.HANDED_ON || standing.stage() == Stage.READY)
                    .orElse(null);
            if (place == null) {
                return false;
            }
            boolean died = place.is(Mark.BEGUN) && place.owner() != null && isDead(place);
            int known = Math.max(deaths, place.deaths() + (died ? 1 : 0));
            put(book, place.run(), Stage.HANDED_ON);
            book.places().change(run.issue(), begun -> begun.afterDeaths(known));
            return true;
        });
    }

    private boolean isDead(Place place) {
        return !isOurs(place) && workforce.isDead(place.owner());
    }

    private boolean isFresh(Place place) {
        return clock.instant().isBefore(Instant.ofEpochMilli(place.since()).plus(MOMENT));
    }

    private boolean isOlder(Place place, Duration age) {
        return clock.instant().isAfter(Instant.ofEpochMilli(place.since()).plus(age));
    }

    private int free(Book book) {
        return Math.max(
                0,
                workforce.workers()
                        - runs(book, place -> place.stage() == Stage.HANDED_ON).size());
    }

    private static List<RequestRun> runs(Book book, Predicate<Place> which) {
        return book.places().values().stream().filter(which).map(Place::run).toList();
    }

    private void put(Book book, RequestRun run, Stage stage) {
        book.places().change(run.issue(), place -> place.at(stage, run, workforce.self(), clock.instant()));
    }
}
