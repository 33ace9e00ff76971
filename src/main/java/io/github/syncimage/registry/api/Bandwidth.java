package io.github.syncimage.registry.api;

import io.github.syncimage.concurrent.Budgets;
import io.github.syncimage.concurrent.Cancellation;
import io.github.syncimage.concurrent.Hold;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Bounds the bytes of blobs that go to a host, and come from it, in a second: one token bucket for all transfers, in
 * whose line they stand with a small portion each. Of several processes each keeps to an equal share. Safe for use by
 * several threads.
 */
final class Bandwidth {
    static final Bandwidth UNLIMITED = new Bandwidth(0, Budgets.ALONE, System::nanoTime);

    private static final int LARGEST_PORTION = 64 * 1024;
    /** A transfer that shares with thirty others moves every two seconds: no server takes it for one that hangs. */
    private static final int PORTIONS_A_SECOND = 16;
    /** Time that was not used may be made up for, up to this: a sleep ends late, and a line stutters. */
    private static final long BURST_NANOS = 100_000_000;

    private static final long SECOND = 1_000_000_000;

    private final long bytesPerSecond;
    private final Budgets budgets;
    private final LongSupplier nanoTime;
    private long paid;

    /** @param bytesPerSecond of all processes together; 0 for no limit */
    Bandwidth(long bytesPerSecond, Budgets budgets, LongSupplier nanoTime) {
        this.bytesPerSecond = bytesPerSecond;
        this.budgets = budgets;
        this.nanoTime = nanoTime;
        this.paid = nanoTime.getAsLong() - BURST_NANOS;
    }

    /** Returns how many bytes to ask for at once. */
    int portion(int wanted) {
        return bytesPerSecond == 0
                ? wanted
                : (int) Math.min(wanted, Math.min(LARGEST_PORTION, bytesPerSecond / PORTIONS_A_SECOND));
    }

    /** Waits for the turn of so many bytes, for as long as nobody interrupts; that is no work. */
    void take(RegistryRequest call, int bytes) {
        if (bytesPerSecond == 0) {
            return;
        }
        long turn = charge(bytes);
        long wait = turn - nanoTime.getAsLong();
        if (wait > 0) {
            try (Hold noWork = Cancellation.waiting()) {
                for (; wait > 0; wait = turn - nanoTime.getAsLong()) {
                    RateLimits.sleep(call, Duration.ofNanos(wait));
                }
            }
        }
    }

    /** Has so many bytes count that nothing waits for; others wait the longer. Returns when they are paid for. */
    synchronized long charge(int bytes) {
        long now = nanoTime.getAsLong();
        if (bytesPerSecond == 0) {
            return now;
        }
        paid = Math.max(paid, now - BURST_NANOS) + bytes * SECOND / bytesPerSecond * budgets.processes();
        return paid;
    }
}
