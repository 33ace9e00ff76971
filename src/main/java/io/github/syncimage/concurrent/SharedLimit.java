package io.github.syncimage.concurrent;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A limit that one process may reach and all keep then. Times are told as durations: clocks differ. */
public interface SharedLimit {
    /**
     * The state of a limit, as far as a server has told.
     *
     * @param remaining requests until the reset; -1 where nobody was told
     * @param most requests from one reset to the next; -1 where nobody was told
     * @param resetsAt by the server's clock, or null
     * @param closedUntil when requests may be sent again; null where they may now
     */
    record Level(int remaining, int most, Instant resetsAt, Instant closedUntil) {
        public static final Level UNTOLD = new Level(-1, -1, null, null);
    }

    /** The limit of a process that shares with nobody, and knows what it has seen itself. */
    SharedLimit OWN = new SharedLimit() {};

    /** Nobody sends a request for so long. */
    default void close(Duration time) {}

    /** Asks for how long it is closed. */
    default Duration closed() {
        return Duration.ZERO;
    }

    /** Returns {@link #closed} as it was known a moment ago; asks nobody. */
    default Duration lastKnownClosed() {
        return Duration.ZERO;
    }

    default void tell(Level left) {}

    /** Returns what another process was told, if that is newer than what this one has told; a moment old. */
    default Optional<Level> told() {
        return Optional.empty();
    }
}
