package io.github.syncimage.copy.transfer;

import io.github.syncimage.concurrent.LruCache;
import io.github.syncimage.copy.plan.CopyHistory;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.RegistryException.Kind;
import io.github.syncimage.registry.api.RegistryClient;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Gets one blob into one repository by the cheapest way: it is there, it is mounted, it is sent. */
final class BlobPlacer implements AutoCloseable {
    /** Some hundred images' worth of layers; what is older is in the history. */
    private static final int MOST_SEEN = 10_000;
    /** Registries delete blobs that no manifest names after a day or so; the others are in the history by then. */
    private static final Duration SEEN_LIFE = Duration.ofDays(1);
    /** A mount that fails costs two round trips, so only the likeliest are tried. */
    private static final int MOST_TRIED = 3;

    /** A smaller blob costs hardly more to send than to remember. At the end all blobs of an image are remembered. */
    private static final long WORTH_REMEMBERING = 1024 * 1024;
    /** Layers of a thousand images. */
    private static final int MOST_GZIPPED = 10_000;

    private final RegistryClient client;
    private final CopyHistory history;
    private final LruCache<Key, Repository> seen = new LruCache<>(MOST_SEEN, SEEN_LIFE);
    private final long largestUnpacked;
    private final RangePool ranges;
    /** Keeps what zstd layers became, so that a layer is compressed for its digest once in this process. */
    private final LruCache<Digest, Descriptor> gzipped = new LruCache<>(MOST_GZIPPED);

    private record Key(String host, Digest blob) {}

    BlobPlacer(RegistryClient client, CopyHistory history, int blobsAtOnce, long largestUnpacked) {
        this.client = client;
        this.history = history;
        this.ranges = new RangePool(blobsAtOnce, client::connections);
        this.largestUnpacked = largestUnpacked;
    }

    BlobJob.Placed place(BlobJob job) {
        BlobJob.Move move = job.move();
        Descriptor wanted = move.toGzip() ? gzipped(job) : move.blob();
        boolean there = !surelyMissing(move, wanted.digest()) && client.hasBlob(move.to(), wanted.digest())
                || mounted(move, wanted.digest());
        if (!there) {
            try (BlobContent content = content(job)) {
                client.putBlob(move.to(), wanted, content);
            }
        }
        holds(move.to(), wanted);
        return new BlobJob.Placed(wanted, there ? 0 : wanted.size());
    }

    private BlobContent content(BlobJob job) {
        return new BlobContent(job, ranges, largestUnpacked);
    }

    /** Reserves connections for a job that waits for its turn, until it takes its own. */
    void announce(BlobJob job) {
        BlobJob.Move move = job.move();
        if (BlobContent.isLarge(move.blob())) {
            ranges.begin(move.from().host());
            job.whenBegun(() -> ranges.end(move.from().host()));
        }
    }

    /** Tells if it is known without asking the target that the blob will be sent, and as it is. */
    boolean willSend(BlobJob.Move move) {
        return !move.toGzip()
                && surelyMissing(move, move.blob().digest())
                && candidates(move, move.blob().digest()).isEmpty();
    }

    private boolean mounted(BlobJob.Move move, Digest blob) {
        for (Repository holder : candidates(move, blob)) {
            switch (client.mountBlob(move.to(), blob, holder)) {
                case MOUNTED -> {
                    return true;
                }
                case NOT_HELD -> lacks(holder, blob);
                case REFUSED -> {
                    // The next one may be readable for us.
                }
            }
        }
        return false;
    }

    /** Finds out what a zstd layer will be as gzip, for which it is read once before it is sent. */
    private Descriptor gzipped(BlobJob job) {
        Digest zstd = job.move().blob().digest();
        job.begun();
        Optional<Descriptor> known = gzipped.find(zstd);
        if (known.isPresent()) {
            return known.get();
        }
        Descriptor found = compressed(job);
        gzipped.put(zstd, found);
        return found;
    }

    private Descriptor compressed(BlobJob job) {
        BlobJob.Move move = job.move();
        Digest zstd = move.blob().digest();
        MessageDigest hash = zstd.newMessageDigest();
        long size = 0;
        byte[] buffer = new byte[RangePool.PIECE];
        try (InputStream gzip = content(job).openUncounted(0)) {
            for (int count = gzip.read(buffer); count >= 0; count = gzip.read(buffer)) {
                job.checkWanted();
                hash.update(buffer, 0, count);
                size += count;
            }
        } catch (IOException e) {
            throw new RegistryException(
                    Kind.INVALID_CONTENT,
                    "compress the zstd layer as gzip",
                    move.from() + "@" + zstd,
                    String.valueOf(e.getMessage()),
                    e);
        }
        return new Descriptor(move.blob().mediaType(), Digest.finish(zstd.algorithm(), hash), size);
    }

    /** Repositories to mount a blob from: those seen by this process, else those remembered. */
    private List<Repository> candidates(BlobJob.Move move, Digest blob) {
        List<Repository> candidates = new ArrayList<>();
        String host = move.to().host();
        if (move.from().host().equals(host) && !move.toGzip()) {
            candidates.add(move.from());
        }
        Optional<Repository> recent = seen.find(new Key(host, blob));
        if (recent.isPresent()) {
            candidates.add(recent.get());
        } else if (candidates.isEmpty()) {
            candidates.addAll(move.toGzip() ? remembered(host, blob) : move.holders());
        }
        return candidates.stream()
                .filter(repository -> !repository.equals(move.to()))
                .distinct()
                .limit(MOST_TRIED)
                .toList();
    }

    /** Tells if the target lacks a blob for sure: it did when the move was asked for, and none has come since. */
    private boolean surelyMissing(BlobJob.Move move, Digest blob) {
        return move.surelyMissing()
                && !seen.find(new Key(move.to().host(), blob)).equals(Optional.of(move.to()));
    }

    /** Looked up here, since the digest of a zstd layer as gzip is known only now. */
    private List<Repository> remembered(String host, Digest gzip) {
        return history.holders(host, Set.of(gzip)).getOrDefault(gzip, List.of());
    }

    /** A blob came. A large one is remembered at once, so that the next copy knows it should this one break. */
    private void holds(Repository repository, Descriptor blob) {
        seen.put(new Key(repository.host(), blob.digest()), repository);
        if (blob.size() >= WORTH_REMEMBERING) {
            history.holds(repository, List.of(blob.digest()));
        }
    }

    private void lacks(Repository repository, Digest blob) {
        seen.remove(new Key(repository.host(), blob), repository);
        history.lacks(repository, blob);
    }

    @Override
    public void close() {
        ranges.close();
    }
}
