package io.github.syncimage.concurrent;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A limit that one process may reach and all keep then. Times are told as durations: clocks differ. */
public interface SharedDoor {
    /**
     * The rest of a limit, as a server tells it.
     *
     * @param remaining requests
     * @param limit of how many, or -1
     * @param resetsAt by the server's clock, or null
     */
    record Left(int remaining, int limit, Instant resetsAt) {}

    /** The limit of a process that shares with nobody, and knows what it has seen itself. */
    SharedDoor OWN = new SharedDoor() {};

    /** Nobody goes through for so long. */
    default void close(Duration time) {}

    /** Asks for how long it is closed. */
    default Duration closed() {
        return Duration.ZERO;
    }

    /** Returns {@link #closed} as it was known a moment ago; asks nobody. */
    default Duration lastKnownClosed() {
        return Duration.ZERO;
    }

    default void tell(Left left) {}

    /** Returns what another process was told, if that is newer than what this one has told; a moment old. */
    default Optional<Left> told() {
        return Optional.empty();
    }
}
