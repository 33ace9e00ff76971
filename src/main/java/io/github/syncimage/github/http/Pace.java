package io.github.syncimage.github.http;

import io.github.syncimage.concurrent.Budgets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A token bucket: a burst at once, then one per step; kept together with other processes while these can be asked, and
 * else by each for its share. Safe for threads.
 */
final class Pace {
    private final Duration step;
    private final Duration burst;
    private final Clock clock;
    private final Budgets shared;
    private final String name;
    private Instant paid = Instant.EPOCH;

    /** @param name the same for all that keep it */
    Pace(int burst, Duration step, Clock clock, Budgets shared, String name) {
        this.step = step;
        this.burst = step.multipliedBy(burst - 1L);
        this.clock = clock;
        this.shared = shared;
        this.name = name;
    }

    /** @param most in the time, beside the burst; 0 for no bound */
    static Pace of(int most, Duration time, int burst, Clock clock, Budgets shared, String name) {
        return most == 0
                ? new Pace(1, Duration.ZERO, clock, Budgets.ALONE, name)
                : new Pace(burst, time.dividedBy(most), clock, shared, name);
    }

    /** Takes the next place; returns when its turn is, now or later. */
    Instant next() {
        Optional<Duration> wait = shared.next(name, step, burst);
        // What all keep is counted here too: who then has to go on alone does not begin with another burst.
        Instant own = own(wait.isPresent() ? 1 : shared.processes());
        return wait.map(time -> clock.instant().plus(time)).orElse(own);
    }

    /** @param processes by how many it has to be divided */
    private synchronized Instant own(int processes) {
        Instant now = clock.instant();
        Instant turn = paid.isAfter(now.minus(burst)) ? paid : now.minus(burst);
        paid = turn.plus(step.multipliedBy(processes));
        return turn.isBefore(now) ? now : turn;
    }
}
