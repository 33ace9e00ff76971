package io.github.syncimage.registry.api;

import io.github.syncimage.concurrent.DaemonThreads;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Breaks a request whose other side takes no bytes or gives no head of an answer in time. Socket timeouts alone end
 * neither a write that nobody reads nor an answer that drips a letter at a time.
 */
final class StallWatchdog implements AutoCloseable {
    private static final ScheduledExecutorService CLOCK = DaemonThreads.clock("registry-watch");
    private static final long RESTING = Long.MAX_VALUE;

    private volatile long limitNanos;
    private final Runnable breaker;
    private final ScheduledFuture<?> checks;
    private volatile long expectingSince = RESTING;
    private volatile boolean expired;

    /**
     * @param shortest of the limits that will be asked for
     * @param breaker is run, once or more, on another thread when the limit is over
     */
    StallWatchdog(Duration limit, Duration shortest, Runnable breaker) {
        this.breaker = breaker;
        expect(limit);
        // Four looks a limit: a request is broken at most a quarter late.
        long period = Math.max(1, shortest.toMillis() / 4);
        this.checks = CLOCK.scheduleAtFixedRate(this::check, period, period, TimeUnit.MILLISECONDS);
    }

    /** From now on the other side has to do something, within that time. */
    void expect(Duration limit) {
        limitNanos = limit.toNanos();
        expectingSince = System.nanoTime();
    }

    /** The other side has done what it had to. */
    void rest() {
        expectingSince = RESTING;
    }

    private void check() {
        long since = expectingSince;
        if (since != RESTING && System.nanoTime() - since > limitNanos) {
            expired = true;
            breaker.run();
        }
    }

    /** Replaces the trouble that the breaking made by its reason. */
    IOException explain(IOException trouble) {
        return expired
                ? new IOException("nothing came within " + TimeUnit.NANOSECONDS.toSeconds(limitNanos) + " s", trouble)
                : trouble;
    }

    @Override
    public void close() {
        checks.cancel(false);
    }
}
