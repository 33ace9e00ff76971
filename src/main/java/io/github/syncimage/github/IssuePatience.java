package io.github.syncimage.github;

import io.github.syncimage.github.model.IssueId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** How long a request about one issue is tried again, before others get its thread: a later poll finds it again. */
final class IssuePatience {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    /** Two failures so far apart have nothing to do with each other: no pause between two tries is as long. */
    private static final Duration APART = Duration.ofMinutes(3);

    private record Trouble(Instant since, Instant last) {}

    private final Clock clock;
    private final Map<IssueId, Trouble> troubles = new HashMap<>();

    IssuePatience(Clock clock) {
        this.clock = clock;
    }

    /** A request about the issue has failed; whether it is worth another try. */
    synchronized boolean lasts(IssueId issue) {
        Instant now = clock.instant();
        troubles.values().removeIf(trouble -> now.isAfter(trouble.last.plus(APART)));
        Trouble trouble = troubles.get(issue);
        Instant since = trouble == null ? now : trouble.since;
        if (now.isBefore(since.plus(PATIENCE))) {
            troubles.put(issue, new Trouble(since, now));
            return true;
        }
        troubles.remove(issue);
        return false;
    }
}
