package io.github.syncimage.copy.transfer;

import io.github.syncimage.concurrent.Cancellation;
import io.github.syncimage.concurrent.CancelledException;
import io.github.syncimage.copy.plan.CopyHistory;
import io.github.syncimage.copy.source.Parallel;
import io.github.syncimage.image.Digest;
import io.github.syncimage.registry.api.RegistryClient;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.LongConsumer;

/** All blobs that are on their way, of all images, under one bound. Safe for use by several threads. */
final class BlobTransfers implements AutoCloseable {
    /** Larger blobs take longer to come than to ask for, and are better read while they are sent. */
    private static final int LARGEST_AHEAD = 64 * 1024;
    /** The default connections of a host; more would only queue for one. */
    private static final int AHEAD_AT_ONCE = 16;
    /** Layers of several images; blobs beyond it are read when it is their turn. */
    private static final int MOST_BYTES_AHEAD = 8 * 1024 * 1024;

    private final Map<Key, BlobJob> inFlight = new HashMap<>();
    private final ExecutorService workers;
    private final BlobPlacer placer;
    private final Semaphore bytesAhead = new Semaphore(MOST_BYTES_AHEAD);
    private final ExecutorService readers = Parallel.pool("read-ahead", AHEAD_AT_ONCE, new LinkedBlockingQueue<>());

    /** One move at a time for a blob at a registry: a second repository mounts what the first one got. */
    private record Key(String host, Digest blob, boolean toGzip) {}

    /** One asker's share in the move of a blob. Give it back with {@link #close}: a move that nobody wants stops. */
    static final class Ticket implements AutoCloseable {
        private final BlobJob job;
        private final boolean first;
        private boolean closed;

        Ticket(BlobJob job, boolean first) {
            this.job = job;
            this.first = first;
        }

        /** Completes when the blob stands in its repository, or with what kept it from getting there. */
        CompletableFuture<BlobJob.Placed> placed() {
            // Only who asked first counts the bytes as sent; each gets a future of its own, which it may cancel.
            return job.done().thenApply(placed -> first ? placed : new BlobJob.Placed(placed.blob(), 0));
        }

        @Override
        public synchronized void close() {
            if (!closed) {
                closed = true;
                job.leave();
            }
        }
    }

    /** @param blobsAtOnce how many blobs move side by side */
    BlobTransfers(RegistryClient client, CopyHistory history, int blobsAtOnce, long largestUnpacked) {
        placer = new BlobPlacer(client, history, blobsAtOnce, largestUnpacked);
        workers = Parallel.pool("blobs", blobsAtOnce, new PriorityBlockingQueue<>());
    }

    /**
     * Asks for a blob in a repository; it starts at once or when its turn comes.
     *
     * @param arrived told of bytes as they come; of all of them at the end where somebody else asked first
     */
    Ticket request(BlobJob.Move move, LongConsumer arrived) {
        Key key = new Key(move.to().host(), move.blob().digest(), move.toGzip());
        synchronized (inFlight) {
            BlobJob running = inFlight.get(key);
            if (running != null && running.move().sameWay(move) && running.join()) {
                Cancellation.countHere(running.cancellation());
                running.done().thenRun(() -> arrived.accept(move.blob().size()));
                return new Ticket(running, false);
            }
            BlobJob job = new BlobJob(move, placer, arrived);
            Cancellation.countHere(job.cancellation());
            inFlight.put(key, job);
            job.done().whenComplete((placed, failure) -> forget(key, job));
            placer.announce(job);
            if (running == null) {
                start(job, placer.willSend(move));
            } else {
                running.done().whenComplete((placed, failure) -> start(job, false));
            }
            return new Ticket(job, true);
        }
    }

    private void start(BlobJob job, boolean ahead) {
        try {
            if (ahead) {
                fetchAhead(job);
            }
            workers.execute(job);
        } catch (RejectedExecutionException closed) {
            job.fail(new CancelledException());
        } catch (RuntimeException | Error e) {
            // A job that nobody works on has to end too: others wait for it.
            job.fail(e);
        }
    }

    /**
     * Begins to fetch a small blob before those who send it get to it, if there is memory for it. An image of many small
     * layers then costs a few round trips to a far upstream instead of one for each layer and worker, and a registry that
     * is asked for many blobs at once serves each with less work than one by one.
     */
    private void fetchAhead(BlobJob job) {
        BlobJob.Move move = job.move();
        int size = (int) Math.min(move.blob().size(), Integer.MAX_VALUE);
        if (size > LARGEST_AHEAD || !bytesAhead.tryAcquire(size)) {
            return;
        }
        FutureTask<byte[]> content = new FutureTask<>(
                () -> job.cancellation().run(() -> move.reader().getBlob(move.from(), move.blob(), size)));
        job.fetchedAhead(content);
        job.done().whenComplete((placed, failure) -> bytesAhead.release(size));
        readers.execute(content);
    }

    private void forget(Key key, BlobJob job) {
        synchronized (inFlight) {
            inFlight.remove(key, job);
        }
    }

    /** Ends what waits as cancelled, not as failed: whoever copies it next does so from the beginning. */
    @Override
    public void close() {
        for (Runnable waiting : workers.shutdownNow()) {
            ((BlobJob) waiting).fail(new CancelledException());
        }
        readers.shutdownNow();
        placer.close();
    }
}
