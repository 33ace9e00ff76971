package io.github.syncimage.flow.intake;

import io.github.syncimage.github.Hearing;
import io.github.syncimage.github.Repositories;
import io.github.syncimage.github.Repositories.ServedRepository;
import io.github.syncimage.github.model.RepositoryName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * When each repository is looked at: one after the other across the interval, since GitHub counts what is asked for all
 * of them together. Where something is in work, a /cancel or a closing is to be seen within seconds, so it is looked at
 * sooner; the more repositories are, the more seldom each. One that cannot be read is left alone for longer each time.
 */
public final class Polls {
    /** How often people's changes are looked for while something is in work, whatever the poll's interval. */
    public static final Duration LOOK = Duration.ofSeconds(3);
    /** How far apart repositories are looked at for the first time. */
    private static final Duration BETWEEN_FIRST = Duration.ofSeconds(1);
    /** No timer has to be quicker. */
    private static final Duration SHORTEST_TICK = Duration.ofMillis(50);

    private static final class Looks {
        /** The next one, by the interval; null before the first. */
        private Instant due;
        /** The first one: what was asked for meanwhile does not wait until its place in a long interval comes. */
        private Instant first;

        private Instant began = Instant.EPOCH;
        private boolean looking;
        private boolean looked;
        private boolean wanted;
    }

    private final Repositories repositories;
    private final Hearing hearing;
    private final BooleanSupplier leads;
    private final Duration interval;
    private final Clock clock;
    private final Map<RepositoryName, Looks> looks = new HashMap<>();
    private boolean resting;

    /**
     * @param leads whether it is this daemon that looks; of several that share the work one does
     * @param interval between two looks at a repository
     */
    public Polls(Repositories repositories, Hearing hearing, BooleanSupplier leads, Duration interval, Clock clock) {
        this.repositories = repositories;
        this.hearing = hearing;
        this.leads = leads;
        this.interval = interval;
        this.clock = clock;
    }

    /** How often {@link #due} is to be asked where so many repositories share an interval. */
    public static Duration tick(Duration interval, int repositories) {
        Duration step = interval.dividedBy(Math.max(1, repositories));
        Duration tick = Collections.min(List.of(step, LOOK));
        return repositories <= 1 || tick.compareTo(SHORTEST_TICK) > 0 ? tick : SHORTEST_TICK;
    }

    /**
     * Those whose turn it is; each is being looked at from now on.
     *
     * @param busy whether something of a repository is in work
     */
    synchronized List<ServedRepository> due(Predicate<RepositoryName> busy) {
        if (resting || !leads.getAsBoolean()) {
            return List.of();
        }
        List<ServedRepository> all = repositories.all();
        looks.keySet().retainAll(all.stream().map(ServedRepository::name).toList());
        Instant now = clock.instant();
        long inWork = all.stream().map(ServedRepository::name).filter(busy).count();
        Duration soon = Collections.min(List.of(LOOK.multipliedBy(Math.max(1, inWork)), interval));
        List<ServedRepository> due = new ArrayList<>();
        for (int place = 0; place < all.size(); place++) {
            ServedRepository repository = all.get(place);
            Looks of = looks.computeIfAbsent(repository.name(), unseen -> new Looks());
            if (of.due == null) {
                of.due = now.plus(interval.multipliedBy(place).dividedBy(all.size()));
                of.first = Collections.min(List.of(of.due, now.plus(BETWEEN_FIRST.multipliedBy(place))));
            }
            // A timer is not exact.
            Instant next = of.wanted
                    ? Instant.EPOCH
                    : of.first != null
                            ? of.first
                            : busy.test(repository.name())
                                    ? of.began.plus(soon).minus(soon.dividedBy(10))
                                    : of.due.minus(interval.dividedBy(10));
            if (!of.looking && !now.isBefore(next)) {
                of.looking = true;
                of.wanted = false;
                of.began = now;
                due.add(repository);
            }
        }
        return due;
    }

    /** Keeps to its place in the interval, unless that is over. */
    private Instant following(RepositoryName name, Looks of) {
        Duration pause = hearing.pause(name);
        Instant next = of.due.plus(pause);
        return next.isAfter(of.began) && !next.isAfter(of.began.plus(pause).plus(interval.dividedBy(10)))
                ? next
                : of.began.plus(pause);
    }

    /** Somebody said that there is news of the repository: it is looked at as soon as that is not being done. */
    public synchronized void soon(RepositoryName name) {
        looks.computeIfAbsent(name, unseen -> new Looks()).wanted = true;
    }

    /** The look is over. @param repository null for all, where that is not known */
    synchronized void looked(ServedRepository repository) {
        looks.forEach((name, of) -> {
            if (repository == null || repository.name().equals(name)) {
                if (of.looking) {
                    // By what came of it: one that is back is not left alone. The first may come before its place.
                    of.due = of.first == null || !of.began.isBefore(of.due) ? following(name, of) : of.due;
                    of.first = null;
                }
                of.looking = false;
                of.looked = true;
            }
        });
    }

    /** Until it is told otherwise no look begins. Returns whether none is under way. */
    synchronized boolean rest(boolean resting) {
        this.resting = resting;
        return looks.values().stream().noneMatch(of -> of.looking);
    }

    /** Whoever waits for the end waits for another look at it. */
    synchronized void again(RepositoryName name) {
        looks.computeIfAbsent(name, unseen -> new Looks()).looked = false;
    }

    /** Whether it is this daemon that looks. */
    boolean leads() {
        return leads.getAsBoolean();
    }

    synchronized boolean allLooked() {
        return repositories.known()
                && repositories.all().stream()
                        .map(repository -> looks.get(repository.name()))
                        .allMatch(of -> of != null && of.looked);
    }
}
