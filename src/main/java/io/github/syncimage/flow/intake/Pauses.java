package io.github.syncimage.flow.intake;

import io.github.syncimage.github.model.Issue;
import io.github.syncimage.github.model.IssueId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/** Until when issues are left alone. An edit ends that. Not safe for use by several threads. */
final class Pauses {
    /** After a run that GitHub kept from its end, doubled each time: soon enough for a blip, seldom enough for a fault. */
    private static final Duration FIRST = Duration.ofMinutes(1);

    private static final Duration LONGEST = Duration.ofHours(1);

    private record Pause(String fingerprint, Instant until) {}

    private final Clock clock;
    private final Map<IssueId, Pause> pauses = new HashMap<>();
    private final Map<IssueId, Integer> failures = new HashMap<>();

    Pauses(Clock clock) {
        this.clock = clock;
    }

    boolean holds(Issue issue) {
        Pause pause = pauses.get(issue.id());
        return pause != null
                && pause.fingerprint.equals(issue.fingerprint())
                && clock.instant().isBefore(pause.until);
    }

    void putOff(IssueId issue, String fingerprint, Instant until) {
        pauses.put(issue, new Pause(fingerprint, until));
    }

    /** A run came to no end. */
    void broken(IssueId issue, String fingerprint) {
        int times = failures.merge(issue, 1, Integer::sum);
        Duration pause = FIRST.multipliedBy(1L << Math.min(times - 1, 10));
        putOff(issue, fingerprint, clock.instant().plus(pause.compareTo(LONGEST) < 0 ? pause : LONGEST));
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

    int size(Predicate<IssueId> which) {
        return (int) pauses.keySet().stream().filter(which).count();
    }
}
