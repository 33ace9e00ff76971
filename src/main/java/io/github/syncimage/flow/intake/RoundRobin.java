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
    private final Map<String, Long> lastRounds = new HashMap<>();
    private long round;

    private record Turn(long round, RequestRun work) {
        static final Comparator<Turn> ORDER = Comparator.comparingLong(Turn::round)
                .thenComparing(turn -> turn.work().issue());
    }

    /** Those who wait, in the order of their turns. */
    List<RequestRun> order(Collection<RequestRun> waiting) {
        Map<String, Long> next = new HashMap<>();
        return waiting.stream()
                .sorted(Comparator.comparingLong(RequestRun::issue))
                .map(work -> new Turn(next.merge(requester(work), nextRound(work), (one, other) -> one + 1), work))
                .sorted(Turn.ORDER)
                .map(Turn::work)
                .toList();
    }

    /** It had its turn. */
    void had(RequestRun work) {
        round = nextRound(work);
        lastRounds.put(requester(work), round);
        // Who had a turn in an earlier round only is like somebody new.
        lastRounds.values().removeIf(last -> last < round);
    }

    private long nextRound(RequestRun work) {
        return Math.max(round, lastRounds.getOrDefault(requester(work), -1L) + 1);
    }

    private static String requester(RequestRun work) {
        return work.user().toLowerCase(Locale.ROOT);
    }
}
