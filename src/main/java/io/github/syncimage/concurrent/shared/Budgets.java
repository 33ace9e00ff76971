package io.github.syncimage.concurrent.shared;

import java.time.Duration;
import java.util.Optional;

/** What all processes that have one database may spend together. Safe for threads. */
public interface Budgets {
    /** Of a process that shares with nobody. */
    Budgets ALONE = apart(1);

    /** Of so many processes that cannot ask each other. */
    static Budgets apart(int processes) {
        return new Budgets() {
            @Override
            public Optional<Duration> next(String pace, Duration step, Duration burst) {
                return Optional.empty();
            }

            @Override
            public int processes() {
                return processes;
            }

            @Override
            public SharedDoor door(String scope, String name, String part) {
                return SharedDoor.OWN;
            }

            @Override
            public Permit permit(String pool, int most) {
                return Permit.NONE;
            }
        };
    }

    /**
     * Takes the next place in a pace that all keep.
     *
     * @param step between two places
     * @param burst what a pace that nobody needed lets through at once, as a time
     * @return how long until its turn; empty where nobody can be asked, and each process has to keep its share
     */
    Optional<Duration> next(String pace, Duration step, Duration burst);

    /** How many processes share, as far as known. */
    int processes();

    /**
     * A limit that may be reached.
     *
     * @param scope {@code github} or {@code registry}
     * @param name whose: an account, a host
     * @param part of it that is limited by itself, or empty
     */
    SharedDoor door(String scope, String name, String part);

    /**
     * Waits for one of so many permits, for as long as nobody interrupts; who comes first is served first, as far as
     * several processes can agree on that.
     */
    Permit permit(String pool, int most) throws InterruptedException;
}
