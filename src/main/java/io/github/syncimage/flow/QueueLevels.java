package io.github.syncimage.flow;

import io.github.syncimage.flow.intake.RunsOverview;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** How many requests are worked on and wait, for meters: counted anew at most every two seconds, however many ask. */
final class QueueLevels {
    private static final Duration VALID = Duration.ofSeconds(2);

    enum State {
        WORKING,
        WAITING,
        HELD
    }

    /** @param oldest when the one that waits for a worker for the longest time was taken; null where none waits */
    private record Counts(Instant at, Map<State, Integer> states, Instant oldest) {}

    private final RunsOverview overview;
    private final Clock clock;
    private Counts counts;

    QueueLevels(RunsOverview overview, Clock clock) {
        this.overview = overview;
        this.clock = clock;
    }

    int count(State state) {
        return now().states.get(state);
    }

    /** For how long the oldest request that waits for a worker has done so, 0 where none does. */
    double oldestSeconds() {
        Instant oldest = now().oldest;
        return oldest == null
                ? 0
                : Math.max(0, Duration.between(oldest, clock.instant()).toMillis() / 1000.0);
    }

    private synchronized Counts now() {
        Instant now = clock.instant();
        if (counts == null || now.isAfter(counts.at.plus(VALID)) || now.isBefore(counts.at)) {
            var line = overview.line();
            counts = new Counts(
                    now,
                    Map.of(
                            State.WORKING, overview.running().size(),
                            State.WAITING, line.size(),
                            State.HELD, overview.held().size()),
                    line.stream()
                            .map(RunsOverview.Waiting::accepted)
                            .min(Instant::compareTo)
                            .orElse(null));
        }
        return counts;
    }
}
