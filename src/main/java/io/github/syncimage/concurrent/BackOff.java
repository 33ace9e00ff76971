package io.github.syncimage.concurrent;

import java.time.Duration;

/** Pauses between tries: each is twice as long as the one before, but none longer than a bound. */
public record BackOff(Duration first, Duration longest) {
    /** @param before how many there were; 0 gives the first */
    public Duration pause(int before) {
        Duration pause = first.multipliedBy(1L << Math.min(before, 16));
        return pause.compareTo(longest) < 0 ? pause : longest;
    }
}
