package io.github.syncimage.run;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The state of a run that was taken.
 *
 * @param owner the daemon that has it in hand
 * @param deaths how many daemons have ended in the middle of it
 * @param taken when it was, in milliseconds of the epoch
 * @param since when it came to this stage, in milliseconds of the epoch
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RunState(RequestRun run, Stage stage, String owner, Set<Mark> marks, int deaths, long taken, long since) {
    public enum Stage {
        /** Nobody has it in hand; when it is taken again, it has its place in the line. */
        KEPT,
        /** Nothing was answered yet. */
        NEW,
        /** The first answer is being written. */
        BEGINNING,
        /** It waits for a worker. */
        READY,
        /** A worker has it, or it is on the way to one. */
        HANDED_ON,
        /** It is answered beside the workers, because there is nothing to copy or nobody wants it any more. */
        ASIDE
    }

    /** Marks say what else is to be known of it. */
    public enum Mark {
        /** It is being served. */
        BEGUN,
        /** It had its turn at the workers before it came back into the line. */
        HAD_ITS_TURN,
        /** A daemon that had it at a worker has left it: its comment may tell the result already. */
        LEFT,
        /** Nobody wants it any more. */
        CANCELLED,
        /** Somebody has closed the issue. */
        CLOSED,
        /** Another run is to follow. */
        AGAIN,
        /** While its first answer is written, an image has arrived that it asks for. */
        LOOK,
        /** It has an image that is larger than limits.small_image: at a worker it takes a place of the large ones. */
        LARGE,
        /** A maintainer wants it to wait for no hours. */
        AT_ONCE
    }

    public RunState {
        // By a later release it may be at a stage that is not known here: somebody has it in hand.
        stage = stage == null ? Stage.ASIDE : stage;
        marks = marks == null
                ? Set.of()
                : marks.stream().filter(Objects::nonNull).collect(Collectors.toUnmodifiableSet());
    }

    /** @param kept what was known of it before, or null */
    public static RunState taken(RequestRun run, String owner, Instant now, RunState kept) {
        long time = now.toEpochMilli();
        if (kept == null) {
            return new RunState(run, Stage.NEW, owner, Set.of(), 0, time, time);
        }
        RunState taken = new RunState(run, Stage.NEW, owner, kept.marks, kept.deaths, kept.taken, time);
        // What was edited may ask for another image.
        return kept.run.fingerprint().equals(run.fingerprint()) ? taken : taken.without(Mark.LARGE);
    }

    public boolean is(Mark mark) {
        return marks.contains(mark);
    }

    public boolean inProgress() {
        return stage != Stage.KEPT;
    }

    /** Returns whether it waits for a worker, or will. */
    public boolean beforeWorkers() {
        return stage == Stage.NEW || stage == Stage.BEGINNING || stage == Stage.READY;
    }

    /** Returns whether this is that run: the comment of one that has not begun may not be known yet. */
    public boolean isOf(RequestRun.Key other) {
        return run.comment() == null || other.comment() == null || run.comment().equals(other.comment());
    }

    public RunState at(Stage next, RequestRun now, String by, Instant time) {
        return new RunState(now, next, by, marks, deaths, taken, time.toEpochMilli());
    }

    public RunState with(Mark mark) {
        Set<Mark> more = EnumSet.of(mark);
        more.addAll(marks);
        return new RunState(run, stage, owner, more, deaths, taken, since);
    }

    public RunState without(Mark mark) {
        Set<Mark> fewer = EnumSet.of(mark);
        fewer.addAll(marks);
        fewer.remove(mark);
        return new RunState(run, stage, owner, fewer, deaths, taken, since);
    }

    /** @param known how many daemons have ended in the middle of it */
    public RunState afterDeaths(int known) {
        return new RunState(run, stage, owner, marks, known, taken, since);
    }

    public RunState ownedBy(String other) {
        return new RunState(run, stage, other, marks, deaths, taken, since);
    }

    /** Returns the state in which it waits for being taken again. */
    public RunState kept() {
        boolean had = stage == Stage.HANDED_ON || is(Mark.HAD_ITS_TURN);
        Set<Mark> stay = EnumSet.noneOf(Mark.class);
        stay.addAll(marks);
        stay.retainAll(Set.of(Mark.HAD_ITS_TURN, Mark.LARGE));
        RunState kept = new RunState(run, Stage.KEPT, null, stay, deaths, taken, since);
        return had ? kept.with(Mark.HAD_ITS_TURN) : kept;
    }
}
