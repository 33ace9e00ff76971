package io.github.syncimage.copy.transfer;

import io.github.syncimage.concurrent.LruCache;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.RegistryException.Kind;
import io.github.syncimage.registry.api.RegistryClient;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Optional;

/** Gets one blob into one repository by the cheapest way: it is there, it is mounted, it is sent. */
final class BlobPlacer implements AutoCloseable {
    /** Layers of a thousand images. */
    private static final int MOST_GZIPPED = 10_000;

    private final RegistryClient client;
    private final BlobHolders holders;
    private final long largestUnpacked;
    private final RangePool ranges;
    /** What zstd layers became, so that a layer is compressed for its digest once in this process. */
    private final LruCache<Digest, Descriptor> gzipped = new LruCache<>(MOST_GZIPPED);

    BlobPlacer(RegistryClient client, BlobHolders holders, int blobsAtOnce, long largestUnpacked) {
        this.client = client;
        this.holders = holders;
        this.ranges = new RangePool(blobsAtOnce, client::connections);
        this.largestUnpacked = largestUnpacked;
    }

    BlobJob.Placed place(BlobJob job) {
        BlobMove move = job.move();
        Descriptor wanted = move.toGzip() ? gzipped(job) : move.blob();
        boolean there = !holders.surelyMissing(move, wanted.digest()) && client.hasBlob(move.to(), wanted.digest())
                || mounted(move, wanted.digest());
        if (!there) {
            try (BlobContent content = content(job)) {
                client.putBlob(move.to(), wanted, content);
            }
        }
        holders.holds(move.to(), wanted);
        return new BlobJob.Placed(wanted, there ? 0 : wanted.size());
    }

    private BlobContent content(BlobJob job) {
        return new BlobContent(job, ranges, largestUnpacked);
    }

    /** Reserves connections for a job that waits for its turn, until it takes its own. */
    void announce(BlobJob job) {
        BlobMove move = job.move();
        if (BlobContent.isLarge(move.blob())) {
            ranges.begin(move.from().host());
            job.whenBegun(() -> ranges.end(move.from().host()));
        }
    }

    /** Whether it is known without asking the target that the blob will be sent, and as it is. */
    boolean willSend(BlobMove move) {
        return !move.toGzip()
                && holders.surelyMissing(move, move.blob().digest())
                && holders.candidates(move, move.blob().digest()).isEmpty();
    }

    private boolean mounted(BlobMove move, Digest blob) {
        for (Repository holder : holders.candidates(move, blob)) {
            switch (client.mountBlob(move.to(), blob, holder)) {
                case MOUNTED -> {
                    return true;
                }
                case NOT_HELD -> holders.lacks(holder, blob);
                case REFUSED -> {
                    // The next one may be readable for us.
                }
            }
        }
        return false;
    }

    /** What a zstd layer will be as gzip, for which it is read once before it is sent. */
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
        BlobMove move = job.move();
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

    @Override
    public void close() {
        ranges.close();
    }
}
