package io.github.syncimage.copy.source;

import io.github.syncimage.copy.manifest.InvalidManifestException;
import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.Manifest;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.api.RegistryClient;
import io.github.syncimage.text.Sizes;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Bounds the bytes of manifests that are held for one image, whatever sizes its index announces: each read reserves the
 * most that it may bring, and gives back what did not come. What nearly all images need, each gets; more than that only
 * one image of the process at a time, until it is closed. With what is made of them, manifests take some four times their
 * bytes.
 */
final class ManifestBudget implements AutoCloseable {
    /** Nearly all images have less than 100 KiB of them. */
    private static final long EACH = 1024 * 1024;
    /** A sixth of the heap, as objects. The largest real indexes come to some two megabytes with all below. */
    private static final long LARGEST =
            Math.min(4L * Manifest.MAX_BYTES, Runtime.getRuntime().maxMemory() / 24);

    private static final Semaphore LARGE = new Semaphore(1, true);
    /** Two that also wait for each other's tag end by this. */
    private static final Duration PATIENCE = Duration.ofHours(1);

    private final Object turn = new Object();
    private volatile long most = EACH;
    private volatile long held;
    private long reserved;

    /**
     * Sees to it that there is room for what is going to be read, for which it may wait: so it is called by who asks for an
     * image, never by the threads that read for all.
     *
     * @throws InvalidManifestException where it is more than is read of any image
     */
    void expect(Collection<Descriptor> listed) {
        long bytes = held + listed.stream().mapToLong(Descriptor::size).sum();
        boolean told = listed.stream().allMatch(one -> one.size() > 0);
        if (bytes > LARGEST) {
            throw tooLarge(LARGEST);
        }
        if (bytes > EACH || !told) {
            takeTurn();
        }
    }

    private void takeTurn() {
        // Not the monitor, which those that read need meanwhile.
        synchronized (turn) {
            if (most == LARGEST) {
                return;
            }
            try {
                if (!LARGE.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                    throw new RegistryException(
                            RegistryException.Kind.UNAVAILABLE,
                            "read the manifests",
                            "this program",
                            "another image with as large ones fills the memory for them");
                }
            } catch (InterruptedException e) {
                throw Parallel.interrupted(e);
            }
            most = LARGEST;
        }
    }

    /** Makes room for others. */
    @Override
    public synchronized void close() {
        if (most != EACH) {
            most = EACH;
            LARGE.release();
        }
    }

    /**
     * Reads a manifest that something lists; empty where it is not there.
     *
     * @param listed with size 0 where that is unknown
     * @throws InvalidManifestException where what is held leaves no room for it
     */
    Optional<Manifest> read(RegistryClient client, Repository repository, Descriptor listed) {
        int size = (int) Math.min(listed.size() > 0 ? listed.size() : most, Manifest.MAX_BYTES);
        reserve(size);
        int read = 0;
        try {
            Optional<Manifest> manifest = client.getManifest(repository.digest(listed.digest()), size);
            read = manifest.map(found -> found.bytes().length).orElse(0);
            return manifest;
        } finally {
            settle(size, read);
        }
    }

    /** Waits while reads that are under way may still give back enough. */
    private synchronized void reserve(int size) {
        while (held + reserved + size > most && reserved > 0) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CancellationException("interrupted while it waited for memory to read a manifest");
            }
        }
        if (held + size > most) {
            throw tooLarge(most);
        }
        reserved += size;
    }

    private static InvalidManifestException tooLarge(long most) {
        return new InvalidManifestException("comes with others of the same image which together fill the "
                + Sizes.text(most) + " that are read of one");
    }

    private synchronized void settle(int size, int read) {
        reserved -= size;
        held += read;
        notifyAll();
    }
}
