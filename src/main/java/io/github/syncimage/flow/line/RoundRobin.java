package io.github.syncimage.flow.line;

import io.github.syncimage.run.NoteMap;
import io.github.syncimage.run.RequestRun;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * An order that goes round the requesters: in each round everybody who waits gets one turn, with the oldest issue. Who
 * comes anew comes in the round that runs.
 *
 * @param lastRounds in which a requester had a turn, as far as it is the round that runs
 */
record RoundRobin(NoteMap<String, Long> lastRounds) {
    /** Numbers tell it within a repository alone. */
    private static final Comparator<RequestRun> OLDEST_FIRST = Comparator.comparingLong(RequestRun::created)
            .thenComparing(run -> run.issue().repository().toString())
            .thenComparing(run -> run.issue().number());

    private record Turn(long round, RequestRun run) {
        static final Comparator<Turn> ORDER =
                Comparator.comparingLong(Turn::round).thenComparing(Turn::run, OLDEST_FIRST);
    }

    /** Those who wait, in the order of their turns. */
    List<RequestRun> order(Collection<RequestRun> waiting) {
        Map<String, Long> next = new HashMap<>();
        long round = round();
        return waiting.stream()
                .sorted(OLDEST_FIRST)
                .map(run -> new Turn(next.merge(requester(run), nextRound(run, round), (one, other) -> one + 1), run))
                .sorted(Turn.ORDER)
                .map(Turn::run)
                .toList();
    }

    /** It had its turn. */
    void had(RequestRun run) {
        long round = nextRound(run, round());
        lastRounds.put(requester(run), round);
        // Who had a turn in an earlier round only is like somebody new.
        lastRounds.removeIf(requester -> lastRounds.find(requester).orElse(round) < round);
    }

    private long round() {
        return lastRounds.values().stream().mapToLong(Long::longValue).max().orElse(0);
    }

    private long nextRound(RequestRun run, long round) {
        return Math.max(round, lastRounds.find(requester(run)).orElse(-1L) + 1);
    }

    private static String requester(RequestRun run) {
        return run.user().toLowerCase(Locale.ROOT);
    }
}
