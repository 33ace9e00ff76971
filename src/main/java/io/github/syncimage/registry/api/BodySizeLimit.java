package io.github.syncimage.registry.api;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Learns how large the body of a request to one host may be: load balancers cut connections after
 * some megabytes, proxies refuse what is larger than they were told to take. Safe for use by several threads.
 */
final class BodySizeLimit {
    /** If so small a request is refused, a smaller one would be as well. */
    static final long SMALLEST = 1024 * 1024;
    /** The smallest part that object stores behind registries take. */
    private static final long CHUNK = 5 * SMALLEST;
    /** With larger chunks the round trip of each no longer shows in the time that an upload takes. */
    private static final long LARGEST_CHUNK = 64 * SMALLEST;
    /** A request that carried so much was not cut after some megabytes. */
    static final long ENOUGH = 16 * SMALLEST;
    /** A body needs no trial that is no larger, or at most twice as large as what got through. */
    private static final long TRIAL = 2 * SMALLEST;
    /** A trial over a slow line keeps others waiting no longer than this. */
    private static final long LONGEST_TRIAL_SECONDS = 3;
    /** A break after fewer bytes tells nothing of sizes: the registry has gone away. */
    private static final long TELLING = 256 * 1024;
    /** A limit is believed for so long: operators change what their proxies take. */
    private static final long KNOWN_NANOS = TimeUnit.HOURS.toNanos(1);

    private final Semaphore trial = new Semaphore(1, true);
    private long most = Long.MAX_VALUE;
    private long through;
    private long since;

    /** The largest body to send; {@link Long#MAX_VALUE} while no limit has shown. */
    synchronized long most() {
        if (most < Long.MAX_VALUE && System.nanoTime() - since > KNOWN_NANOS) {
            most = Long.MAX_VALUE;
            through = 0;
        }
        return most;
    }

    /** So many bytes of a body were taken, or sent and nothing has broken it yet. */
    synchronized void passed(long bytes) {
        through = Math.max(through, bytes);
    }

    /** A body of {@code size} broke off after about {@code sent} bytes. */
    synchronized void broke(long size, long sent) {
        if (sent >= TELLING && sent < size) {
            // Nobody knows how much of what was sent has reached the other side.
            limit(Math.max(TELLING, sent / 2));
        }
    }

    /**
     * A body of {@code size} broke off after about {@code sent} bytes, and nothing of it is kept there. One that was known
     * to be small enough is not, where all of it was on its way when the other side broke it.
     */
    synchronized void lost(long size, long sent) {
        if (sent >= size && size >= most && size >= TELLING) {
            limit(Math.max(TELLING, size / 2));
        }
    }

    /**
     * A body of this size was refused for its size. What is tried next is kept where it is taken: trying a larger one now
     * and then would cost a refusal each time.
     *
     * @return whether it is worth trying with a smaller one
     */
    synchronized boolean refused(long size) {
        if (size <= SMALLEST) {
            return false;
        }
        long smaller = size > CHUNK ? Math.max(CHUNK, Math.min(size / 4, LARGEST_CHUNK)) : SMALLEST;
        limit(through < size ? Math.max(through, smaller) : smaller);
        return true;
    }

    private void limit(long newMost) {
        most = Math.min(most, newMost);
        since = System.nanoTime();
    }

    private synchronized boolean needsTrial(long size) {
        return most == Long.MAX_VALUE && through < ENOUGH && size > Math.max(TRIAL, 2 * through);
    }

    /**
     * Begins a body. The first large one to a host goes alone until so much of it is through that no limit is to be
     * expected, so that a limit costs one of them and not each; others wait here meanwhile, for a moment at most.
     */
    Trial begin(RegistryRequest call, long size) {
        if (!needsTrial(size)) {
            return new Trial(null);
        }
        try {
            boolean alone = trial.tryAcquire(LONGEST_TRIAL_SECONDS, TimeUnit.SECONDS);
            Trial begun = new Trial(alone ? trial : null);
            if (!needsTrial(size)) {
                begun.close();
            }
            return begun;
        } catch (InterruptedException e) {
            throw RequestFailure.interrupted(call, e);
        }
    }

    /** A body on its way, of which it is not known whether it gets through. */
    final class Trial implements AutoCloseable {
        private Semaphore held;

        private Trial(Semaphore held) {
            this.held = held;
        }

        /** Tells whether it is still open if such a body gets through, so that all of it may have to be sent again. */
        boolean goesOn() {
            return held != null;
        }

        /** So many of its bytes were sent. */
        void sent(long bytes) {
            if (held != null && bytes >= ENOUGH) {
                passed(bytes);
                close();
            }
        }

        @Override
        public void close() {
            if (held != null) {
                held.release();
                held = null;
            }
        }
    }
}
