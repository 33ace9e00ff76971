package io.github.syncimage.copy;

import io.github.syncimage.concurrent.LruCache;
import io.github.syncimage.concurrent.SharedLock;
import io.github.syncimage.copy.plan.CopyHistory;
import io.github.syncimage.copy.plan.CopyPlan;
import io.github.syncimage.copy.plan.CopyResult;
import io.github.syncimage.copy.source.Parallel;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.registry.Descriptor;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets copies to one tag set it one after the other, and tells a copy that another has set it since its plan was made:
 * what it knows of the platforms that stand there is out of date then.
 */
final class TagLocks {
    private static final Logger LOG = LoggerFactory.getLogger(TagLocks.class);
    /** How many of the latest tags that were set are remembered: more than are set while one plan is carried out. */
    private static final int MOST = 10_000;

    /** In the place of what stands under a tag that something else than a copy has changed; no manifest has it. */
    private static final Digest CHANGED = Digest.of("changed by something else than a copy");

    private final Map<ImageReference, TagLock> locks = new ConcurrentHashMap<>();
    private final LruCache<ImageReference, Digest> latest = new LruCache<>(MOST);

    private final CopyHistory history;
    private final TargetContents contents;

    TagLocks(CopyHistory history, TargetContents contents) {
        this.history = history;
        this.contents = contents;
    }

    /** The tag may be another process's by now: all is done once more. */
    private static final class LockLostException extends RuntimeException {}

    /** The lock of one tag, kept while somebody has it or waits for it. */
    private static final class TagLock {
        private final ReentrantLock queue = new ReentrantLock(true);
        private int users;
    }

    /**
     * Sets the tag while nobody else does, and remembers what came of it.
     *
     * @param anew makes the plan again, from what the source names by then, where another copy has set the tag since it
     *     was made: the source's tag may have moved
     * @param publish carries out the plan that it is given, and runs what else it is given right before the tag is set
     */
    CopyResult publish(CopyPlan plan, Supplier<CopyPlan> anew, BiFunction<CopyPlan, Runnable, CopyResult> publish) {
        return alone(plan.target(), lock -> {
            CopyPlan current = isSetSince(plan, lock) ? anew.get() : plan;
            CopyResult result = publish.apply(current, () -> check(lock));
            if (current.done().isEmpty()) {
                latest.put(plan.target(), result.targetDigest());
            }
            history.remember(CopyHistory.Mirrored.of(result));
            return result;
        });
    }

    /** A copy whose plan was made before the change makes it again; where the lock is lost, all is done once more. */
    <T> T change(ImageReference tag, Function<Runnable, T> change) {
        return alone(
                tag,
                lock -> change.apply(() -> {
                    check(lock);
                    latest.put(tag, CHANGED);
                }));
    }

    private <T> T alone(ImageReference tag, Function<SharedLock, T> task) {
        TagLock here = locks.compute(tag, (key, known) -> {
            TagLock taken = known == null ? new TagLock() : known;
            taken.users++;
            return taken;
        });
        try {
            here.queue.lockInterruptibly();
            try {
                return locked(tag, task);
            } finally {
                here.queue.unlock();
            }
        } catch (InterruptedException e) {
            throw Parallel.interrupted(e);
        } finally {
            locks.computeIfPresent(tag, (key, known) -> --known.users == 0 ? null : known);
        }
    }

    private <T> T locked(ImageReference tag, Function<SharedLock, T> task) throws InterruptedException {
        while (true) {
            try (SharedLock lock = history.lock(tag)) {
                return task.apply(lock);
            } catch (LockLostException lost) {
                LOG.info("{} is looked at again before it is changed: another process may set the tag by now", tag);
            }
        }
    }

    private static void check(SharedLock lock) {
        if (!lock.held()) {
            throw new LockLostException();
        }
    }

    /** Tells if another copy has set the tag since the plan was made, here or in a process that shares the history. */
    private boolean isSetSince(CopyPlan plan, SharedLock lock) {
        Optional<Digest> standing = plan.task().standing().map(Descriptor::digest);
        if (lock.shared() && plan.done().isEmpty()) {
            // Another machine's clock may differ; what stands there tells.
            return !contents.standing(plan.target()).map(Descriptor::digest).equals(standing);
        }
        Optional<Digest> here = latest.find(plan.target());
        Optional<Digest> anywhere = history.mirrored(plan.target())
                .filter(mirrored -> mirrored.time().isAfter(plan.upstream().startedAt()))
                .map(CopyHistory.Mirrored::targetDigest);
        return here.isPresent() && !here.equals(standing) || anywhere.isPresent() && !anywhere.equals(standing);
    }
}
