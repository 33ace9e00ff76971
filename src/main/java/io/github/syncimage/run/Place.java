package io.github.syncimage.run;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where a run stands.
 *
 * @param owner the daemon that has it in hand
 * @param deaths how many daemons have ended in the middle of it
 * @param taken when it was, in milliseconds of the epoch
 * @param since when it came to this stage, in milliseconds of the epoch
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Place(RequestRun run, Stage stage, String owner, Set<Mark> marks, int deaths, long taken, long since) {
    /** How far it is on its way. */
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

    /** What else is to be known of it. */
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

    public Place {
        // By a later release it may be at a stage that is not known here: somebody has it in hand.
        stage = stage == null ? Stage.ASIDE : stage;
        marks = marks == null
                ? Set.of()
                : marks.stream().filter(Objects::nonNull).collect(Collectors.toUnmodifiableSet());
    }

    /** @param kept what was known of it before, or null */
    public static Place taken(RequestRun run, String owner, Instant now, Place kept) {
        long time = now.toEpochMilli();
        if (kept == null) {
            return new Place(run, Stage.NEW, owner, Set.of(), 0, time, time);
        }
        Place taken = new Place(run, Stage.NEW, owner, kept.marks, kept.deaths, kept.taken, time);
        // What was edited may ask for another image.
        return kept.run.fingerprint().equals(run.fingerprint()) ? taken : taken.without(Mark.LARGE);
    }

    public boolean is(Mark mark) {
        return marks.contains(mark);
    }

    /** Whether somebody's run is at this place. */
    public boolean inProgress() {
        return stage != Stage.KEPT;
    }

    /** Whether it waits for a worker, or will. */
    public boolean beforeWorkers() {
        return stage == Stage.NEW || stage == Stage.BEGINNING || stage == Stage.READY;
    }

    /** Whether this is that run: the comment of one that has not begun may not be known yet. */
    public boolean isOf(RequestRun.Key other) {
        return run.comment() == null || other.comment() == null || run.comment().equals(other.comment());
    }

    /** The same run, further on its way. */
    public Place at(Stage next, RequestRun now, String by, Instant time) {
        return new Place(now, next, by, marks, deaths, taken, time.toEpochMilli());
    }

    public Place with(Mark mark) {
        Set<Mark> more = EnumSet.of(mark);
        more.addAll(marks);
        return new Place(run, stage, owner, more, deaths, taken, since);
    }

    public Place without(Mark mark) {
        Set<Mark> fewer = EnumSet.of(mark);
        fewer.addAll(marks);
        fewer.remove(mark);
        return new Place(run, stage, owner, fewer, deaths, taken, since);
    }

    /** @param known how many daemons have ended in the middle of it */
    public Place afterDeaths(int known) {
        return new Place(run, stage, owner, marks, known, taken, since);
    }

    public Place ownedBy(String other) {
        return new Place(run, stage, other, marks, deaths, taken, since);
    }

    /** As it waits for being taken again. */
    public Place kept() {
        boolean had = stage == Stage.HANDED_ON || is(Mark.HAD_ITS_TURN);
        Set<Mark> stay = EnumSet.noneOf(Mark.class);
        stay.addAll(marks);
        stay.retainAll(Set.of(Mark.HAD_ITS_TURN, Mark.LARGE));
        Place kept = new Place(run, Stage.KEPT, null, stay, deaths, taken, since);
        return had ? kept.with(Mark.HAD_ITS_TURN) : kept;
    }
}
