package io.github.syncimage.flow.intake;

import io.github.syncimage.concurrent.Cancellation;
import io.github.syncimage.concurrent.LruCache;
import io.github.syncimage.flow.run.ImageRun;
import io.github.syncimage.flow.run.RequestRun;
import io.github.syncimage.github.Commands;
import io.github.syncimage.github.model.Command;
import io.github.syncimage.github.model.Issue;
import io.github.syncimage.github.model.IssueId;
import java.util.HashMap;
import java.util.Map;

/** What people want changed about runs that are queued or in work: cancelled, or run again after this one. */
public final class Interruptions {
    /** A message about a cancelled run may still be in the queue; no more runs than these are ever there. */
    private static final int REMEMBERED = 10_000;

    private static final class Taken {
        private final RequestRun run;
        private final Cancellation cancellation = new Cancellation();
        private boolean begun;
        private boolean closed;
        private boolean again;

        private Taken(RequestRun run) {
            this.run = run;
        }
    }

    private final Commands commands;
    private final Map<IssueId, Taken> inProgress = new HashMap<>();
    private final LruCache<RequestRun.Key, Boolean> cancelled = new LruCache<>(REMEMBERED);

    public Interruptions(Commands commands) {
        this.commands = commands;
    }

    /** The run has its comment and waits for its turn. */
    public synchronized void ready(RequestRun run) {
        inProgress.put(run.issue(), new Taken(run));
    }

    /** Its turn has come. Returns false where it was cancelled before that. */
    public synchronized boolean begins(RequestRun run) {
        if (cancelled.find(run.key()).isPresent()) {
            return false;
        }
        inProgress.computeIfAbsent(run.issue(), issue -> new Taken(run)).begun = true;
        return true;
    }

    /** What ends the run's copies. */
    public synchronized Cancellation of(ImageRun image) {
        Taken taken = inProgress.get(image.issue());
        return taken == null || !taken.run.key().equals(image.run()) ? new Cancellation() : taken.cancellation;
    }

    /**
     * Nobody wants the run any more. One that has begun ends with its copy, and says so itself.
     *
     * @param closed whether the issue was closed for that
     * @return the run, where it waited and its end is for the caller to tell; null otherwise
     */
    public synchronized RequestRun cancel(IssueId issue, boolean closed) {
        Taken taken = inProgress.get(issue);
        if (taken == null || taken.cancellation.isCancelled()) {
            return null;
        }
        taken.closed = closed;
        taken.cancellation.cancel();
        if (taken.begun) {
            return null;
        }
        cancelled.put(taken.run.key(), true);
        return taken.run;
    }

    /** Whether the command cancels a run that is queued or in work. */
    public synchronized boolean cancels(Command command, Issue issue) {
        return command.cancels() && concerns(command, issue);
    }

    /**
     * Whether the command asks for another run while one is queued or in work; if so, it is noted. One that has not begun
     * is another one, unless it is to be about other platforms.
     */
    public synchronized boolean retried(Command command, Issue issue) {
        if (command.cancels() || !concerns(command, issue)) {
            return false;
        }
        Taken taken = inProgress.get(issue.id());
        taken.again = taken.again || taken.begun || !command.words().isEmpty();
        return true;
    }

    private boolean concerns(Command command, Issue issue) {
        return commands.allowed(command, issue) && inProgress.containsKey(issue.id());
    }

    /** Whether another run of the issue is to follow the one that is queued or in work. */
    public synchronized boolean wantsAnother(IssueId issue) {
        return inProgress.containsKey(issue) && inProgress.get(issue).again;
    }

    /** Whether another run was asked for while this one was in work. */
    synchronized boolean wantedAgain(RequestRun run) {
        Taken taken = inProgress.get(run.issue());
        return taken != null && taken.again;
    }

    /** Whether somebody has closed the issue of this run. */
    synchronized boolean closed(RequestRun run) {
        Taken taken = inProgress.get(run.issue());
        return taken != null && taken.closed;
    }

    /** The run is over. */
    synchronized void remove(IssueId issue) {
        inProgress.remove(issue);
    }
}
