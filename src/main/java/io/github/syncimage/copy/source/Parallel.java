package io.github.syncimage.copy.source;

import io.github.syncimage.concurrent.Cancellation;
import io.github.syncimage.concurrent.DaemonThreads;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.RegistryException.Kind;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/** Runs small calls side by side: for manifests, not blobs. A task must not wait for another one. */
public final class Parallel implements AutoCloseable {
    /** As many as the connections that one host gets: more would only wait for one. */
    private static final int THREADS = 16;
    /** Together with eight blobs on their way, as many as the connections that one host gets. */
    private static final int THREADS_ASIDE = 8;

    private final ExecutorService executor = pool("manifests", THREADS, new LinkedBlockingQueue<>());
    private final ExecutorService aside = pool("lookups", THREADS_ASIDE, new LinkedBlockingQueue<>());

    /** Threads that end when they have had nothing to do for some seconds, and with the program. */
    public static ExecutorService pool(String name, int threads, BlockingQueue<Runnable> queue) {
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(threads, threads, 5, TimeUnit.SECONDS, queue, DaemonThreads.named(name));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    public Executor executor() {
        return executor;
    }

    /** Starts a task, which is cancelled together with its caller; {@link #join} waits for it. */
    public <T> CompletableFuture<T> start(Supplier<T> task) {
        return CompletableFuture.supplyAsync(Cancellation.carried(task), executor);
    }

    /** Starts a task on other threads, for lookups that must not delay manifests. */
    public <T> CompletableFuture<T> startAside(Supplier<T> task) {
        return CompletableFuture.supplyAsync(Cancellation.carried(task), aside);
    }

    /** The results in the order of the elements; the first failure is thrown as it was. */
    public <T, R> List<R> map(List<T> elements, Function<T, R> function) {
        if (elements.size() == 1) {
            return List.of(function.apply(elements.get(0)));
        }
        List<CompletableFuture<R>> started = elements.stream()
                .map(element -> start(() -> function.apply(element)))
                .toList();
        try {
            return started.stream().map(Parallel::join).toList();
        } finally {
            started.forEach(future -> future.cancel(false));
        }
    }

    /** Waits for a future and throws what it failed with, unwrapped. */
    public static <T> T join(Future<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new CompletionException(e.getCause());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** The exception of an interrupted wait, as registry calls throw it too; the thread stays interrupted. */
    public static RegistryException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new RegistryException(
                Kind.UNAVAILABLE, "wait for a part of the copy", "this program", "interrupted", cause);
    }

    @Override
    public void close() {
        executor.shutdownNow();
        aside.shutdownNow();
    }
}
