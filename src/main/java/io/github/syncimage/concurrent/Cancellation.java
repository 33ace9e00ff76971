package io.github.syncimage.concurrent;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Ends work from outside, whatever that waits for: a connection, bytes in either direction, a rate limit, a turn. What
 * runs under it does so by {@link #run}, in any number of threads at once.
 */
public final class Cancellation {
    private static final ThreadLocal<Scope> CURRENT = new ThreadLocal<>();

    private final List<Thread> running = new ArrayList<>();
    private final List<Runnable> breakers = new ArrayList<>();
    private RuntimeException reason;

    /** A cancellation that the current thread runs under, inside of another one or of none. */
    private record Scope(Cancellation cancellation, Scope outer) {}

    /** Stays registered until it is closed. */
    public interface Registration extends AutoCloseable {
        Registration NONE = () -> {};

        @Override
        void close();
    }

    /** Ends all that runs under this, and all that is going to, with a {@link CancelledException}. */
    public void cancel() {
        cancel(new CancelledException());
    }

    /** The same with another exception; only the first call counts. */
    public void cancel(RuntimeException why) {
        List<Runnable> broken;
        synchronized (this) {
            if (reason != null) {
                return;
            }
            reason = why;
            // Before connections break: who meets that trouble sees that it is none to try again after.
            running.forEach(Thread::interrupt);
            broken = List.copyOf(breakers);
        }
        broken.forEach(Runnable::run);
    }

    public synchronized boolean isCancelled() {
        return reason != null;
    }

    /**
     * Runs a task that {@link #cancel} ends. The thread is interrupted then, and is not any more afterwards.
     *
     * @throws CancelledException or what else it was cancelled with, instead of what the task throws then
     */
    public <T> T run(Supplier<T> task) {
        Scope outer = CURRENT.get();
        enter();
        CURRENT.set(new Scope(this, outer));
        try {
            return task.get();
        } catch (RuntimeException e) {
            throw isCancelled() ? reason : e;
        } finally {
            restore(outer);
            leave();
            interruptAgain(outer);
        }
    }

    private synchronized void enter() {
        if (reason != null) {
            throw reason;
        }
        running.add(Thread.currentThread());
    }

    private synchronized void leave() {
        running.remove(Thread.currentThread());
        if (reason != null) {
            Thread.interrupted();
        }
    }

    private static void restore(Scope outer) {
        if (outer == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(outer);
        }
    }

    private static void interruptAgain(Scope outer) {
        for (Scope scope = outer; scope != null; scope = scope.outer()) {
            if (scope.cancellation().isCancelled()) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** A task for another thread, which runs there under all that the current one runs under now. */
    public static <T> Supplier<T> carried(Supplier<T> task) {
        Supplier<T> carried = task;
        for (Scope scope = CURRENT.get(); scope != null; scope = scope.outer()) {
            Supplier<T> inner = carried;
            Cancellation cancellation = scope.cancellation();
            carried = () -> cancellation.run(inner);
        }
        return carried;
    }

    /** Has something broken when the current thread's work is cancelled, at once where it is already; close it after. */
    public static Registration onCancel(Runnable breaker) {
        Registration all = Registration.NONE;
        for (Scope scope = CURRENT.get(); scope != null; scope = scope.outer()) {
            Registration before = all;
            Cancellation cancellation = scope.cancellation();
            cancellation.add(breaker);
            all = () -> {
                cancellation.remove(breaker);
                before.close();
            };
        }
        return all;
    }

    private void add(Runnable breaker) {
        synchronized (this) {
            if (reason == null) {
                breakers.add(breaker);
                return;
            }
        }
        breaker.run();
    }

    private synchronized void remove(Runnable breaker) {
        breakers.remove(breaker);
    }
}
