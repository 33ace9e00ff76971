package io.github.syncimage.github.http;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** A token bucket: a burst at once, then one per step. Safe for threads. */
final class Pace {
    private final Duration step;
    private final Duration burst;
    private final Clock clock;
    private Instant paid = Instant.EPOCH;

    Pace(int burst, Duration step, Clock clock) {
        this.step = step;
        this.burst = step.multipliedBy(burst - 1L);
        this.clock = clock;
    }

    /** @param most in the time, beside the burst; 0 for no bound */
    static Pace of(int most, Duration time, int burst, Clock clock) {
        return most == 0 ? new Pace(1, Duration.ZERO, clock) : new Pace(burst, time.dividedBy(most), clock);
    }

    /** Takes the next place; returns when its turn is, now or later. */
    synchronized Instant next() {
        Instant now = clock.instant();
        Instant turn = paid.isAfter(now.minus(burst)) ? paid : now.minus(burst);
        paid = turn.plus(step);
        Instant due = turn;
        return due.isBefore(now) ? now : due;
    }
}
