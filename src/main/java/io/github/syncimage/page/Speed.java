package io.github.syncimage.page;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/** How fast something moves, from what was seen of it in the last ten seconds. Not safe for use by several threads. */
public final class Speed {
    /** Long enough that the end of one large block is no jump, short enough to see a line get slow. */
    private static final Duration WINDOW = Duration.ofSeconds(10);

    private record Sample(Instant at, long moved) {}

    private final Map<Object, Deque<Sample>> seen = new HashMap<>();

    /**
     * @param moved bytes so far
     * @return bytes a second; empty before it was looked at twice
     */
    public OptionalLong perSecond(Object what, long moved, Instant now) {
        Deque<Sample> samples = seen.computeIfAbsent(what, first -> new ArrayDeque<>());
        samples.addLast(new Sample(now, moved));
        // One from before the window stays, so that who looks seldom sees a speed too.
        while (samples.size() > 2 && samples.getFirst().at.isBefore(now.minus(WINDOW))) {
            samples.removeFirst();
        }
        Sample first = samples.getFirst();
        long millis = Duration.between(first.at, now).toMillis();
        return millis <= 0 ? OptionalLong.empty() : OptionalLong.of(Math.max(0, moved - first.moved) * 1000 / millis);
    }

    /** Nothing else is seen any more. */
    public void keep(Collection<?> whats) {
        seen.keySet().retainAll(whats);
    }
}
