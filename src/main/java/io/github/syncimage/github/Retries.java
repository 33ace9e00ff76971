package io.github.syncimage.github;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The comments {@code /retry}. Such a comment counts when it is younger than the closing of its issue, so a restart that
 * reads it again does nothing twice and nothing has to be remembered.
 */
public final class Retries {
    private static final Logger LOG = LoggerFactory.getLogger(Retries.class);
    /** The first word of a line, as people write a command and thank for it. */
    private static final Pattern COMMAND = Pattern.compile("(?im)^[ \\t]*/retry(?![\\w/-])");
    /** A comment written while the daemon was down for longer is not seen; opening the issue again always is. */
    private static final Duration BACK = Duration.ofDays(1);

    /** After a failure, doubled each time: the next poll's business, but a server without this list isn't asked forever. */
    private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);

    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private final String label;
    private final Clock clock;
    private final Map<Long, Instant> done = new HashMap<>();
    private Instant since;
    private int failures;
    private Instant pausedUntil = Instant.EPOCH;

    /** @param label of the issues that count */
    public Retries(String label, Clock clock) {
        this.label = label;
        this.clock = clock;
        this.since = clock.instant().minus(BACK).truncatedTo(ChronoUnit.SECONDS);
    }

    /** Whether the list of comments is to be asked for now. */
    public synchronized boolean worthAsking() {
        return !clock.instant().isBefore(pausedUntil);
    }

    /** Comments could not be read, or an issue not be opened. What wasn't done is listed again. */
    public synchronized void failed(String line) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures, 6));
        pausedUntil = clock.instant().plus(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
        if (failures++ == 0) {
            LOG.warn("/retry is not read from comments for now: {}", line);
        }
    }

    /** What to list: it stays the same until there is news, so that the answer can be that there is none. */
    public synchronized String query() {
        return "sort=updated&direction=asc&per_page=100&since=" + since;
    }

    /** Those of the listed comments that ask for a retry and weren't dealt with. */
    public synchronized List<IssueComment> commands(List<IssueComment> listed) {
        List<IssueComment> commands = listed.stream()
                .filter(comment -> COMMAND.matcher(comment.body()).find())
                .filter(comment -> !done.containsKey(comment.id()))
                .toList();
        failures = 0;
        // As far as all is done: what the others come to is seen when they are listed again.
        (commands.isEmpty() ? listed : commands.subList(0, 1))
                .stream()
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
                // GitHub's times are whole seconds: the answer and a quick reply may have the same.
                && !command.createdAt().isBefore(asked.closedAt());
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
