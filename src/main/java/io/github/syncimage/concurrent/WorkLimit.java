package io.github.syncimage.concurrent;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Ends work that takes too long. What counts is the time in which something of it is on its way, by
 * {@link Cancellation#onCancel}, in whichever thread; waiting for a turn does not.
 */
public final class WorkLimit {
    private static final ScheduledExecutorService CLOCK = DaemonThreads.clock("work-limits");

    private final long most;
    private final Supplier<RuntimeException> tooLong;
    private final Cancellation work = new Cancellation();
    private int busy;
    private long since;
    private long spent;
    private Future<?> end;

    /** @param tooLong what the work ends with then, and all that is begun after that */
    public WorkLimit(Duration most, Supplier<RuntimeException> tooLong) {
        this.most = most.toNanos();
        this.tooLong = tooLong;
        work.count(this);
    }

    /** Runs a part of the work, beside others or after them. */
    public <T> T run(Supplier<T> task) {
        return work.run(task);
    }

    synchronized void begin() {
        if (busy++ == 0) {
            since = System.nanoTime();
            end = CLOCK.schedule(() -> work.cancel(tooLong.get()), most - spent, TimeUnit.NANOSECONDS);
        }
    }

    synchronized void end() {
        if (--busy == 0) {
            spent += System.nanoTime() - since;
            end.cancel(false);
        }
    }
}
