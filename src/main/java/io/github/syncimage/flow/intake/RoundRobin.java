package io.github.syncimage.flow.intake;

import io.github.syncimage.flow.run.RequestRun;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * An order that goes round the requesters: in each round everybody who waits gets one turn, with the oldest issue. Who
 * comes anew comes in the round that runs. Not safe for use by several threads.
 */
final class RoundRobin {
    /** Numbers tell it within a repository alone. */
    private static final Comparator<RequestRun> OLDEST_FIRST = Comparator.comparingLong(RequestRun::created)
            .thenComparing(run -> run.issue().repository().toString())
            .thenComparing(run -> run.issue().number());

    private final Map<String, Long> lastRounds = new HashMap<>();
    private long round;

    private record Turn(long round, RequestRun run) {
        static final Comparator<Turn> ORDER =
                Comparator.comparingLong(Turn::round).thenComparing(Turn::run, OLDEST_FIRST);
    }

    /** Those who wait, in the order of their turns. */
    List<RequestRun> order(Collection<RequestRun> waiting) {
        Map<String, Long> next = new HashMap<>();
        return waiting.stream()
                .sorted(OLDEST_FIRST)
                .map(run -> new Turn(next.merge(requester(run), nextRound(run), (one, other) -> one + 1), run))
                .sorted(Turn.ORDER)
                .map(Turn::run)
                .toList();
    }

    /** It had its turn. */
    void had(RequestRun run) {
        round = nextRound(run);
        lastRounds.put(requester(run), round);
        // Who had a turn in an earlier round only is like somebody new.
        lastRounds.values().removeIf(last -> last < round);
    }

    private long nextRound(RequestRun run) {
        return Math.max(round, lastRounds.getOrDefault(requester(run), -1L) + 1);
    }

    private static String requester(RequestRun run) {
        return run.user().toLowerCase(Locale.ROOT);
    }
}
