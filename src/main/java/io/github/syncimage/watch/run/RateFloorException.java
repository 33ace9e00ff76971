package io.github.syncimage.watch.run;

import java.time.Instant;

/** The upstream's quota is nearly used up, and what is left is for others. */
final class RateFloorException extends RuntimeException {
    private final transient Instant until;

    RateFloorException(String message, Instant until) {
        super(message);
        this.until = until;
    }

    Instant until() {
        return until;
    }
}
