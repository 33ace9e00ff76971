package io.github.syncimage.watch.run;

import io.github.syncimage.watch.WatchEntry;
import io.github.syncimage.watch.WatchList;
import io.github.syncimage.watch.run.TagOutcome.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One run of an entry: what it has to do, and what has come of it so far. One thread at a time. */
public final class EntryPlan {
    private final WatchList list;
    private final WatchEntry entry;
    private final RunMode mode;
    private final Instant began;
    private final Consumer<TagOutcome> told;
    private final List<TagTask> tasks = new ArrayList<>();
    private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
    private int listed;
    private Collection<String> meant = Set.of();
    private Collection<String> lost = Set.of();
    private boolean complete;
    private String failure;
    private Instant until;
    private String note;

    EntryPlan(WatchList list, WatchEntry entry, RunMode mode, Instant began, Consumer<TagOutcome> told) {
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

    public RunMode mode() {
        return mode;
    }

    Instant began() {
        return began;
    }

    /** What is to be copied. */
    public List<TagTask> tasks() {
        return tasks;
    }

    /** How many of them are meant. */
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

    /** Whether nothing is left to be desired. */
    public boolean well() {
        return failure == null && until == null && count(Kind.FAILED) == 0;
    }

    /** What came of it, in a line. */
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

    /** Whether the entry's filter means this tag, which the upstream has. */
    boolean means(String tag) {
        return meant.contains(tag);
    }

    /** Of what the list has put at its target, what upstream has no more; only a check asks, the memory knows it else. */
    Collection<String> lost() {
        return lost;
    }

    /** Whether conclusions may be drawn from what is not among the tags. */
    boolean complete() {
        return complete;
    }

    void add(TagTask task) {
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
