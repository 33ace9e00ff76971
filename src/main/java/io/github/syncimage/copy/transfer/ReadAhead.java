package io.github.syncimage.copy.transfer;

import io.github.syncimage.copy.source.Parallel;
import io.github.syncimage.registry.Descriptor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;

/**
 * Fetches small blobs, many at once, before those who send them get to them. An image of many small layers then costs a
 * few round trips to a far upstream instead of one for each layer and worker, and a registry that is asked for many
 * blobs at once serves each with less work than one by one.
 */
final class ReadAhead implements AutoCloseable {
    /** Larger blobs take longer to come than to ask for, and are better read while they are sent. */
    private static final int LARGEST = 64 * 1024;
    /** The default connections of a host; more would only queue for one. */
    private static final int AT_ONCE = 16;
    /** Layers of several images; blobs beyond it are read when it is their turn. */
    private static final int MOST_BYTES = 8 * 1024 * 1024;

    private final Semaphore bytes = new Semaphore(MOST_BYTES);
    private final ExecutorService readers;

    ReadAhead() {
        readers = Parallel.pool("read-ahead", AT_ONCE, new LinkedBlockingQueue<>());
    }

    /** Begins to fetch a job's blob for {@link BlobJob#fetchedAhead()}, if it is small and there is memory for it. */
    void fetch(BlobJob job) {
        Descriptor blob = job.move().blob();
        int size = (int) Math.min(blob.size(), Integer.MAX_VALUE);
        if (size > LARGEST || !bytes.tryAcquire(size)) {
            return;
        }
        FutureTask<byte[]> content = new FutureTask<>(() -> job.cancellation()
                .run(() -> job.move().reader().getBlob(job.move().from(), blob, size)));
        job.fetchedAhead(content);
        job.done().whenComplete((placed, failure) -> bytes.release(size));
        readers.execute(content);
    }

    @Override
    public void close() {
        readers.shutdownNow();
    }
}
