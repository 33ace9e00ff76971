package io.github.syncimage.flow.watch;

import io.github.syncimage.concurrent.TakenOverException;
import io.github.syncimage.copy.plan.CopyResult;
import io.github.syncimage.image.Digest;
import io.github.syncimage.report.Outcome;
import io.github.syncimage.run.ImageRun;
import io.github.syncimage.watch.EntryRun;
import io.github.syncimage.watch.EntryRun.Kind;
import io.github.syncimage.watch.EntryRun.Mode;
import io.github.syncimage.watch.EntryRun.TagOutcome;
import io.github.syncimage.watch.TagRecord;
import io.github.syncimage.watch.Timetable;
import io.github.syncimage.watch.WatchEntry;
import io.github.syncimage.watch.WatchList;
import io.github.syncimage.watch.WatchMemory;
import io.github.syncimage.watch.WatchRunner;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes through the entries whose time has come, one after the other and tag by tag, as {@code routes/watch} asks for it:
 * {@link #next} finds a tag that is to be copied, the route copies it, {@link #done} takes what came of it. People's
 * requests come first: a tag is begun only while none is queued or in work.
 */
public final class WatchRounds {
    private static final Logger LOG = LoggerFactory.getLogger(WatchRounds.class);

    private record Id(String list, String entry) {}

    /**
     * When an entry is gone through.
     *
     * @param retry of tags that failed, far away where none has
     */
    private record Due(Instant regular, Instant retry) {}

    private final WatchedLists lists;
    private final WatchRunner runner;
    private final WatchMemory memory;
    private final BooleanSupplier idle;
    private final IntSupplier term;
    private final Path folder;
    private final Instant started;
    private final Duration spread;
    private final BiConsumer<CopyResult, Digest> moved;
    private final Map<Id, Due> due = new HashMap<>();
    private final Set<Id> wantedNow = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> ended = new ConcurrentHashMap<>();
    private final Map<String, WatchList> retained = new HashMap<>();
    private EntryRun run;
    private TagRecord task;
    private int knownTerm;

    /**
     * @param idle whether the time is the lists': nobody's request is queued or in work
     * @param term another number each time this daemon begins to go through lists, of several that share a database
     * @param folder where {@code NAME.json} of each list is written
     * @param spread after the start, each entry begins at a time of its own within that
     * @param moved is told of a tag that upstream has moved, and its digest before
     */
    public WatchRounds(
            WatchedLists lists,
            WatchRunner runner,
            BooleanSupplier idle,
            IntSupplier term,
            Path folder,
            Duration spread,
            BiConsumer<CopyResult, Digest> moved) {
        this.lists = lists;
        this.runner = runner;
        this.memory = runner.memory();
        this.idle = idle;
        this.term = term;
        this.folder = folder;
        this.started = now();
        this.spread = spread;
        this.moved = moved;
    }

    private Instant now() {
        return runner.clock().instant();
    }

    /** Finds a tag to copy now, if nothing comes before it. */
    public synchronized boolean next() {
        try {
            return findNext();
        } catch (TakenOverException e) {
            LOG.info("{}", e.getMessage());
            return false;
        }
    }

    private boolean findNext() {
        task = null;
        forgetOtherTerms();
        while (run == null ? begin() : idle.getAsBoolean()) {
            while (!run.tasks().isEmpty() && run.until() == null && idle.getAsBoolean()) {
                TagRecord candidate = run.tasks().remove(0);
                if (run.ready(candidate)) {
                    task = candidate;
                    return true;
                }
            }
            if (run.tasks().isEmpty() || run.until() != null) {
                end();
            }
        }
        return false;
    }

    // Another daemon has gone through the lists since: what is due, and what is done, stands in the database.
    private void forgetOtherTerms() {
        if (term.getAsInt() != knownTerm) {
            knownTerm = term.getAsInt();
            run = null;
            due.clear();
            retained.clear();
        }
    }

    /** The tag, as a request for it would come. */
    public synchronized ImageRun image() {
        return ImageRun.ofNobody(run.planned(task));
    }

    /** Takes what came of it; something else than an outcome where the program stops. */
    public synchronized ImageRun done(ImageRun image, Object outcome) {
        if (outcome instanceof Outcome.Mirrored mirrored) {
            Digest before = task.sourceDigest();
            run.copied(task, mirrored.result());
            if (before != null && !before.equals(mirrored.result().sourceDigest())) {
                moved.accept(mirrored.result(), before);
            }
        } else if (outcome instanceof Outcome.Waiting waiting) {
            run.waits(waiting.host() + " limits its requests", waiting.until());
        } else if (outcome instanceof Outcome.Refused refused) {
            run.failed(task, new IllegalStateException(refused.message()));
        } else if (outcome instanceof Outcome.Failed failed) {
            run.failed(task, new IllegalStateException("could not " + failed.action() + ": " + failed.answer()));
        }
        return image;
    }

    private boolean begin() {
        Instant now = now();
        for (WatchList list : lists.all()) {
            retain(list);
            for (WatchEntry entry : list.entries()) {
                Id id = new Id(list.name(), entry.id());
                Due when = due.computeIfAbsent(id, missing -> remembered(missing, entry));
                boolean regular = wantedNow.contains(id) || !now.isBefore(when.regular);
                if (regular || !now.isBefore(when.retry)) {
                    // Only now: of several daemons each asks the database for that.
                    if (!idle.getAsBoolean()) {
                        return false;
                    }
                    run = runner.plan(list, entry, new Mode(false, false, !regular), WatchRounds::log);
                    return true;
                }
            }
        }
        return false;
    }

    private void retain(WatchList list) {
        if (retained.put(list.name(), list) != list) {
            // An edit may say another time; the last run is remembered.
            due.keySet().removeIf(id -> id.list().equals(list.name()));
            memory.retain(
                    list.name(), list.entries().stream().map(WatchEntry::id).toList());
        }
    }

    /** An entry is due as the run before the start has left it, but not all of them at once. */
    private Due remembered(Id id, WatchEntry entry) {
        Instant first = started.plusMillis(Math.floorMod(id.hashCode(), spread.toMillis()));
        Instant next = memory.entry(id.list(), id.entry()).next(entry.timetable());
        return new Due(next == null || next.isBefore(first) ? first : next, retry(id));
    }

    private Instant retry(Id id) {
        return memory.failing(id.list(), id.entry(), 1).stream()
                .map(tag -> tag.failing().retry())
                .findFirst()
                .orElse(Instant.MAX);
    }

    /** Has a list gone through as soon as nobody's request waits; an entry in work needs no other run. */
    public void runNow(String name) {
        entries(name).forEach(entry -> wantedNow.add(new Id(name, entry.id())));
    }

    /** Says that a run that was wanted at once has not come to its end yet. */
    boolean wantedNow(String name) {
        return entries(name).anyMatch(entry -> wantedNow.contains(new Id(name, entry.id())));
    }

    /** Counts the runs of its entries that have come to their end since the start. */
    int ended(String name) {
        return ended.getOrDefault(name, 0);
    }

    ListStatus.ForIssue forIssue(WatchList list) {
        return new ListStatus(list, memory).forIssue(now());
    }

    private void end() {
        run.finish();
        Id id = new Id(run.list().name(), run.entry().id());
        Timetable timetable = run.entry().timetable();
        Instant next = memory.entry(id.list(), id.entry()).next(timetable);
        // Without a database nothing is remembered.
        due.put(id, new Due(next == null ? timetable.after(now()) : next, retry(id)));
        boolean quiet = run.well() && run.count(Kind.MIRRORED) == 0 && run.count(Kind.PRUNED) == 0;
        if (run.failure() != null) {
            LOG.warn("{}: {}", run.list().name(), run.summary());
        } else if (!quiet) {
            LOG.info("{}: {}", run.list().name(), run.summary());
        }
        new ListStatus(run.list(), memory).write(folder, now());
        wantedNow.remove(id);
        ended.merge(id.list(), 1, Integer::sum);
        run = null;
    }

    private static void log(TagOutcome outcome) {
        switch (outcome.kind()) {
            case MIRRORED ->
                LOG.info("mirrored {} -> {}", outcome.source(), outcome.tag().target());
            case FAILED -> LOG.warn("{}: {}", outcome.source(), WatchRunner.reason(outcome.failure()));
            case PRUNED -> LOG.info("deleted {}", outcome.tag().target());
            default -> {
                // The summary counts it.
            }
        }
    }

    /** The names of the lists, which do not change while the program runs. */
    public List<String> names() {
        return lists.names();
    }

    /** When each entry of a list had gone through without a failure, in seconds of the epoch; 0 where one never has. */
    public double lastSuccess(String name) {
        return entries(name)
                .map(entry -> memory.entry(name, entry.id()).succeeded())
                .mapToLong(succeeded -> succeeded == null ? 0 : succeeded.getEpochSecond())
                .min()
                .orElse(0);
    }

    public double failedTags(String name) {
        return entries(name)
                .mapToInt(entry -> memory.failures(name, entry.id()))
                .sum();
    }

    private Stream<WatchEntry> entries(String name) {
        return lists.all().stream().filter(list -> list.name().equals(name)).flatMap(list -> list.entries().stream());
    }
}
