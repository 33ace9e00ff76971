package io.github.syncimage.store.run;

import java.time.Duration;
import java.time.Instant;

/**
 * A moment in this process.
 *
 * @param nanos by the monotonic clock
 * @param wall by this machine's: while that sleeps, only this one goes on
 */
record Moment(long nanos, Instant wall) {
    static Moment now() {
        return new Moment(System.nanoTime(), Instant.now());
    }

    Duration age() {
        Duration passed = Duration.ofNanos(System.nanoTime() - nanos);
        Duration byClock = Duration.between(wall, Instant.now());
        return passed.compareTo(byClock) > 0 ? passed : byClock;
    }
}
