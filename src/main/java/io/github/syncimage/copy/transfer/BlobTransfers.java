package io.github.syncimage.copy.transfer;

import io.github.syncimage.concurrent.Cancellation;
import io.github.syncimage.concurrent.CancelledException;
import io.github.syncimage.copy.plan.CopyHistory;
import io.github.syncimage.copy.source.Parallel;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.api.RegistryClient;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/** All blobs that are on their way, of all images, under one bound. Safe for use by several threads. */
final class BlobTransfers implements AutoCloseable {
    /** Larger blobs take longer to come than to ask for, and are better read while they are sent. */
    private static final int LARGEST_AHEAD = 64 * 1024;
    /** The default connections of a host; more would only queue for one. */
    private static final int AHEAD_AT_ONCE = 16;
    /** Layers of several images; blobs beyond it are read when it is their turn. */
    private static final int MOST_BYTES_AHEAD = 8 * 1024 * 1024;

    private static final AtomicLong SEQUENCE = new AtomicLong();

    private final Map<Key, Job> inFlight = new HashMap<>();
    private final ExecutorService workers;
    private final BlobPlacer placer;
    private final Semaphore bytesAhead = new Semaphore(MOST_BYTES_AHEAD);
    private final ExecutorService readers = Parallel.pool("read-ahead", AHEAD_AT_ONCE, new LinkedBlockingQueue<>());

    /** One move at a time for a blob at a registry: a second repository mounts what the first one got. */
    private record Key(String host, Digest blob, boolean toGzip) {}

    /**
     * One blob that is wanted in a repository.
     *
     * @param reader asks {@code from}
     * @param rank how many larger blobs of the same image go before it
     * @param toGzip whether it is a zstd layer that has to arrive as gzip
     * @param surelyMissing whether the target lacked it for sure when the move was asked for, so that it need not be asked
     * @param holders repositories of the target that are remembered to hold it
     */
    record Move(
            RegistryClient reader,
            Repository from,
            Repository to,
            Descriptor blob,
            int rank,
            boolean toGzip,
            boolean surelyMissing,
            List<Repository> holders) {
        /** Tells if one transfer serves both: a blob from another upstream, or for another reader, may fail where this one does not. */
        boolean sameWay(Move other) {
            return reader == other.reader && from.equals(other.from) && to.equals(other.to);
        }
    }

    /**
     * The blob stands in its repository.
     *
     * @param blob what stands there, another one than asked for where it was compressed anew
     * @param sent bytes sent for it, 0 where it was there or was mounted
     */
    record Placed(Descriptor blob, long sent) {}

    /** One asker's share in the move of a blob. Give it back with {@link #close}: a move that nobody wants stops. */
    static final class Ticket implements AutoCloseable {
        private final Job job;
        private final boolean first;
        private boolean closed;

        private Ticket(Job job, boolean first) {
            this.job = job;
            this.first = first;
        }

        /** Completes when the blob stands in its repository, or with what kept it from getting there. */
        CompletableFuture<Placed> placed() {
            // Only who asked first counts the bytes as sent; each gets a future of its own, which it may cancel.
            return job.done.thenApply(placed -> first ? placed : new Placed(placed.blob(), 0));
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
    Ticket request(Move move, LongConsumer arrived) {
        Key key = new Key(move.to().host(), move.blob().digest(), move.toGzip());
        synchronized (inFlight) {
            Job running = inFlight.get(key);
            if (running != null && running.move.sameWay(move) && running.join()) {
                Cancellation.countHere(running.cancellation);
                running.done.thenRun(() -> arrived.accept(move.blob().size()));
                return new Ticket(running, false);
            }
            Job job = new Job(move, arrived);
            Cancellation.countHere(job.cancellation);
            inFlight.put(key, job);
            job.done.whenComplete((placed, failure) -> forget(key, job));
            placer.announce(job);
            if (running == null) {
                start(job, placer.willSend(move));
            } else {
                running.done.whenComplete((placed, failure) -> start(job, false));
            }
            return new Ticket(job, true);
        }
    }

    private void start(Job job, boolean ahead) {
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
    private void fetchAhead(Job job) {
        Move move = job.move;
        int size = (int) Math.min(move.blob().size(), Integer.MAX_VALUE);
        if (size > LARGEST_AHEAD || !bytesAhead.tryAcquire(size)) {
            return;
        }
        FutureTask<byte[]> content = new FutureTask<>(
                () -> job.cancellation.run(() -> move.reader().getBlob(move.from(), move.blob(), size)));
        job.fetchedAhead = content;
        job.done.whenComplete((placed, failure) -> bytesAhead.release(size));
        readers.execute(content);
    }

    private void forget(Key key, Job job) {
        synchronized (inFlight) {
            inFlight.remove(key, job);
        }
    }

    /** Ends what waits as cancelled, not as failed: whoever copies it next does so from the beginning. */
    @Override
    public void close() {
        for (Runnable waiting : workers.shutdownNow()) {
            ((Job) waiting).fail(new CancelledException());
        }
        readers.shutdownNow();
        placer.close();
    }

    /** One blob on its way into one repository, shared by all who want it there. */
    final class Job implements Runnable, Comparable<Job> {
        private final Move move;
        private final LongConsumer arrived;
        private final long number = SEQUENCE.incrementAndGet();
        private final CompletableFuture<Placed> done = new CompletableFuture<>();
        private final Cancellation cancellation = new Cancellation();
        private volatile FutureTask<byte[]> fetchedAhead;
        private volatile boolean started;
        private Runnable whenBegun = () -> {};
        private volatile int interested = 1;
        private long counted;

        private Job(Move move, LongConsumer arrived) {
            this.move = move;
            this.arrived = arrived;
        }

        Move move() {
            return move;
        }

        /** @param told once, when the content begins to move or the job ends */
        synchronized void whenBegun(Runnable told) {
            whenBegun = told;
        }

        synchronized void begun() {
            whenBegun.run();
            whenBegun = () -> {};
        }

        /**
         * Waits for content that is fetched ahead, and fetches it where nobody has begun to; null where it is not fetched
         * ahead.
         */
        byte[] fetchedAhead() {
            FutureTask<byte[]> content = fetchedAhead;
            if (content == null) {
                return null;
            }
            content.run();
            return Parallel.join(content);
        }

        /** Takes part; false where all others have left, since the job may then stop at any moment. */
        private synchronized boolean join() {
            if (interested == 0) {
                return false;
            }
            interested++;
            return true;
        }

        /** Takes part no more. The last to leave cancels the work, so that no byte moves afterwards. */
        private void leave() {
            if (!isLeftByLast()) {
                return;
            }
            CancelledException unwanted = new CancelledException();
            cancellation.cancel(unwanted);
            if (!started) {
                fail(unwanted);
            }
        }

        private synchronized boolean isLeftByLast() {
            return --interested == 0;
        }

        /** Counts the bytes up to this position; those sent again after a broken upload count once. */
        void at(long position) {
            checkWanted();
            if (position > counted) {
                arrived.accept(position - counted);
                counted = position;
            }
        }

        /** @throws CancelledException when nobody wants the blob any more */
        void checkWanted() {
            if (interested == 0) {
                throw new CancelledException();
            }
        }

        @Override
        public void run() {
            started = true;
            try {
                Placed placed = cancellation.run(() -> placer.place(this));
                at(move.blob().size());
                release();
                done.complete(placed);
            } catch (Throwable e) {
                // Errors too: whoever waits for the blob has to learn of them.
                fail(e);
            }
        }

        private void fail(Throwable e) {
            release();
            done.completeExceptionally(e);
        }

        /** Lets go of the content: the job itself is kept until all of its image is there. */
        private void release() {
            begun();
            fetchedAhead = null;
        }

        /**
         * By rank: the largest blob of each image, then the second of each, so that a small image does not wait for all of
         * a large one. Within a rank the larger blob first, so that the last to finish is a small one, then in the order of
         * asking.
         */
        @Override
        public int compareTo(Job other) {
            int byRank = Integer.compare(move.rank(), other.move.rank());
            int bySize = Long.compare(other.move.blob().size(), move.blob().size());
            return byRank != 0 ? byRank : bySize != 0 ? bySize : Long.compare(number, other.number);
        }
    }
}
