package io.github.syncimage.copy.target;

import io.github.syncimage.copy.parallel.Parallel;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.Recent;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Lets copies to one tag set it one after the other, and tells a copy that another has set it since its plan was made:
 * what it knows of the platforms that stand there is out of date then.
 */
final class TagLocks {
    /** Tags that are remembered as set, the latest: no plan lives through the setting of so many others. */
    private static final int MOST = 10_000;

    private final Map<ImageReference, Turn> turns = new HashMap<>();
    private final Recent<ImageReference, Digest> latest = new Recent<>(MOST);

    private static final class Turn {
        private final ReentrantLock lock = new ReentrantLock(true);
        private int users;
    }

    /** Runs a task while no other for the same target does. */
    <T> T inTurn(ImageReference target, Supplier<T> task) {
        Turn turn = enter(target);
        try {
            turn.lock.lockInterruptibly();
            try {
                return task.get();
            } finally {
                turn.lock.unlock();
            }
        } catch (InterruptedException e) {
            throw Parallel.interrupted(e);
        } finally {
            leave(target, turn);
        }
    }

    private Turn enter(ImageReference target) {
        synchronized (turns) {
            Turn turn = turns.computeIfAbsent(target, any -> new Turn());
            turn.users++;
            return turn;
        }
    }

    private void leave(ImageReference target, Turn turn) {
        synchronized (turns) {
            if (--turn.users == 0) {
                turns.remove(target);
            }
        }
    }

    void set(ImageReference target, Digest top) {
        latest.put(target, top);
    }

    /** @param standing what stood there when the plan was made */
    boolean setSince(ImageReference target, Optional<Descriptor> standing) {
        return latest.find(target)
                .filter(set -> !standing.map(Descriptor::digest).equals(Optional.of(set)))
                .isPresent();
    }
}
