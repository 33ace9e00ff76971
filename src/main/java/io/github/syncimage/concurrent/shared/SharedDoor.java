package io.github.syncimage.concurrent.shared;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A limit that one process may reach and all keep then. Times are told as durations: clocks differ. */
public interface SharedDoor {
    /**
     * How much a server says is left.
     *
     * @param remaining requests
     * @param limit of how many, or -1
     * @param resetsAt by the server's clock, or null
     */
    record Left(int remaining, int limit, Instant resetsAt) {}

    /** Of a process that shares with nobody, and knows what it has seen itself. */
    SharedDoor OWN = new SharedDoor() {
        @Override
        public void close(Duration time) {}

        @Override
        public Duration closed() {
            return Duration.ZERO;
        }

        @Override
        public Duration closedAsKnown() {
            return Duration.ZERO;
        }

        @Override
        public void tell(Left left) {}

        @Override
        public Optional<Left> told() {
            return Optional.empty();
        }
    };

    /** Nobody goes through for so long. */
    void close(Duration time);

    /** For how long it is closed, asked now. */
    Duration closed();

    /** The same as it was known a moment ago; asks nobody. */
    Duration closedAsKnown();

    void tell(Left left);

    /** What another process was told, where that is newer than what this one has told; a moment old. */
    Optional<Left> told();
}
