package io.github.syncimage.watch.run;

import io.github.syncimage.concurrent.BackOff;
import io.github.syncimage.concurrent.TakenOverException;
import io.github.syncimage.copy.Copier;
import io.github.syncimage.copy.plan.CopyPlan;
import io.github.syncimage.copy.plan.CopyProgress;
import io.github.syncimage.copy.plan.CopyResult;
import io.github.syncimage.copy.plan.Dialect;
import io.github.syncimage.copy.plan.TargetChoice;
import io.github.syncimage.copy.source.CopyRefusedException;
import io.github.syncimage.copy.source.Upstream;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.image.Repository;
import io.github.syncimage.naming.TargetNames;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.api.RegistryClient;
import io.github.syncimage.text.OneLine;
import io.github.syncimage.watch.TagChoice;
import io.github.syncimage.watch.WatchEntry;
import io.github.syncimage.watch.WatchList;
import io.github.syncimage.watch.run.EntryPlan.Kind;
import io.github.syncimage.watch.run.EntryPlan.Mode;
import io.github.syncimage.watch.run.EntryPlan.TagOutcome;
import io.github.syncimage.watch.run.EntryPlan.Task;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Goes through an entry: {@link #plan} finds what is to be copied, {@link #copy} copies a tag (or {@link #ready}, then
 * somebody else's copy, then {@link #copied} or {@link #failed}), and {@link #finish} tells what is gone, deletes what may
 * go, and says when it is due again. What is done is remembered tag by tag, so that a run that breaks off loses nothing.
 */
public final class WatchRunner {
    /** A million tags of a registry that sends a hundred at once. */
    private static final int MOST_PAGES = 10_000;
    /** So many tags in a row that got no answer show that there is none to be had now. */
    private static final int MOST_IN_A_ROW = 3;
    /** To be told of, the latest. */
    private static final int MOST_GONE = 1000;

    private static final int LONGEST_REASON = 300;

    /**
     * What the configuration says to lists.
     *
     * @param names of targets by the rules; null where no target registry is configured
     * @param platforms where an entry names none
     * @param registry host of the configured target, whose {@code dialect} is given; null where none is
     * @param largestStep tags that an entry may copy at once
     */
    public record Scope(
            TargetNames names, PlatformSelection platforms, String registry, Dialect dialect, int largestStep) {
        /** About other registries than the configured one nothing is known. */
        public Dialect dialect(ImageReference target) {
            return target.host().equals(registry) ? dialect : Dialect.AUTO;
        }
    }

    private static final BackOff PAUSES = new BackOff(Duration.ofMinutes(5), Duration.ofDays(1));

    private final RegistryClient client;
    private final Copier copier;
    private final WatchMemory memory;
    private final Scope scope;
    private final Clock clock;
    private final Runnable stillOurs;
    private final TagCheck check;

    /**
     * @param stillOurs is run right before a tag is set or deleted, and before it is noted how an entry stands; it throws
     *     {@link TakenOverException} where another process goes through the lists by now
     */
    public WatchRunner(
            RegistryClient client, Copier copier, WatchMemory memory, Scope scope, Clock clock, Runnable stillOurs) {
        this.stillOurs = stillOurs;
        this.client = client;
        this.copier = copier;
        this.memory = memory;
        this.scope = scope;
        this.clock = clock;
        this.check = new TagCheck(client, copier, memory, scope, clock);
    }

    /**
     * Lists the entry's tags and looks at each that is meant; never throws what concerns this entry only.
     *
     * @param told of each tag as soon as it is known how it stands
     */
    public EntryPlan plan(WatchList list, WatchEntry entry, Mode mode, Consumer<TagOutcome> told) {
        EntryPlan plan = new EntryPlan(list, entry, mode, clock.instant(), told);
        try {
            checkAll(plan, mode.retries() ? failing(plan) : meant(plan));
        } catch (RegistryException e) {
            if (!waits(plan, e)) {
                plan.fails(reason(e));
            }
        }
        refuseLargeStep(plan);
        return plan;
    }

    /** Has the plan wait for the end of a registry's limit, if it failed by one. */
    private boolean waits(EntryPlan plan, RuntimeException failure) {
        if (!(failure instanceof RegistryException limited) || limited.kind() != RegistryException.Kind.RATE_LIMITED) {
            return false;
        }
        Instant told = limited.retryAt();
        plan.waits(reason(limited), told == null ? clock.instant().plus(PAUSES.first()) : told);
        return true;
    }

    private List<String> failing(EntryPlan plan) {
        Instant now = clock.instant();
        return memory.failing(plan.list().name(), plan.entry().id(), Integer.MAX_VALUE).stream()
                .filter(tag -> !tag.failing().retry().isAfter(now))
                .map(tag -> tag.key().tag())
                .toList();
    }

    private List<String> meant(EntryPlan plan) {
        WatchEntry entry = plan.entry();
        if (entry.single()) {
            plan.listed(1, List.of(entry.tag()), Set.of());
            return List.of(entry.tag());
        }
        TagChoice choice = new TagChoice(entry.filter());
        Set<String> missing = new HashSet<>();
        if (plan.mode().check()) {
            memory.placed(plan.list().name(), entry.id())
                    .forEach(tag -> missing.add(tag.key().tag()));
        }
        boolean complete = client.eachTag(entry.source(), MOST_PAGES, tags -> {
            tags.forEach(choice);
            if (plan.mode().check()) {
                tags.forEach(missing::remove);
            } else {
                memory.seen(plan.list().name(), entry.id(), tags, clock.instant());
            }
        });
        if (!complete || choice.seen() == 0) {
            throw new RegistryException(
                    RegistryException.Kind.UNEXPECTED,
                    "list the tags",
                    entry.source().toString(),
                    choice.seen() == 0
                            ? "there are none, so nothing is concluded"
                            : "the list has no end, so nothing is concluded from it",
                    null);
        }
        plan.listed(choice.seen(), choice.tags(), missing);
        return choice.tags();
    }

    private void checkAll(EntryPlan plan, List<String> tags) {
        int inARow = 0;
        for (String tag : tags) {
            try {
                check.check(plan, tag);
                inARow = 0;
            } catch (RegistryException | CopyRefusedException e) {
                if (waits(plan, e)) {
                    return;
                }
                inARow = e instanceof RegistryException registry && registry.temporary() ? inARow + 1 : 0;
                checkFailed(plan, tag, e);
                if (inARow == MOST_IN_A_ROW) {
                    throw e;
                }
            }
            // The latest answer may have told that little is left.
            if (isBelowFloor(plan)) {
                return;
            }
        }
    }

    private void checkFailed(EntryPlan plan, String tag, RuntimeException e) {
        TagRecord known = memory.find(plan.key(tag))
                .orElseGet(() -> TagRecord.unknown(
                        plan.key(tag),
                        plan.entry().preferred(tag, scope.names()),
                        scope.platforms().toString()));
        if (known.done() && TagCheck.isAbsent(e)) {
            TagRecord gone = known.goneSince(known.gone() == null ? clock.instant() : known.gone());
            remember(plan, gone);
            plan.tell(TagOutcome.of(Kind.GONE, null, gone, null));
        } else {
            failed(plan, known, plan.entry().source().tag(tag), e);
        }
    }

    private void remember(EntryPlan plan, TagRecord tag) {
        if (!plan.mode().check()) {
            memory.put(tag);
        }
    }

    /** Has the plan wait if the upstream's quota is nearly used up, and what is left is for others. */
    private boolean isBelowFloor(EntryPlan plan) {
        Repository source = plan.entry().source();
        WatchEntry.RateFloor floor = plan.entry().rate();
        OptionalInt left = client.pullsLeft(source);
        if (floor.min() == 0 || left.isEmpty() || left.getAsInt() >= floor.min()) {
            return false;
        }
        plan.waits(
                source.host() + " has " + left.getAsInt() + " pulls left, and " + floor.min() + " are kept for others",
                clock.instant().plus(floor.retry()));
        return true;
    }

    private void refuseLargeStep(EntryPlan plan) {
        int step = plan.tasks().size();
        if (step > scope.largestStep() && !plan.mode().force()) {
            plan.tasks().clear();
            plan.fails(step + " tags are to be copied, more than watch.largest_step (" + scope.largestStep()
                    + "), so none is: see whether they are meant, then run `sync-image watch --once --force`");
        }
    }

    /**
     * Whether the tag can be copied now; where it cannot, the plan is told why. Then somebody else copies it.
     *
     * @throws TakenOverException where another process goes through the lists by now
     */
    public boolean ready(EntryPlan plan, Task task) {
        try {
            if (!isBelowFloor(plan)) {
                try (Upstream upstream = copier.inspect(task.source())) {
                    // Whose copy it is looks again at where it goes.
                    ImageReference target = task.known().done()
                            ? task.known().target()
                            : choose(task, upstream).image();
                    prepare(plan.entry(), task, target, upstream.digest());
                    return true;
                }
            }
        } catch (RuntimeException e) {
            failed(plan, task, e);
        }
        return false;
    }

    /**
     * The whole copy of one tag; never throws what concerns this tag only.
     *
     * @throws TakenOverException where another process goes through the lists by now
     */
    public void copy(EntryPlan plan, Task task, CopyProgress progress) {
        try {
            if (isBelowFloor(plan)) {
                return;
            }
            try (Upstream upstream = copier.inspect(task.source())) {
                TargetChoice target = choose(task, upstream);
                prepare(plan.entry(), task, target.image(), upstream.digest());
                CopyPlan copy = copier.plan(upstream, target, task.wanted(), scope.dialect(target.image()), () -> {})
                        .withSignatures(plan.entry().signatures())
                        .withFreshSignatures();
                copied(plan, task, copier.copy(copy, progress, stillOurs));
            }
        } catch (RuntimeException e) {
            failed(plan, task, e);
        }
    }

    /**
     * Sees to what has to be done before a tag is copied: that no other entry has its target, and that what stands there
     * is kept where that is wanted.
     *
     * @throws CopyRefusedException where another entry has it
     */
    private void prepare(WatchEntry entry, Task task, ImageReference target, Digest coming) {
        memory.ownerBeside(task.known().key(), target).ifPresent(owner -> {
            throw new CopyRefusedException(
                    CopyRefusedException.Reason.TARGET_TAKEN,
                    target + " is written by the entry " + owner.entry() + " of the list " + owner.list());
        });
        if (entry.backup() != null) {
            backUp(target, entry.backupOf(target), coming);
        }
    }

    private TargetChoice choose(Task task, Upstream upstream) {
        return copier.chooseTarget(upstream, task.preferred(), task.qualified());
    }

    private void backUp(ImageReference target, ImageReference backup, Digest coming) {
        Digest standing = client.headManifest(target).map(Descriptor::digest).orElse(null);
        if (standing != null && !standing.equals(coming)) {
            copier.keep(target.withDigest(standing), backup, stillOurs);
        }
    }

    /** The tag was copied, or stood there by then. */
    public void copied(EntryPlan plan, Task task, CopyResult result) {
        TagRecord known = task.known().at(result.target(), task.wanted().toString());
        TagRecord now = known.after(result, clock.instant());
        memory.put(now);
        Digest before =
                known.done() && !result.sourceDigest().equals(known.sourceDigest()) ? known.sourceDigest() : null;
        Kind kind = result.alreadyPresent() ? Kind.PRESENT : Kind.MIRRORED;
        plan.tell(new TagOutcome(kind, task.source(), now, before, result.sourceDigest(), result, null));
    }

    /** Notes the failure, unless another process goes through the lists by now. */
    public void failed(EntryPlan plan, Task task, RuntimeException failure) {
        if (failure instanceof TakenOverException taken) {
            throw taken;
        }
        if (!waits(plan, failure)) {
            failed(plan, task.known(), task.source(), failure);
        }
    }

    private void failed(EntryPlan plan, TagRecord known, ImageReference source, RuntimeException failure) {
        Instant again = retry(plan.entry(), known.failing().times());
        remember(plan, known.failed(reason(failure), clock.instant(), again));
        plan.tell(new TagOutcome(Kind.FAILED, source, known, null, null, null, failure));
    }

    /** Later each time, but not later than the entry runs anyway. */
    private Instant retry(WatchEntry entry, int failures) {
        Instant now = clock.instant();
        Instant again = now.plus(PAUSES.pause(failures));
        Instant regular = entry.timetable().after(now);
        return again.isBefore(regular) ? again : regular;
    }

    /**
     * All of the plan's tasks are done, or as many as could be.
     *
     * @throws TakenOverException where another process goes through the lists by now
     */
    public void finish(EntryPlan plan) {
        stillOurs.run();
        String list = plan.list().name();
        String entry = plan.entry().id();
        if (plan.complete() && !plan.entry().single() && !plan.mode().check()) {
            memory.noteGone(list, entry, plan.began());
            memory.gone(list, MOST_GONE).stream()
                    .filter(tag -> tag.key().entry().equals(entry))
                    .forEach(tag -> plan.tell(TagOutcome.of(Kind.GONE, null, tag, null)));
        }
        if (plan.complete() && plan.failure() == null && plan.entry().keep() != null) {
            new Pruner(client, copier, memory, clock, stillOurs).prune(plan);
        }
        if (!plan.mode().check()) {
            memory.put(record(plan));
        }
    }

    private EntryRecord record(EntryPlan plan) {
        Instant now = clock.instant();
        WatchEntry entry = plan.entry();
        EntryRecord before = memory.entry(plan.list().name(), entry.id());
        boolean failed = plan.failure() != null;
        int failures = failed ? before.failures() + 1 : 0;
        boolean listed = !plan.mode().retries() || before.ran() == null;
        Instant none = listed ? now : before.pause();
        Instant pause = failed ? retry(entry, failures - 1) : plan.until() != null ? plan.until() : none;
        boolean well = plan.well() && memory.failures(plan.list().name(), entry.id()) == 0;
        return new EntryRecord(
                plan.list().name(),
                entry.id(),
                listed ? now : before.ran(),
                well ? now : before.succeeded(),
                pause,
                listed ? plan.chosen() : before.chosen(),
                failures,
                failed ? Objects.requireNonNullElse(before.failingSince(), now) : null,
                plan.failure());
    }

    /** In a line. */
    public static String reason(RuntimeException failure) {
        return OneLine.of(
                failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage(),
                LONGEST_REASON);
    }
}
