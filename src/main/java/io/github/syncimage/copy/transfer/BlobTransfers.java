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
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongConsumer;

/** All blobs that are on their way, of all images, under one bound. Safe for use by several threads. */
final class BlobTransfers implements AutoCloseable {
    private final Map<Key, BlobJob> inFlight = new HashMap<>();
    private final ExecutorService workers;
    private final BlobPlacer placer;
    private final ReadAhead readAhead;

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
        placer = new BlobPlacer(client, new BlobHolders(history), blobsAtOnce, largestUnpacked);
        readAhead = new ReadAhead();
        workers = Parallel.pool("blobs", blobsAtOnce, new PriorityBlockingQueue<>());
    }

    /**
     * Asks for a blob in a repository; it starts at once or when its turn comes.
     *
     * @param arrived told of bytes as they come; of all of them at the end where somebody else asked first
     */
    Ticket request(BlobMove move, LongConsumer arrived) {
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
                readAhead.fetch(job);
            }
            workers.execute(job);
        } catch (RejectedExecutionException closed) {
            job.fail(new CancelledException());
        } catch (RuntimeException | Error e) {
            // A job that nobody works on has to end too: others wait for it.
            job.fail(e);
        }
    }

    private void forget(Key key, BlobJob job) {
        synchronized (inFlight) {
            inFlight.remove(key, job);
        }
    }

    /** What waits has not failed: whoever copies it next does so from the beginning. */
    @Override
    public void close() {
        for (Runnable waiting : workers.shutdownNow()) {
            ((BlobJob) waiting).fail(new CancelledException());
        }
        readAhead.close();
        placer.close();
    }
}
