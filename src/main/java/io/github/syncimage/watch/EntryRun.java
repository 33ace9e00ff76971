package io.github.syncimage.watch;

import io.github.syncimage.concurrent.BackOff;
import io.github.syncimage.concurrent.TakenOverException;
import io.github.syncimage.copy.Copier;
import io.github.syncimage.copy.plan.CopyPlan;
import io.github.syncimage.copy.plan.CopyProgress;
import io.github.syncimage.copy.plan.CopyResult;
import io.github.syncimage.copy.plan.TargetChoice;
import io.github.syncimage.copy.source.CopyRefusedException;
import io.github.syncimage.copy.source.Upstream;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.image.Repository;
import io.github.syncimage.issue.Decision.PlannedRequest;
import io.github.syncimage.naming.TargetNames;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.api.RegistryClient;
import io.github.syncimage.run.ImageRun;
import io.github.syncimage.watch.WatchMemory.EntryRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One run of an entry: {@link WatchRunner#plan} finds what is to be copied, {@link #copy} copies a tag (or {@link #ready},
 * then somebody else's copy, then {@link #copied} or {@link #failed}), and {@link #finish} tells what is gone, deletes what
 * may go, and says when it is due again. What is done is remembered tag by tag, so that a run that breaks off loses
 * nothing. One thread at a time.
 */
public final class EntryRun {
    /**
     * How an entry is gone through.
     *
     * @param check whether it is only told what would be done: nothing is written, here or there
     * @param force whether more is copied and deleted at once than is usual
     * @param retries whether only tags that failed are tried again, without listing any
     */
    public record Mode(boolean check, boolean force, boolean retries) {}

    /** A run finds this out about a tag, or does it. */
    public enum Kind {
        /** It stands at the target as upstream has it. */
        PRESENT,
        /** It is to be copied: nothing stands there, or something else. */
        NEW,
        /** It is to be copied again, because it moved upstream. */
        MOVED,
        MIRRORED,
        FAILED,
        /** Upstream has it no more; it stays at the target. */
        GONE,
        /** It is to be deleted at the target. */
        PRUNABLE,
        PRUNED;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What has come of one tag.
     *
     * @param source null where upstream has no such tag any more
     * @param tag what is known of it now
     * @param before upstream's digest before the tag moved, null where it has not
     * @param now upstream's digest, null where it was not asked for
     * @param result of a copy, else null
     * @param failure why it failed, else null
     */
    public record TagOutcome(
            Kind kind,
            ImageReference source,
            TagRecord tag,
            Digest before,
            Digest now,
            CopyResult result,
            RuntimeException failure) {}

    /** A million tags of a registry that sends a hundred at once. */
    private static final int MOST_PAGES = 10_000;
    /** So many tags in a row that got no answer show that there is none to be had now. */
    private static final int MOST_IN_A_ROW = 3;
    /** To be told of, the latest. */
    private static final int MOST_GONE = 1000;

    private static final BackOff PAUSES = new BackOff(Duration.ofMinutes(5), Duration.ofDays(1));

    private final WatchRunner runner;
    private final RegistryClient client;
    private final Copier copier;
    private final WatchMemory memory;
    private final WatchList list;
    private final WatchEntry entry;
    private final Mode mode;
    private final Consumer<TagOutcome> told;
    private final PlatformSelection wanted;
    private final Instant began;
    private final List<TagRecord> tasks = new ArrayList<>();
    private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
    private int listed;
    /** The tags that the filter means; null where none were listed. */
    private Set<String> meant;
    /** Tags at the target that upstream has no more; only a check asks, else the memory knows them. */
    private final Set<String> lost = new HashSet<>();

    private String failure;
    private Instant until;
    private String note;

    EntryRun(WatchRunner runner, WatchList list, WatchEntry entry, Mode mode, Consumer<TagOutcome> told) {
        this.runner = runner;
        this.client = runner.client();
        this.copier = runner.copier();
        this.memory = runner.memory();
        this.list = list;
        this.entry = entry;
        this.mode = mode;
        this.told = told;
        this.wanted = entry.platforms() == null ? runner.scope().platforms() : entry.platforms();
        this.began = now();
    }

    public WatchList list() {
        return list;
    }

    public WatchEntry entry() {
        return entry;
    }

    Mode mode() {
        return mode;
    }

    /** Tags that are to be copied, as they are remembered; who copies one may take it out. */
    public List<TagRecord> tasks() {
        return tasks;
    }

    public ImageReference source(TagRecord task) {
        return entry.source().tag(task.key().tag());
    }

    /** What the tag is called at the target, as an image or as what it has been; also where the list gives that. */
    public PlannedRequest names(TagRecord task) {
        return artifact(task, planned(task));
    }

    /** As {@link #names}, before it is known what it is. */
    public PlannedRequest planned(TagRecord task) {
        TargetNames names = runner.scope().names();
        boolean elsewhere = entry.target() == null && names.artifacts() != names;
        PlannedRequest artifact = elsewhere ? planned(task, names.artifacts(), null) : null;
        return planned(task, names, artifact);
    }

    private PlannedRequest planned(TagRecord task, TargetNames names, PlannedRequest artifact) {
        String tag = task.key().tag();
        ImageReference preferred = entry.preferred(tag, names);
        return new PlannedRequest(
                source(task), preferred, entry.qualified(tag, names), preferred, wanted, true, artifact);
    }

    private static PlannedRequest artifact(TagRecord task, PlannedRequest planned) {
        PlannedRequest artifact = planned.artifact();
        boolean was = artifact != null
                && (task.target().equals(artifact.target()) || task.target().equals(artifact.qualified()));
        return was ? artifact : planned;
    }

    /** As it is now. */
    private PlannedRequest names(TagRecord task, Upstream upstream) {
        ImageRun image = ImageRun.ofNobody(planned(task));
        boolean artifact = image.request().artifact() != null && copier.isArtifact(upstream, image.names(), () -> {});
        return artifact ? image.request().artifact() : image.request();
    }

    public PlatformSelection wanted() {
        return wanted;
    }

    public int count(Kind kind) {
        return counts.getOrDefault(kind, 0);
    }

    /** Why the entry could not be gone through, in a line; null where it could. */
    public String failure() {
        return failure;
    }

    /** Until when it has to wait for a quota; null where it need not. */
    public Instant until() {
        return until;
    }

    /** Something else worth telling, in a line; null where there is nothing. */
    public String note() {
        return note;
    }

    public boolean well() {
        return failure == null && until == null && count(Kind.FAILED) == 0;
    }

    public String summary() {
        String meantOf = listed == 0 ? null : meant.size() + " of " + listed + " tags are meant";
        String counted = Arrays.stream(Kind.values())
                .filter(kind -> count(kind) > 0)
                .map(kind -> count(kind) + " " + kind.label())
                .collect(Collectors.joining(", "));
        String trouble =
                failure != null ? "failed: " + failure : until != null ? "waits until " + until + ": " + note : note;
        return entry.id() + ": "
                + Stream.of(meantOf, counted, trouble)
                        .filter(part -> part != null && !part.isEmpty())
                        .collect(Collectors.joining("; "));
    }

    /** Says that the entry's filter means this tag, which the upstream has. */
    boolean means(String tag) {
        return meant.contains(tag);
    }

    Set<String> lost() {
        return lost;
    }

    void tell(Kind kind, TagRecord tag) {
        tell(new TagOutcome(kind, null, tag, null, null, null, null));
    }

    private void tell(TagOutcome outcome) {
        counts.merge(outcome.kind(), 1, Integer::sum);
        told.accept(outcome);
    }

    void fails(String why) {
        failure = why;
    }

    public void waits(String why, Instant end) {
        note = why;
        until = end;
    }

    void note(String what) {
        note = note == null ? what : note + "; " + what;
    }

    Instant now() {
        return runner.clock().instant();
    }

    void plan() {
        try {
            checkAll(mode.retries() ? failing() : listed());
        } catch (RegistryException e) {
            if (!waits(e)) {
                failure = WatchRunner.reason(e);
            }
        }
        int largest = runner.scope().largestStep();
        if (tasks.size() > largest && !mode.force()) {
            failure = tasks.size() + " tags are to be copied, more than watch.largest_step (" + largest
                    + "), so none is: see whether they are meant, then run `sync-image watch --once --force`";
            tasks.clear();
        }
    }

    private boolean waits(RuntimeException failed) {
        if (!(failed instanceof RegistryException limited) || limited.kind() != RegistryException.Kind.RATE_LIMITED) {
            return false;
        }
        Instant retry = limited.retryAt() == null ? now().plus(PAUSES.first()) : limited.retryAt();
        waits(WatchRunner.reason(limited), retry);
        return true;
    }

    private List<String> failing() {
        return memory.failing(list.name(), entry.id(), Integer.MAX_VALUE).stream()
                .filter(tag -> !tag.failing().retry().isAfter(now()))
                .map(tag -> tag.key().tag())
                .toList();
    }

    private List<String> listed() {
        if (entry.single()) {
            listed = 1;
            meant = Set.of(entry.tag());
            return List.of(entry.tag());
        }
        TagFilter.Choice choice = new TagFilter.Choice(entry.filter());
        if (mode.check()) {
            memory.placed(list.name(), entry.id())
                    .forEach(tag -> lost.add(tag.key().tag()));
        }
        boolean complete = client.eachTag(entry.source(), MOST_PAGES, tags -> {
            tags.forEach(choice);
            if (mode.check()) {
                tags.forEach(lost::remove);
            } else {
                memory.seen(list.name(), entry.id(), tags, now());
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
        listed = choice.seen();
        meant = new HashSet<>(choice.tags());
        return choice.tags();
    }

    private void checkAll(List<String> tags) {
        int inARow = 0;
        for (String tag : tags) {
            try {
                check(remembered(tag));
                inARow = 0;
            } catch (RegistryException | CopyRefusedException e) {
                if (waits(e)) {
                    return;
                }
                inARow = e instanceof RegistryException registry && registry.temporary() ? inARow + 1 : 0;
                checkFailed(remembered(tag), e);
                if (inARow == MOST_IN_A_ROW) {
                    throw e;
                }
            }
            // The latest answer may have told that little is left.
            if (isBelowFloor()) {
                return;
            }
        }
    }

    private TagRecord remembered(String tag) {
        TagRecord.Key key = new TagRecord.Key(list.name(), entry.id(), tag);
        return memory.find(key)
                .orElseGet(() -> TagRecord.unknown(
                        key, entry.preferred(tag, runner.scope().names()), wanted.toString()));
    }

    private void checkFailed(TagRecord known, RuntimeException e) {
        boolean absent =
                e instanceof CopyRefusedException refused && refused.reason() == CopyRefusedException.Reason.NOT_FOUND;
        if (known.done() && absent) {
            TagRecord gone = known.goneSince(known.gone() == null ? now() : known.gone());
            remember(gone);
            tell(Kind.GONE, gone);
        } else {
            fail(known, e);
        }
    }

    private void remember(TagRecord tag) {
        if (!mode.check()) {
            memory.put(tag);
        }
    }

    /**
     * Finds out whether a tag is to be copied, by as few requests as that takes: an unchanged one costs a {@code HEAD} at its
     * upstream, and another at its target once a day; one that never moves costs only the latter. Where nothing was attached
     * to it, it is looked at for signatures too, ever less often.
     */
    private void check(TagRecord found) {
        ImageReference preferred = names(found).target();
        ImageReference qualified = names(found).qualified();
        Repository source = entry.source().upstream();
        Optional<Repository> owner =
                preferred.equals(qualified) ? Optional.of(source) : copier.owner(preferred.repository());
        boolean ours = owner.filter(source::equals).isPresent();
        ImageReference target = owner.isEmpty() || ours || qualified == null ? preferred : qualified;
        TagRecord known = found.at(found.target().equals(qualified) ? qualified : target, wanted.toString());
        // What stands where the repository is not known to be this source's is not, alike as it may be.
        boolean named = ours || known.target().equals(qualified);
        TagOutcome outcome = named ? look(known) : outcome(Kind.NEW, known, null);
        if (outcome.kind() != Kind.PRESENT) {
            tasks.add(known);
        } else if (!outcome.tag().equals(found)) {
            // What is written each time is the exception: a list of many thousands is looked at every few hours.
            remember(outcome.tag());
        }
        if (mode.check() || outcome.kind() == Kind.PRESENT) {
            tell(outcome);
        }
    }

    private TagOutcome look(TagRecord known) {
        boolean stood = known.done() && !known.checkedBefore(now());
        if (entry.isImmutable(known.key().tag())) {
            Optional<TagRecord> there = stood
                    ? Optional.of(known)
                    : client.headUnlessDenied(known.target()).map(found -> known.seen(found.digest(), now()));
            return there.map(this::present).orElseGet(() -> outcome(Kind.NEW, known, null));
        }
        if (!known.done() && client.headUnlessDenied(known.target()).isEmpty()) {
            return outcome(Kind.NEW, known, null);
        }
        try (Upstream upstream = copier.inspect(source(known))) {
            boolean moved = !upstream.digest().equals(known.sourceDigest());
            if (stood && !moved) {
                return mayBeSigned(known) ? outcome(Kind.NEW, known, null) : present(known);
            }
            return copier.standing(upstream, known.target(), wanted)
                    .map(standing -> present(known.after(standing, now())))
                    .orElseGet(() -> outcome(known.done() && moved ? Kind.MOVED : Kind.NEW, known, upstream.digest()));
        }
    }

    private TagOutcome present(TagRecord seen) {
        return outcome(Kind.PRESENT, seen, seen.sourceDigest());
    }

    private TagOutcome outcome(Kind kind, TagRecord tag, Digest upstream) {
        Digest before = kind == Kind.MOVED ? tag.sourceDigest() : null;
        return new TagOutcome(kind, source(tag), tag, before, upstream, null, null);
    }

    /** A signature comes soon after its image, or never: one is looked for whenever the copy's age has doubled. */
    private boolean mayBeSigned(TagRecord known) {
        Instant put = known.standing().put();
        return !mode.check()
                && put != null
                && !Boolean.FALSE.equals(entry.signatures())
                && copier.bareAt(known.target(), known.sourceDigest())
                        .filter(bare -> !bare.plus(Duration.between(put, bare)).isAfter(now()))
                        .isPresent();
    }

    /** Has the entry wait if the upstream's quota is nearly used up, and what is left is for others. */
    private boolean isBelowFloor() {
        WatchEntry.RateFloor floor = entry.rate();
        OptionalInt left = client.pullsLeft(entry.source());
        if (floor.min() == 0 || left.isEmpty() || left.getAsInt() >= floor.min()) {
            return false;
        }
        waits(
                entry.source().host() + " has " + left.getAsInt() + " pulls left, and " + floor.min()
                        + " are kept for others",
                now().plus(floor.retry()));
        return true;
    }

    /**
     * Returns whether the tag can be copied now; where it cannot, it is noted why. Then somebody else copies it.
     *
     * @throws TakenOverException where another process goes through the lists by now
     */
    public boolean ready(TagRecord task) {
        return prepared(task, null);
    }

    /**
     * The whole copy of one tag; never throws what concerns this tag only.
     *
     * @throws TakenOverException where another process goes through the lists by now
     */
    public void copy(TagRecord task, CopyProgress progress) {
        prepared(task, progress);
    }

    /** @param progress null where somebody else copies, who looks again at where it goes */
    private boolean prepared(TagRecord task, CopyProgress progress) {
        if (isBelowFloor()) {
            return false;
        }
        try (Upstream upstream = copier.inspect(source(task))) {
            PlannedRequest names = names(task, upstream);
            TargetChoice target = progress == null && task.done()
                    ? TargetChoice.of(task.target())
                    : copier.chooseTarget(upstream, names.target(), names.qualified());
            prepareTarget(task, target.image(), upstream.digest());
            if (progress != null) {
                CopyPlan copy = copier.plan(
                                upstream, target, wanted, runner.scope().dialect(target.image()), () -> {})
                        .withSignatures(entry.signatures())
                        .withFreshSignatures();
                copied(task, copier.copy(copy, progress, runner.stillOurs()));
            }
            return true;
        } catch (RuntimeException e) {
            failed(task, e);
            return false;
        }
    }

    /**
     * Sees to what has to be done before a tag is copied: that no other entry has its target, and that what stands there
     * is kept where that is wanted.
     *
     * @throws CopyRefusedException where another entry has it
     */
    private void prepareTarget(TagRecord task, ImageReference target, Digest coming) {
        memory.ownerBeside(task.key(), target).ifPresent(owner -> {
            throw new CopyRefusedException(
                    CopyRefusedException.Reason.TARGET_TAKEN,
                    target + " is written by the entry " + owner.entry() + " of the list " + owner.list());
        });
        if (entry.backup() != null) {
            client.headManifest(target)
                    .map(Descriptor::digest)
                    .filter(standing -> !standing.equals(coming))
                    .ifPresent(standing ->
                            copier.keep(target.withDigest(standing), entry.backupOf(target), runner.stillOurs()));
        }
    }

    /** The tag was copied, or stood there by then. */
    public void copied(TagRecord task, CopyResult result) {
        TagRecord known = task.at(result.target(), wanted.toString());
        TagRecord copied = known.after(result, now());
        memory.put(copied);
        Digest before =
                known.done() && !result.sourceDigest().equals(known.sourceDigest()) ? known.sourceDigest() : null;
        Kind kind = result.alreadyPresent() ? Kind.PRESENT : Kind.MIRRORED;
        tell(new TagOutcome(kind, source(task), copied, before, result.sourceDigest(), result, null));
    }

    /** Notes the failure, unless another process goes through the lists by now. */
    public void failed(TagRecord task, RuntimeException why) {
        if (why instanceof TakenOverException taken) {
            throw taken;
        }
        if (!waits(why)) {
            fail(task, why);
        }
    }

    private void fail(TagRecord known, RuntimeException why) {
        remember(known.failed(
                WatchRunner.reason(why), now(), retry(known.failing().times())));
        tell(new TagOutcome(Kind.FAILED, source(known), known, null, null, null, why));
    }

    /** Later each time, but not later than the entry runs anyway. */
    private Instant retry(int failures) {
        Instant again = now().plus(PAUSES.pause(failures));
        Instant regular = entry.timetable().after(now());
        return again.isBefore(regular) ? again : regular;
    }

    /**
     * All of the tasks are done, or as many as could be.
     *
     * @throws TakenOverException where another process goes through the lists by now
     */
    public void finish() {
        runner.stillOurs().run();
        if (meant != null && !entry.single() && !mode.check()) {
            memory.noteGone(list.name(), entry.id(), began);
            memory.gone(list.name(), MOST_GONE).stream()
                    .filter(tag -> tag.key().entry().equals(entry.id()))
                    .forEach(tag -> tell(Kind.GONE, tag));
        }
        if (meant != null && failure == null && entry.keep() != null) {
            new Pruner(this, client, copier, memory, runner.stillOurs()).prune();
        }
        if (!mode.check()) {
            memory.put(record());
        }
    }

    private EntryRecord record() {
        EntryRecord before = memory.entry(list.name(), entry.id());
        boolean failed = failure != null;
        int failures = failed ? before.failures() + 1 : 0;
        boolean lists = !mode.retries() || before.ran() == null;
        Instant none = lists ? now() : before.pause();
        Instant pause = failed ? retry(failures - 1) : until != null ? until : none;
        boolean well = well() && memory.failures(list.name(), entry.id()) == 0;
        return new EntryRecord(
                list.name(),
                entry.id(),
                lists ? now() : before.ran(),
                well ? now() : before.succeeded(),
                pause,
                lists ? (meant == null ? 0 : meant.size()) : before.chosen(),
                failures,
                failed ? Objects.requireNonNullElse(before.failingSince(), now()) : null,
                failure);
    }
}
