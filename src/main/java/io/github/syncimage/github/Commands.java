package io.github.syncimage.github;

import io.github.syncimage.github.model.Command;
import io.github.syncimage.github.model.Issue;
import io.github.syncimage.github.model.IssueComment;
import io.github.syncimage.github.model.Marker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The commands in comments. One about a closed issue counts when it is younger than the closing, one about an open issue
 * when no comment of ours has heeded it, so a restart that reads them again does nothing twice and nothing has to be
 * remembered.
 */
public final class Commands {
    private static final Logger LOG = LoggerFactory.getLogger(Commands.class);
    /** A comment written while the daemon was down for longer is not seen; opening the issue again always is. */
    private static final Duration BACK = Duration.ofDays(1);

    /** After a server has turned out not to have this list, doubled each time. */
    private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);

    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private final String label;
    private final Identity identity;
    private final Clock clock;
    private final Map<Long, Instant> done = new HashMap<>();
    private Instant since;
    private int failures;
    private boolean told;
    private Instant pausedUntil = Instant.EPOCH;

    /** @param label of the issues that count */
    public Commands(String label, Identity identity, Clock clock) {
        this.label = label;
        this.identity = identity;
        this.clock = clock;
        this.since = clock.instant().minus(BACK).truncatedTo(ChronoUnit.SECONDS);
    }

    /** Whether the list of comments is to be asked for now. */
    public synchronized boolean worthAsking() {
        return !clock.instant().isBefore(pausedUntil);
    }

    /**
     * Comments could not be read, or a command not be obeyed. What wasn't done is listed again.
     *
     * @param absent whether that is because the server has no such list, rather than for now
     */
    public synchronized void failed(String line, boolean absent) {
        if (absent) {
            Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures++, 6));
            pausedUntil = clock.instant().plus(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
        }
        if (!told && line != null) {
            LOG.warn("commands are not read from comments for now: {}", line);
            told = true;
        }
    }

    /** What to list: it stays the same until there is news, so that the answer can be that there is none. */
    public synchronized String query() {
        return "sort=updated&direction=asc&per_page=100&since=" + since;
    }

    /** The commands in the listed comments that weren't dealt with. */
    public synchronized List<Command> commands(List<IssueComment> listed) {
        List<Command> commands = listed.stream()
                .flatMap(comment -> Command.in(comment).stream())
                .filter(command -> !done.containsKey(command.comment().id()))
                .filter(command -> !heeded(command.comment(), listed))
                .toList();
        failures = 0;
        told = false;
        // No further than the first that is still to be done: it and those after it have to be listed again.
        (commands.isEmpty() ? listed : List.of(commands.get(0).comment()))
                .stream()
                        .map(IssueComment::updatedAt)
                        .filter(time -> time != null && time.isAfter(since))
                        .max(Instant::compareTo)
                        .ifPresent(latest -> since = latest);
        // What was updated before that is not listed any more.
        done.values().removeIf(updated -> updated.isBefore(since));
        return commands;
    }

    private boolean heeded(IssueComment command, List<IssueComment> listed) {
        List<IssueComment> sameIssue = listed.stream()
                .filter(comment -> comment.issue() == command.issue())
                .toList();
        return Marker.latest(command.issue(), sameIssue, identity::ours)
                .filter(found -> found.heeded() >= command.id())
                .isPresent();
    }

    /** The issue that a command stands on; null where there is none any more. */
    public Issue issue(int status, String answer) {
        return status == 200 ? Issue.parse(answer) : null;
    }

    /** Whether the command counts on that issue at all. */
    public boolean allowed(Command command, Issue issue) {
        return issue != null
                && !issue.pullRequest()
                && issue.labels().stream().anyMatch(label::equalsIgnoreCase)
                && command.by(issue.author());
    }

    /** Whether the command opens the issue again. */
    public boolean reopens(Command command, Issue issue) {
        Instant given = command.comment().createdAt();
        return allowed(command, issue)
                && !command.cancels()
                && !issue.open()
                && issue.closedAt() != null
                && given != null
                // GitHub's times are whole seconds: the answer and a quick reply may have the same.
                && !given.isBefore(issue.closedAt());
    }

    /** Whether the command starts a run, where none is in progress. */
    public boolean wakes(Command command, Issue issue) {
        return allowed(command, issue) && issue.open();
    }

    public synchronized void done(Command command) {
        IssueComment comment = command.comment();
        done.put(comment.id(), comment.updatedAt() == null ? since : comment.updatedAt());
    }
}
