package io.github.syncimage.concurrent;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Pauses between tries: each is twice as long as the one before, but none longer than a bound. */
public record BackOff(Duration first, Duration longest) {
    /** @param before how many there were; 0 gives the first */
    public Duration pause(int before) {
        Duration pause = first.multipliedBy(1L << Math.min(before, 16));
        return pause.compareTo(longest) < 0 ? pause : longest;
    }

    /** The pause, half of it by chance: those who failed together shall not come back together. */
    public Duration byChance(int before) {
        long millis = pause(before).toMillis();
        return Duration.ofMillis(millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1));
    }
}
