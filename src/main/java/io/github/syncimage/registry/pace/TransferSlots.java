package io.github.syncimage.registry.pace;

import io.github.syncimage.registry.message.RegistryRequest;
import io.github.syncimage.registry.message.RequestFailure;
import java.util.concurrent.Semaphore;

/** How many blobs are on their way to a host, or from it, at once; who comes first gets the next place. */
public final class TransferSlots {
    private final int most;
    private final Semaphore places;

    public TransferSlots(int most) {
        this.most = most;
        this.places = new Semaphore(most, true);
    }

    /** A place that is held until it is closed, once. */
    @FunctionalInterface
    public interface Place extends AutoCloseable {
        @Override
        void close();
    }

    /** Waits for a place, for as long as nobody interrupts. */
    public Place take(RegistryRequest call) {
        try {
            places.acquire();
            return places::release;
        } catch (InterruptedException e) {
            throw RequestFailure.interrupted(call, e);
        }
    }

    public int used() {
        return most - places.availablePermits();
    }

    public int waiting() {
        return places.getQueueLength();
    }
}
