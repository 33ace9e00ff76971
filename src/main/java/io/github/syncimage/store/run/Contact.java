package io.github.syncimage.store.run;

import java.time.Duration;
import java.time.Instant;

/**
 * The last sign that a daemon gave of itself and that the database took.
 *
 * @param sent when it was sent, and {@code wall} the same by this machine's clock: in one that slept only that goes on
 * @param answered when the answer came
 * @param database the time there, between the two
 * @param since when this and all signs before it were sent, without a gap
 */
record Contact(long sent, Instant wall, long answered, Instant database, long since) {
    Duration age() {
        Duration passed = Duration.ofNanos(System.nanoTime() - sent);
        Duration byClock = Duration.between(wall, Instant.now());
        return passed.compareTo(byClock) > 0 ? passed : byClock;
    }

    Duration lasted() {
        return Duration.ofNanos(System.nanoTime() - since);
    }

    /** The database's time now; a little behind, by as much as the answer took. */
    Instant now() {
        return database.plusNanos(System.nanoTime() - answered);
    }
}
