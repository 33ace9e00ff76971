package io.github.syncimage.copy.transfer;

import java.util.concurrent.CompletableFuture;

/** One asker's share in the move of a blob. Give it back with {@link #close}: a move that nobody wants stops. */
public final class BlobTicket implements AutoCloseable {
    private final BlobJob job;
    private final boolean first;
    private boolean closed;

    BlobTicket(BlobJob job, boolean first) {
        this.job = job;
        this.first = first;
    }

    /** Completes when the blob stands in its repository, or with what kept it from getting there. */
    public CompletableFuture<PlacedBlob> placed() {
        // Only who asked first counts the bytes as sent; each gets a future of its own, which it may cancel.
        return job.done().thenApply(placed -> first ? placed : new PlacedBlob(placed.blob(), 0));
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            job.leave();
        }
    }
}
