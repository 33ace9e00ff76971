package io.github.syncimage.copy.transfer;

import io.github.syncimage.image.Digest;
import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.RegistryClient;
import io.github.syncimage.registry.RegistryException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Gets one blob into one repository by the cheapest way: it is there, it is mounted, it is sent. */
final class BlobWork implements AutoCloseable {
    private final RegistryClient client;
    private final BlobHolders holders;
    private final long largestUnpacked;
    private final Ranges ranges = new Ranges();
    /** What zstd layers became, so that a layer is compressed for its digest once in this process. */
    private final Map<Digest, Descriptor> gzipped = new ConcurrentHashMap<>();

    BlobWork(RegistryClient client, BlobHolders holders, long largestUnpacked) {
        this.client = client;
        this.holders = holders;
        this.largestUnpacked = largestUnpacked;
    }

    PlacedBlob place(BlobJob job) {
        BlobMove move = job.move();
        Descriptor wanted = move.toGzip() ? gzipped(job) : move.blob();
        boolean there =
                !move.surelyMissing() && client.hasBlob(move.to(), wanted.digest()) || mounted(move, wanted.digest());
        if (!there) {
            client.putBlob(move.to(), wanted, offset -> counting(job, open(move, offset), offset));
        }
        holders.holds(move.to(), wanted.digest());
        return new PlacedBlob(wanted, there ? 0 : wanted.size());
    }

    private boolean mounted(BlobMove move, Digest blob) {
        for (Repository holder : holders.candidates(move, blob)) {
            if (client.mountBlob(move.to(), blob, holder)) {
                return true;
            }
            holders.lacks(holder, blob);
        }
        return false;
    }

    private InputStream open(BlobMove move, long offset) throws IOException {
        if (!move.toGzip()) {
            return openSource(move, offset);
        }
        InputStream gzip = new GzipLayer(openSource(move, 0), largestUnpacked);
        gzip.skipNBytes(offset);
        return gzip;
    }

    private InputStream openSource(BlobMove move, long offset) throws IOException {
        boolean whole = offset == 0 && move.blob().size() < RangedBlob.WORTHWHILE;
        return whole
                ? client.openBlob(move.from(), move.blob())
                : new RangedBlob(ranges, client, move.from(), move.blob(), offset);
    }

    /** First pass over a zstd layer: what its gzip form will be. */
    private Descriptor gzipped(BlobJob job) {
        BlobMove move = job.move();
        return gzipped.computeIfAbsent(move.blob().digest(), digest -> {
            MessageDigest hash = move.blob().digest().newMessageDigest();
            long size = 0;
            byte[] buffer = new byte[Ranges.PIECE];
            try (InputStream gzip = open(move, 0)) {
                for (int count = gzip.read(buffer); count >= 0; count = gzip.read(buffer)) {
                    job.checkWanted();
                    hash.update(buffer, 0, count);
                    size += count;
                }
            } catch (IOException e) {
                throw new RegistryException(
                        RegistryException.Kind.INVALID_CONTENT,
                        "compress the zstd layer as gzip",
                        move.from() + "@" + digest,
                        0,
                        List.of(),
                        String.valueOf(e.getMessage()),
                        null,
                        e);
            }
            return new Descriptor(move.blob().mediaType(), Digest.finish(digest.algorithm(), hash), size);
        });
    }

    private static InputStream counting(BlobJob job, InputStream in, long offset) {
        return new ProgressStream(job, in, offset);
    }

    @Override
    public void close() {
        ranges.close();
    }
}
