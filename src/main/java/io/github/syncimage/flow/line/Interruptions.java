package io.github.syncimage.flow.line;

import io.github.syncimage.concurrent.Cancellation;
import io.github.syncimage.github.Commands;
import io.github.syncimage.github.model.Command;
import io.github.syncimage.github.model.Issue;
import io.github.syncimage.github.model.IssueId;
import io.github.syncimage.run.ImageRun;
import io.github.syncimage.run.RequestRun;
import io.github.syncimage.run.RunLedger;
import io.github.syncimage.run.RunState;
import io.github.syncimage.run.RunState.Mark;
import io.github.syncimage.run.RunState.Stage;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What people want changed about runs that are queued or in work: cancelled, or run again after this one. */
public final class Interruptions {
    /** As many daemons may end in the middle of a run; what ends each is not tried on another. */
    private static final int MOST_DEATHS = 3;

    private final RunLedger ledger;
    private final Workforce workforce;
    private final Commands commands;
    private final Clock clock;
    /** What ends the copies of the runs that this daemon serves. */
    private final Map<RequestRun.Key, Cancellation> served = new ConcurrentHashMap<>();
    /** Those of the runs in work here that others were found to have, for as long as that work lasts. */
    private final Set<RequestRun.Key> lost = ConcurrentHashMap.newKeySet();

    public Interruptions(RunLedger ledger, Workforce workforce, Commands commands, Clock clock) {
        this.ledger = ledger;
        this.workforce = workforce;
        this.commands = commands;
        this.clock = clock;
    }

    /**
     * Whether this daemon is in the middle of that run, which came back because the others held it for dead: then it goes
     * on with it, and nobody has died.
     */
    public boolean goesOn(RequestRun run) {
        if (!served.containsKey(run.key())) {
            return false;
        }
        ledger.updateUnlessAway(notes -> notes.runs()
                .change(run.issue(), state -> state.with(Mark.BEGUN).afterDeaths(Math.max(0, state.deaths() - 1))));
        return true;
    }

    /** Another daemon has the run that is in work here. */
    void lose(RequestRun.Key run) {
        lost.add(run);
    }

    boolean isLost(RequestRun.Key run) {
        return lost.contains(run);
    }

    /** Its turn has come. Returns false where it was cancelled before that, or is another daemon's by now. */
    public boolean begins(RequestRun run) {
        Optional<RunState> begun = ledger.settle(Optional.empty(), notes -> {
            Optional<RunState> state = notes.runs()
                    .find(run.issue())
                    .filter(standing -> standing.isOf(run.key()) && (isOurs(standing) || isFromABroker(standing)))
                    .filter(standing -> standing.is(Mark.BEGUN) || !standing.is(Mark.CANCELLED))
                    .map(standing -> standing.at(standing.stage(), run, workforce.self(), clock.instant())
                            .with(Mark.BEGUN));
            state.ifPresent(beginning -> notes.runs().put(run.issue(), beginning));
            return state;
        });
        begun.ifPresent(state -> {
            Cancellation cancellation = new Cancellation();
            served.put(run.key(), cancellation);
            if (state.is(Mark.CANCELLED)) {
                cancellation.cancel();
            } else if (state.deaths() >= MOST_DEATHS) {
                cancellation.cancel(new GivenUpException(state.deaths()));
            }
        });
        return begun.isPresent();
    }

    private boolean isOurs(RunState state) {
        return workforce.self().equals(state.owner());
    }

    /** Where {@code requests.queue} is a broker's, another daemon than the one that put the run there may get it. */
    private static boolean isFromABroker(RunState state) {
        return state.stage() == Stage.HANDED_ON && !state.is(Mark.BEGUN);
    }

    /** What ends the run's copies. */
    public Cancellation of(ImageRun image) {
        return image.run() == null ? new Cancellation() : served.getOrDefault(image.run(), new Cancellation());
    }

    /**
     * Nobody wants the run any more. One that has begun ends with its copy, and says so itself.
     *
     * @param closed whether the issue was closed for that
     * @return the run, where it waited and its end is for the caller to tell; null otherwise
     */
    public RequestRun cancel(IssueId issue, boolean closed) {
        RequestRun waited = ledger.change(notes -> {
            RunState state =
                    notes.runs().find(issue).filter(Interruptions::canBe).orElse(null);
            if (state == null || state.is(Mark.CANCELLED)) {
                return null;
            }
            RunState cancelled = (closed ? state.with(Mark.CLOSED) : state).with(Mark.CANCELLED);
            if (state.is(Mark.BEGUN)) {
                notes.runs().put(issue, cancelled);
                return null;
            }
            notes.runs().put(issue, cancelled.at(Stage.ASIDE, state.run(), workforce.self(), clock.instant()));
            return state.run();
        });
        look();
        return waited;
    }

    /** Ends the copies that this daemon makes for runs that are cancelled, whichever daemon has learned of that. */
    public void look() {
        if (served.isEmpty()) {
            return;
        }
        ledger.look(notes -> served.keySet().stream()
                        .filter(key -> notes.hasRun(
                                key.issue(), state -> state.run().key().equals(key) && state.is(Mark.CANCELLED)))
                        .toList())
                .forEach(key -> served.getOrDefault(key, new Cancellation()).cancel());
    }

    /** Whether there is something to interrupt: before its first answer is there, a run only reads commands itself. */
    private static boolean canBe(RunState state) {
        return switch (state.stage()) {
            case READY, HANDED_ON -> true;
            case ASIDE -> state.is(Mark.BEGUN) || state.run().comment() != null;
            default -> false;
        };
    }

    /** Whether the command cancels a run that is queued or in work. */
    public boolean cancels(Command command, Issue issue) {
        return command.cancels() && concerns(command, issue);
    }

    /**
     * Whether the command asks for another run while one is queued or in work; if so, it is noted. One that has not begun
     * is another one, unless it is to be about other platforms, or is to be cancelled first.
     */
    public boolean retried(Command command, Issue issue) {
        if (command.cancels() || !concerns(command, issue)) {
            return false;
        }
        return ledger.change(notes -> {
            Optional<RunState> state = notes.runs().find(issue.id()).filter(Interruptions::canBe);
            state.filter(standing -> standing.is(Mark.BEGUN) || command.namesPlatforms() || command.missed())
                    .ifPresent(standing -> notes.runs().put(issue.id(), standing.with(Mark.AGAIN)));
            state.filter(standing ->
                            !standing.is(Mark.BEGUN) && command.comment().trusted())
                    .ifPresent(standing -> notes.runs().change(issue.id(), of -> of.with(Mark.AT_ONCE)));
            return state.isPresent();
        });
    }

    private boolean concerns(Command command, Issue issue) {
        if (!commands.allowed(command, issue)) {
            return false;
        }
        Optional<RunState> state =
                ledger.look(notes -> notes.runs().find(issue.id()).filter(RunState::inProgress));
        boolean concerns = state.filter(Interruptions::canBe).isPresent();
        if (state.isPresent()
                && !concerns
                && (command.cancels() || command.namesPlatforms() || command.takesBack() > 0)) {
            // Its first answer is on its way, and may have been begun before the comment was written.
            commands.later(command);
        }
        return concerns;
    }

    /** Whether another run of the issue is to follow the one that is queued or in work. */
    public boolean wantsAnother(IssueId issue) {
        return is(issue, Mark.AGAIN);
    }

    /** Whether somebody has closed the issue of this run. */
    public boolean closed(RequestRun run) {
        return is(run.issue(), Mark.CLOSED);
    }

    private boolean is(IssueId issue, Mark mark) {
        return ledger.look(notes -> notes.hasRun(issue, state -> state.is(mark)));
    }

    /** Nothing of this daemon's runs of that issue is on its way any more. */
    public void remove(IssueId issue) {
        served.keySet().removeIf(key -> key.issue().equals(issue));
        lost.removeIf(key -> key.issue().equals(issue));
    }
}
