package io.github.syncimage.flow.intake;

import io.github.syncimage.flow.run.RequestRun;
import io.github.syncimage.github.model.Issue;
import io.github.syncimage.github.model.IssueId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Until when issues are left alone. An edit ends that. Not safe for use by several threads. */
final class Pauses {
    /** After a run that GitHub kept from its end, doubled each time: soon enough for a blip, seldom enough for a fault. */
    private static final Duration FIRST = Duration.ofMinutes(1);

    private static final Duration LONGEST = Duration.ofHours(1);

    /** @param host whose limit is waited for; null where a run came to no end */
    record Pause(RequestRun run, String host, Instant until) {}

    private final Clock clock;
    private final Map<IssueId, Pause> pauses = new HashMap<>();
    private final Map<IssueId, Integer> failures = new HashMap<>();

    Pauses(Clock clock) {
        this.clock = clock;
    }

    boolean holds(Issue issue) {
        Pause pause = pauses.get(issue.id());
        return pause != null
                && pause.run.fingerprint().equals(issue.fingerprint())
                && clock.instant().isBefore(pause.until);
    }

    void putOff(RequestRun run, String host, Instant until) {
        pauses.put(run.issue(), new Pause(run, host, until));
    }

    /** A run came to no end. */
    void broken(RequestRun run) {
        int times = failures.merge(run.issue(), 1, Integer::sum);
        Duration pause = FIRST.multipliedBy(1L << Math.min(times - 1, 10));
        putOff(run, null, clock.instant().plus(pause.compareTo(LONGEST) < 0 ? pause : LONGEST));
    }

    void end(IssueId issue) {
        pauses.remove(issue);
    }

    /** A run came to its end. */
    void succeeded(IssueId issue) {
        failures.remove(issue);
    }

    void forget(Predicate<IssueId> which) {
        pauses.keySet().removeIf(which);
        failures.keySet().removeIf(which);
    }

    /** Those that are not over, the first to end first. */
    List<Pause> lasting() {
        Instant now = clock.instant();
        return pauses.values().stream()
                .filter(pause -> now.isBefore(pause.until))
                .sorted(Comparator.comparing(Pause::until))
                .toList();
    }

    int size(Predicate<IssueId> which) {
        return (int) pauses.keySet().stream().filter(which).count();
    }
}
