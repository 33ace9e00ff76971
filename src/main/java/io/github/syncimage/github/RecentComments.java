package io.github.syncimage.github;

import io.github.syncimage.concurrent.BackOff;
import io.github.syncimage.github.http.ConditionalList;
import io.github.syncimage.github.model.Command;
import io.github.syncimage.github.model.IssueComment;
import io.github.syncimage.github.model.IssueId;
import io.github.syncimage.github.model.Marker;
import io.github.syncimage.github.model.RepositoryName;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The comments that a repository got lately, as far as their commands were not obeyed yet. */
public final class RecentComments {
    private static final Logger LOG = LoggerFactory.getLogger(RecentComments.class);
    /** A comment written while the daemon was down for longer is not seen; opening the issue again always is. */
    private static final Duration BACK = Duration.ofDays(1);

    /** After a server has turned out not to have this list, doubled each time. */
    private static final BackOff PAUSES = new BackOff(Duration.ofMinutes(1), Duration.ofHours(1));

    private final Predicate<IssueComment> ours;
    private final Clock clock;
    private final ConditionalList<IssueComment> list;
    private final Map<Long, Instant> done = new HashMap<>();
    /** Those that were read too early to be obeyed, with the latest reading that was. */
    private final Map<Long, Integer> early = new HashMap<>();

    private int reading;
    private Instant since;
    private int failures;
    private boolean told;
    private boolean unread;
    private Instant pausedUntil = Instant.EPOCH;

    /**
     * @param pages lists comments of the repository
     * @param ours which comments we wrote
     */
    public RecentComments(
            ConditionalList.Pages pages, RepositoryName repository, Predicate<IssueComment> ours, Clock clock) {
        this.ours = ours;
        this.clock = clock;
        this.since = clock.instant().minus(BACK).truncatedTo(ChronoUnit.SECONDS);
        this.list = new ConditionalList<>(
                pages, this::query, json -> IssueComment.read(repository, json).brief());
    }

    /** Asks GitHub for comments, and returns the commands that were not dealt with. */
    public List<Command> read() throws IOException, InterruptedException {
        return commands(list.read());
    }

    /** Stays the same until there is news, so that the answer can be that there is none. */
    synchronized String query(int size) {
        return "sort=updated&direction=asc&per_page=" + size + "&since=" + since;
    }

    /**
     * Returns whether to list them now: there is news that was not read to its end, and the server may have the list by now.
     *
     * @param news whether something has happened since the last time
     */
    synchronized boolean worthAsking(boolean news) {
        unread |= news;
        return unread && !clock.instant().isBefore(pausedUntil);
    }

    /**
     * Comments could not be read, or a command not be obeyed. What wasn't done is listed again.
     *
     * @param line what to tell of it; null where others do
     * @param absent whether that is because the server has no such list, rather than for now
     */
    synchronized void failed(String line, boolean absent) {
        unread = true;
        if (absent) {
            pausedUntil = clock.instant().plus(PAUSES.pause(failures++));
        }
        if (!told && line != null) {
            LOG.warn("commands are not read from comments for now: {}", line);
            told = true;
        }
    }

    /** The commands in the listed comments that weren't dealt with. */
    synchronized List<Command> commands(List<IssueComment> listed) {
        List<Command> commands = Command.in(listed).stream()
                .filter(command -> !done.containsKey(command.comment().id()))
                .flatMap(command -> left(command, listed))
                .toList();
        failures = 0;
        told = false;
        unread = false;
        reading++;
        early.keySet()
                .retainAll(
                        commands.stream().map(command -> command.comment().id()).toList());
        // As far as all is done: what the others come to is seen when they are listed again.
        (commands.isEmpty() ? listed : List.of(commands.get(0).comment()))
                .stream()
                        .map(IssueComment::updatedAt)
                        .filter(time -> time != null && time.isAfter(since))
                        .max(Instant::compareTo)
                        .ifPresent(latest -> since = latest);
        // Those are not listed any more.
        done.values().removeIf(updated -> updated.isBefore(since));
        // Before a run is cancelled it is to be known that another one follows it.
        return commands.stream()
                .sorted(Comparator.comparing(command -> !command.missed()))
                .toList();
    }

    /** The command, where no run has heeded it. */
    private Stream<Command> left(Command command, List<IssueComment> listed) {
        IssueId issue = command.comment().issue();
        List<IssueComment> sameIssue =
                listed.stream().filter(comment -> comment.issue().equals(issue)).toList();
        Optional<Marker.Found> run = Marker.latest(issue.number(), sameIssue, ours);
        // Without one the first answer may be written while the commands are obeyed.
        return run.isEmpty()
                ? Stream.of(command.missed(command.takesBack() > 0))
                : run
                        .filter(found -> found.leaves(command))
                        .map(found -> command.missed(found.misses(command)))
                        .stream();
    }

    /** It cannot be obeyed yet: the next look reads it again. */
    synchronized void later(Command command) {
        early.put(command.comment().id(), reading);
        unread = true;
    }

    synchronized void done(Command command) {
        IssueComment comment = command.comment();
        if (early.getOrDefault(comment.id(), -1) < reading) {
            done.put(comment.id(), comment.updatedAt() == null ? since : comment.updatedAt());
        }
    }
}
