package io.github.syncimage.registry.api;

import io.github.syncimage.concurrent.Budgets;
import io.github.syncimage.concurrent.Hold;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bounds the blobs that are on their way to a host, or from it, at once; who comes first gets the next one. Where the
 * host counts over all processes, so do these.
 */
final class TransferPermits {
    /** A pool of which each process takes as many as it likes. */
    static final int UNSHARED = Integer.MAX_VALUE;

    private final int mostOfAll;
    private final String pool;
    private final Budgets budgets;
    private final Semaphore free;
    private final AtomicInteger used = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();

    /**
     * @param most of this process
     * @param mostOfAll over all processes, or {@link #UNSHARED}
     * @param pool by which these know it
     */
    TransferPermits(int most, int mostOfAll, String pool, Budgets budgets) {
        this.mostOfAll = mostOfAll;
        this.pool = pool;
        this.budgets = budgets;
        this.free = new Semaphore(Math.min(most, mostOfAll), true);
    }

    /** Waits for a permit, for as long as nobody interrupts; it is held until it is closed, once. */
    Hold take(RegistryRequest call) {
        waiting.incrementAndGet();
        try {
            Hold permit = taken();
            used.incrementAndGet();
            return () -> {
                used.decrementAndGet();
                permit.close();
                free.release();
            };
        } catch (InterruptedException e) {
            throw RequestFailure.interrupted(call, e);
        } finally {
            waiting.decrementAndGet();
        }
    }

    private Hold taken() throws InterruptedException {
        free.acquire();
        try {
            return mostOfAll == UNSHARED ? Hold.NONE : budgets.permit(pool, mostOfAll);
        } catch (InterruptedException | RuntimeException | Error e) {
            free.release();
            throw e;
        }
    }

    int used() {
        return used.get();
    }

    int waiting() {
        return waiting.get();
    }
}
