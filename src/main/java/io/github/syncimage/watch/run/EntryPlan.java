package io.github.syncimage.watch.run;

import io.github.syncimage.copy.plan.CopyResult;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.watch.WatchEntry;
import io.github.syncimage.watch.WatchList;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One run of an entry: what it has to do, and what has come of it so far. One thread at a time. */
public final class EntryPlan {
    /**
     * How an entry is gone through.
     *
     * @param check whether it is only told what would be done: nothing is written, here or there
     * @param force whether more is copied and deleted at once than is usual
     * @param retries whether only tags that failed are tried again, without listing any
     */
    public record Mode(boolean check, boolean force, boolean retries) {}

    /**
     * One tag that is to be copied.
     *
     * @param preferred and {@code qualified}: what it is called at the target, and what it is called where another source
     *     has that, maybe null; the same where the list gives the target
     * @param known what is remembered of it
     */
    public record Task(
            ImageReference source,
            ImageReference preferred,
            ImageReference qualified,
            PlatformSelection wanted,
            TagRecord known) {}

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
            RuntimeException failure) {
        static TagOutcome of(Kind kind, ImageReference source, TagRecord tag, Digest now) {
            return new TagOutcome(kind, source, tag, kind == Kind.MOVED ? tag.sourceDigest() : null, now, null, null);
        }
    }

    private final WatchList list;
    private final WatchEntry entry;
    private final Mode mode;
    private final Instant began;
    private final Consumer<TagOutcome> told;
    private final List<Task> tasks = new ArrayList<>();
    private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
    private int listed;
    private Collection<String> meant = Set.of();
    private Collection<String> lost = Set.of();
    private boolean complete;
    private String failure;
    private Instant until;
    private String note;

    EntryPlan(WatchList list, WatchEntry entry, Mode mode, Instant began, Consumer<TagOutcome> told) {
        this.list = list;
        this.entry = entry;
        this.mode = mode;
        this.began = began;
        this.told = told;
    }

    public WatchList list() {
        return list;
    }

    public WatchEntry entry() {
        return entry;
    }

    public Mode mode() {
        return mode;
    }

    Instant began() {
        return began;
    }

    public List<Task> tasks() {
        return tasks;
    }

    /** Counts the tags that the filter means. */
    public int chosen() {
        return meant.size();
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

    /** Says that nothing failed and nothing waits. */
    public boolean well() {
        return failure == null && until == null && count(Kind.FAILED) == 0;
    }

    /** Says in a line what came of it. */
    public String summary() {
        String meantOf = listed == 0 ? null : chosen() + " of " + listed + " tags are meant";
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

    TagRecord.Key key(String tag) {
        return new TagRecord.Key(list.name(), entry.id(), tag);
    }

    void listed(int all, List<String> tags, Set<String> missing) {
        listed = all;
        meant = new HashSet<>(tags);
        lost = missing;
        complete = true;
    }

    /** Says that the entry's filter means this tag, which the upstream has. */
    boolean means(String tag) {
        return meant.contains(tag);
    }

    /** Names the tags at the target that upstream has no more; only a check asks, else the memory knows them. */
    Collection<String> lost() {
        return lost;
    }

    /** Says that all tags are known, so that what is not among them is gone. */
    boolean complete() {
        return complete;
    }

    void add(Task task) {
        tasks.add(task);
    }

    void tell(TagOutcome outcome) {
        counts.merge(outcome.kind(), 1, Integer::sum);
        told.accept(outcome);
    }

    void fails(String why) {
        failure = why;
    }

    /** The entry has to wait. */
    public void waits(String why, Instant end) {
        note = why;
        until = end;
    }

    void note(String what) {
        note = note == null ? what : note + "; " + what;
    }
}
