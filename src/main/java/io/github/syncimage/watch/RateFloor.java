package io.github.syncimage.watch;

import java.time.Duration;

/**
 * {@code ratelimit}: what the upstream's quota keeps for others.
 *
 * @param min an entry does not go on where fewer pulls are left; 0 for no such limit
 * @param retry how long it waits then
 */
public record RateFloor(int min, Duration retry) {
    /** regsync waits no less, whatever it is told. */
    public static final Duration SHORTEST = Duration.ofMinutes(5);

    public static final RateFloor NONE = new RateFloor(0, SHORTEST);
}
