package io.github.syncimage.concurrent;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Shares what all processes that have one database may spend together. Safe for threads. */
public interface Budgets {
    /** The budgets of a process that shares with nobody. */
    Budgets ALONE = () -> 1;

    /** Returns how many processes share, as far as known. */
    int processes();

    /**
     * Takes the next place in a pace that all keep.
     *
     * @param step between two places
     * @param burst what a pace that nobody needed lets through at once, as a time
     * @return how long until its turn; empty where nobody can be asked, and each process has to keep its share
     */
    default Optional<Duration> next(String pace, Duration step, Duration burst) {
        return Optional.empty();
    }

    /**
     * A limit that may be reached.
     *
     * @param scope {@code github} or {@code registry}
     * @param name whose: an account, a host
     * @param part of it that is limited by itself, or empty
     * @param clock of this process: others are told how long, not until when
     */
    default Limit limit(String scope, String name, String part, Clock clock) {
        return new Limit(clock);
    }

    /**
     * Waits for one of so many permits, for as long as nobody interrupts; who comes first is served first, as far as
     * several processes can agree on that.
     */
    default Hold permit(String pool, int most) throws InterruptedException {
        return Hold.NONE;
    }
}
