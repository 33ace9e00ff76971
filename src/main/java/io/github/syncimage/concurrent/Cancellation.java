package io.github.syncimage.concurrent;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Ends work from outside, whatever that waits for: a connection, bytes in either direction, a rate limit, a turn. What
 * runs under it does so by {@link #run}, in any number of threads at once.
 */
public final class Cancellation {
    private static final ThreadLocal<Scope> CURRENT = new ThreadLocal<>();

    private final List<Thread> running = new ArrayList<>();
    private final List<Breaker> breakers = new ArrayList<>();
    private final Set<Thread> waiting = new HashSet<>();
    private final List<WorkLimit> limits = new ArrayList<>();
    private boolean atWork;
    private RuntimeException reason;

    /** Something that is on its way: how to end it, and the thread that is busy with it. */
    private record Breaker(Runnable breaks, Thread owner) {}

    /** A cancellation that the current thread runs under, inside of another one or of none. */
    private record Scope(Cancellation cancellation, Scope outer) {}

    /** Ends all that runs under this, and all that is going to, with a {@link CancelledException}. */
    public void cancel() {
        cancel(new CancelledException());
    }

    /** Ends it with another exception; only the first call counts. */
    public void cancel(RuntimeException why) {
        List<Breaker> broken;
        synchronized (this) {
            if (reason != null) {
                return;
            }
            reason = why;
            // Before connections break: who meets that trouble sees that it is none to try again after.
            running.forEach(Thread::interrupt);
            broken = List.copyOf(breakers);
        }
        broken.forEach(breaker -> breaker.breaks().run());
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

    /**
     * Has something broken when the current thread's work is cancelled, at once where it is already; close it after.
     * Until then that work is on its way, and the time counts for its {@link WorkLimit}.
     */
    public static Hold onCancel(Runnable breaker) {
        Breaker own = new Breaker(breaker, Thread.currentThread());
        return everywhere(
                cancellation -> cancellation.add(own),
                cancellation -> cancellation.change(c -> c.breakers.remove(own)));
    }

    /** The current thread waits for its turn until this is closed; what it has on its way is no work meanwhile. */
    public static Hold waiting() {
        Thread thread = Thread.currentThread();
        return everywhere(
                cancellation -> cancellation.change(c -> c.waiting.add(thread)),
                cancellation -> cancellation.change(c -> c.waiting.remove(thread)));
    }

    /** Has what is at work under another one count for the limits that the current thread runs under. */
    public static void countHere(Cancellation other) {
        for (Scope scope = CURRENT.get(); scope != null; scope = scope.outer()) {
            scope.cancellation().limits().forEach(other::count);
        }
    }

    private static Hold everywhere(Consumer<Cancellation> begin, Consumer<Cancellation> end) {
        Hold all = Hold.NONE;
        for (Scope scope = CURRENT.get(); scope != null; scope = scope.outer()) {
            Hold before = all;
            Cancellation cancellation = scope.cancellation();
            begin.accept(cancellation);
            all = () -> {
                end.accept(cancellation);
                before.close();
            };
        }
        return all;
    }

    private void add(Breaker breaker) {
        synchronized (this) {
            if (reason == null) {
                change(c -> c.breakers.add(breaker));
                return;
            }
        }
        breaker.breaks().run();
    }

    /** From now on the time counts for this limit, too. */
    synchronized void count(WorkLimit limit) {
        limits.add(limit);
        if (atWork) {
            limit.begin();
        }
    }

    private synchronized List<WorkLimit> limits() {
        return List.copyOf(limits);
    }

    private synchronized void change(Consumer<Cancellation> change) {
        change.accept(this);
        boolean now = breakers.stream().anyMatch(breaker -> !waiting.contains(breaker.owner()));
        if (now != atWork) {
            atWork = now;
            limits.forEach(now ? WorkLimit::begin : WorkLimit::end);
        }
    }
}
