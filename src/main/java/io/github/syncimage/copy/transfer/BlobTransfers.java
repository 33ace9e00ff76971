package io.github.syncimage.copy.transfer;

import io.github.syncimage.copy.plan.CopyHistory;
import io.github.syncimage.image.Digest;
import io.github.syncimage.registry.api.RegistryClient;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** All blobs that are on their way, of all images, under one bound. Safe for use by several threads. */
public final class BlobTransfers implements AutoCloseable {
    private final Map<Key, BlobJob> inFlight = new HashMap<>();
    private final ThreadPoolExecutor workers;
    private final BlobWork work;
    private final ReadAhead readAhead;

    /** One move at a time for a blob at a registry: a second repository mounts what the first one got. */
    private record Key(String host, Digest blob, boolean toGzip) {}

    /** @param blobsAtOnce how many blobs move side by side */
    public BlobTransfers(RegistryClient client, CopyHistory memory, int blobsAtOnce, long largestUnpacked) {
        work = new BlobWork(client, new BlobHolders(memory), blobsAtOnce, largestUnpacked);
        readAhead = new ReadAhead(client);
        workers = new ThreadPoolExecutor(
                blobsAtOnce, blobsAtOnce, 5, TimeUnit.SECONDS, new PriorityBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "blobs");
                    thread.setDaemon(true);
                    return thread;
                });
        workers.allowCoreThreadTimeOut(true);
    }

    /**
     * Asks for a blob in a repository; it starts at once or when its turn comes.
     *
     * @param arrived told of bytes as they come; of all of them at the end where somebody else asked first
     */
    public BlobTicket request(BlobMove move, LongConsumer arrived) {
        Key key = new Key(move.to().host(), move.blob().digest(), move.toGzip());
        synchronized (inFlight) {
            BlobJob running = inFlight.get(key);
            if (running != null && running.move().sameWay(move) && running.join()) {
                running.done().thenRun(() -> arrived.accept(move.blob().size()));
                return new BlobTicket(running, false);
            }
            BlobJob job = new BlobJob(move, work, arrived);
            inFlight.put(key, job);
            job.done().whenComplete((placed, failure) -> forget(key, job));
            work.announce(job);
            if (running == null) {
                start(job, work.willSend(move));
            } else {
                running.done().whenComplete((placed, failure) -> start(job, false));
            }
            return new BlobTicket(job, true);
        }
    }

    private void start(BlobJob job, boolean ahead) {
        try {
            if (ahead) {
                readAhead.fetch(job);
            }
            workers.execute(job);
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

    @Override
    public void close() {
        for (Runnable waiting : workers.shutdownNow()) {
            ((BlobJob) waiting).fail(new CancellationException("the copier is closed"));
        }
        readAhead.close();
        work.close();
    }
}
