package io.github.syncimage.concurrent;

import java.time.Clock;
import java.time.Instant;

/** Keeps what is known of a server's limit; one of {@link Budgets} is kept with other processes. Safe for threads. */
public class Limit {
    protected final Clock clock;
    private volatile Instant closedUntil = Instant.EPOCH;
    private volatile Level left = Level.UNTOLD;

    /**
     * The state of a limit.
     *
     * @param remaining requests until the reset; -1 where nobody was told
     * @param most requests from one reset to the next; -1 where nobody was told
     * @param resetsAt by the server's clock, or null
     * @param closedUntil when requests may be sent again; null where they may now
     */
    public record Level(int remaining, int most, Instant resetsAt, Instant closedUntil) {
        public static final Level UNTOLD = new Level(-1, -1, null, null);
    }

    public Limit(Clock clock) {
        this.clock = clock;
    }

    /** Nobody sends a request before that time, or a later one that is known already. */
    public void close(Instant until) {
        closeHere(until);
    }

    /** This process sends none, and tells nobody of it: others would hear of it too late. */
    public synchronized void closeHere(Instant until) {
        if (until.isAfter(closedUntil)) {
            closedUntil = until;
        }
    }

    /** Returns when requests may be sent again, as it was known a moment ago; asks nobody. */
    public Instant closedUntil() {
        return closedUntil;
    }

    /** Asks the others when requests may be sent again. */
    public Instant askClosedUntil() {
        return closedUntil();
    }

    /** @param told what the server has just said */
    public void tell(Level told) {
        left = told;
    }

    /** Returns what was told last, maybe to another process a moment ago. */
    public Level level() {
        Instant until = closedUntil();
        return new Level(
                left.remaining(), left.most(), left.resetsAt(), clock.instant().isBefore(until) ? until : null);
    }
}
