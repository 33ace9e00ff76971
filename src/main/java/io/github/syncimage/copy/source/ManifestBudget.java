package io.github.syncimage.copy.source;

import io.github.syncimage.copy.manifest.InvalidManifestException;
import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.Manifest;
import io.github.syncimage.registry.api.RegistryClient;
import io.github.syncimage.text.Sizes;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/**
 * Bounds the bytes of manifests that are held for one image, whatever sizes its index announces: each read reserves the
 * most that it may bring, and gives back what did not come. A manifest of unknown size reserves the most that a
 * registry takes, so fewer of these are read at once.
 */
final class ManifestBudget {
    /** Four of the largest that a registry takes. The largest real indexes come to some two megabytes with all below. */
    private static final long MOST_BYTES = 4L * Manifest.MAX_BYTES;

    private long held;
    private long reserved;

    /**
     * Reads a manifest that something lists; empty where it is not there.
     *
     * @param listed with size 0 where that is unknown
     * @throws InvalidManifestException where what is held leaves no room for it
     */
    Optional<Manifest> read(RegistryClient client, Repository repository, Descriptor listed) {
        int most = listed.size() > 0 ? (int) Math.min(listed.size(), Manifest.MAX_BYTES) : Manifest.MAX_BYTES;
        reserve(most);
        int read = 0;
        try {
            Optional<Manifest> manifest = client.getManifest(repository.digest(listed.digest()), most);
            read = manifest.map(found -> found.bytes().length).orElse(0);
            return manifest;
        } finally {
            settle(most, read);
        }
    }

    /** Waits while reads that are under way may still give back enough. */
    private synchronized void reserve(int most) {
        while (held + reserved + most > MOST_BYTES && reserved > 0) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CancellationException("interrupted while it waited for memory to read a manifest");
            }
        }
        if (held + most > MOST_BYTES) {
            throw new InvalidManifestException("comes after others of the same image which together fill the "
                    + Sizes.text(MOST_BYTES) + " that are read of one");
        }
        reserved += most;
    }

    private synchronized void settle(int most, int read) {
        reserved -= most;
        held += read;
        notifyAll();
    }
}
