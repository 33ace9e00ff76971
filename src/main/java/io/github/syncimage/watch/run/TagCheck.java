package io.github.syncimage.watch.run;

import io.github.syncimage.copy.Copier;
import io.github.syncimage.copy.plan.CopyResult;
import io.github.syncimage.copy.source.CopyRefusedException;
import io.github.syncimage.copy.source.Upstream;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.api.RegistryClient;
import io.github.syncimage.watch.WatchEntry;
import io.github.syncimage.watch.run.EntryPlan.Kind;
import io.github.syncimage.watch.run.EntryPlan.TagOutcome;
import io.github.syncimage.watch.run.EntryPlan.Task;
import io.github.syncimage.watch.run.WatchRunner.Scope;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Finds out whether a tag is to be copied, by as few requests as that takes: an unchanged one costs a {@code HEAD} at its
 * upstream, and another at its target once a day; one that never moves costs only the latter. Where nothing was attached
 * to it, it is looked at for signatures too, ever less often.
 */
record TagCheck(RegistryClient client, Copier copier, WatchMemory memory, Scope scope, Clock clock) {
    /** Tells the plan what it finds, and adds a task where there is something to copy. */
    void check(EntryPlan plan, String tag) {
        WatchEntry entry = plan.entry();
        PlatformSelection wanted = entry.platforms() == null ? scope.platforms() : entry.platforms();
        ImageReference preferred = entry.preferred(tag, scope.names());
        ImageReference qualified = entry.qualified(tag, scope.names());
        Repository source = entry.source().upstream();
        Optional<Repository> owner =
                preferred.equals(qualified) ? Optional.of(source) : copier.owner(preferred.repository());
        boolean ours = owner.filter(source::equals).isPresent();
        ImageReference target = owner.isEmpty() || ours || qualified == null ? preferred : qualified;
        TagRecord known = memory.find(plan.key(tag))
                .map(found -> found.at(found.target().equals(qualified) ? qualified : target, wanted.toString()))
                .orElseGet(() -> TagRecord.unknown(plan.key(tag), target, wanted.toString()));
        Task task = new Task(entry.source().tag(tag), preferred, qualified, wanted, known);
        // What stands where the repository is not known to be this source's is not, alike as it may be.
        boolean named = ours || known.target().equals(qualified);
        if ((named ? kind(plan, task) : tell(plan, task, Kind.NEW, null)) != Kind.PRESENT) {
            plan.add(task);
        }
    }

    private Kind kind(EntryPlan plan, Task task) {
        TagRecord known = task.known();
        Instant now = clock.instant();
        boolean stands = known.done() && !known.checkedBefore(now);
        if (plan.entry().isImmutable(known.key().tag())) {
            Optional<TagRecord> there = stands
                    ? Optional.of(known)
                    : client.headUnlessDenied(known.target()).map(found -> known.seen(found.digest(), now));
            return there.isPresent() ? present(plan, task, there.get()) : tell(plan, task, Kind.NEW, null);
        }
        if (!known.done() && client.headUnlessDenied(known.target()).isEmpty()) {
            return tell(plan, task, Kind.NEW, null);
        }
        try (Upstream upstream = copier.inspect(task.source())) {
            return compared(plan, task, upstream, now);
        }
    }

    private Kind compared(EntryPlan plan, Task task, Upstream upstream, Instant now) {
        TagRecord known = task.known();
        boolean stands = known.done() && !known.checkedBefore(now);
        if (upstream.digest().equals(known.sourceDigest()) && stands) {
            return mayBeSigned(plan, known, now) ? Kind.NEW : present(plan, task, known);
        }
        Optional<CopyResult> done = copier.standing(upstream, known.target(), task.wanted());
        if (done.isPresent()) {
            return present(plan, task, known.after(done.get(), now));
        }
        boolean moved = known.done() && !upstream.digest().equals(known.sourceDigest());
        return tell(plan, task, moved ? Kind.MOVED : Kind.NEW, upstream.digest());
    }

    /** A signature comes soon after its image, or never: one is looked for whenever the copy's age has doubled. */
    private boolean mayBeSigned(EntryPlan plan, TagRecord known, Instant now) {
        Instant put = known.standing().put();
        return !plan.mode().check()
                && put != null
                && !Boolean.FALSE.equals(plan.entry().signatures())
                && copier.bareAt(known.target(), known.sourceDigest())
                        .filter(bare -> !bare.plus(Duration.between(put, bare)).isAfter(now))
                        .isPresent();
    }

    private Kind present(EntryPlan plan, Task task, TagRecord seen) {
        // What is written each time is the exception: a list of many thousands is looked at every few hours.
        if (!plan.mode().check() && !seen.equals(memory.find(seen.key()).orElse(null))) {
            memory.put(seen);
        }
        plan.tell(TagOutcome.of(Kind.PRESENT, task.source(), seen, seen.sourceDigest()));
        return Kind.PRESENT;
    }

    private static Kind tell(EntryPlan plan, Task task, Kind kind, Digest upstream) {
        if (plan.mode().check()) {
            plan.tell(TagOutcome.of(kind, task.source(), task.known(), upstream));
        }
        return kind;
    }

    static boolean isAbsent(RuntimeException failure) {
        return failure instanceof CopyRefusedException refused
                && refused.reason() == CopyRefusedException.Reason.NOT_FOUND;
    }
}
