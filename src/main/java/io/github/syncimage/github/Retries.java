package io.github.syncimage.github;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The comments {@code /retry}. Such a comment counts when it is younger than the closing of its issue, so a restart that
 * reads it again does nothing twice and nothing has to be remembered.
 */
public final class Retries {
    private static final String COMMAND = "/retry";
    /** A comment written while the daemon was down for longer is not seen; opening the issue again always is. */
    private static final Duration BACK = Duration.ofDays(1);

    private final String label;
    private final Map<Long, Instant> done = new HashMap<>();
    private Instant since;

    /** @param label of the issues that count */
    public Retries(String label, Clock clock) {
        this.label = label;
        this.since = clock.instant().minus(BACK).truncatedTo(ChronoUnit.SECONDS);
    }

    /** What to list: it stays the same until there is news, so that the answer can be that there is none. */
    public synchronized String query() {
        return "sort=updated&direction=asc&per_page=100&since=" + since;
    }

    /** Those of the listed comments that ask for a retry and weren't dealt with. */
    public synchronized List<IssueComment> commands(List<IssueComment> listed) {
        List<IssueComment> commands = listed.stream()
                .filter(comment -> comment.body().strip().equals(COMMAND))
                .filter(comment -> !done.containsKey(comment.id()))
                .toList();
        listed.stream()
                .map(IssueComment::updatedAt)
                .filter(time -> time != null && time.isAfter(since))
                .max(Instant::compareTo)
                .ifPresent(latest -> since = latest);
        // Those are not listed any more.
        done.values().removeIf(updated -> updated.isBefore(since));
        return commands;
    }

    /** @param issue as {@code GET …/issues/{number}} answers */
    public boolean allowed(IssueComment command, String issue) {
        Issue asked = Issue.parse(issue);
        boolean closedBefore = !asked.open()
                && asked.closedAt() != null
                && command.createdAt() != null
                && command.createdAt().isAfter(asked.closedAt());
        return closedBefore
                && !asked.pullRequest()
                && asked.labels().stream().anyMatch(label::equalsIgnoreCase)
                && (command.trusted() || command.author().equals(asked.author()));
    }

    /** What opens the issue again. */
    public String reopening() {
        return IssueUpdate.REOPENED.json();
    }

    public synchronized void done(IssueComment command) {
        done.put(command.id(), command.updatedAt() == null ? since : command.updatedAt());
    }
}
