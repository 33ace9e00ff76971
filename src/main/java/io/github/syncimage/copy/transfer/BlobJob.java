package io.github.syncimage.copy.transfer;

import io.github.syncimage.concurrent.Cancellation;
import io.github.syncimage.concurrent.CancelledException;
import io.github.syncimage.copy.source.Parallel;
import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.api.RegistryClient;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/** One blob on its way into one repository, shared by all who want it there. */
final class BlobJob implements Runnable, Comparable<BlobJob> {
    private static final AtomicLong SEQUENCE = new AtomicLong();

    private final Move move;
    private final BlobPlacer placer;
    private final LongConsumer arrived;
    private final long number = SEQUENCE.incrementAndGet();
    private final CompletableFuture<Placed> done = new CompletableFuture<>();
    private final Cancellation cancellation = new Cancellation();
    private volatile FutureTask<byte[]> fetchedAhead;
    private volatile boolean started;
    private Runnable whenBegun = () -> {};
    private volatile int interested = 1;
    private long counted;

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

    BlobJob(Move move, BlobPlacer placer, LongConsumer arrived) {
        this.move = move;
        this.placer = placer;
        this.arrived = arrived;
    }

    CompletableFuture<Placed> done() {
        return done;
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

    /** Lets go of the content: the job itself is kept until all of its image is there. */
    private void release() {
        begun();
        fetchedAhead = null;
    }

    /** Another thread fetches the content before the job has its turn. */
    void fetchedAhead(FutureTask<byte[]> content) {
        fetchedAhead = content;
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
    synchronized boolean join() {
        if (interested == 0) {
            return false;
        }
        interested++;
        return true;
    }

    /** Takes part no more. The last to leave cancels the work, so that no byte moves afterwards. */
    void leave() {
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

    Cancellation cancellation() {
        return cancellation;
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

    void fail(Throwable e) {
        release();
        done.completeExceptionally(e);
    }

    /**
     * By rank: the largest blob of each image, then the second of each, so that a small image does not wait for all of
     * a large one. Within a rank the larger blob first, so that the last to finish is a small one, then in the order of
     * asking.
     */
    @Override
    public int compareTo(BlobJob other) {
        int byRank = Integer.compare(move.rank(), other.move.rank());
        int bySize = Long.compare(other.move.blob().size(), move.blob().size());
        return byRank != 0 ? byRank : bySize != 0 ? bySize : Long.compare(number, other.number);
    }
}
