package io.github.syncimage.copy.transfer;

import io.github.syncimage.copy.transfer.range.RangedBlob;
import io.github.syncimage.copy.transfer.range.Ranges;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.BlobSource;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.Recent;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.api.RegistryClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.util.Optional;

/** Gets one blob into one repository by the cheapest way: it is there, it is mounted, it is sent. */
final class BlobWork implements AutoCloseable {
    /** Layers of a thousand images. */
    private static final int MOST_GZIPPED = 10_000;

    private final RegistryClient client;
    private final BlobHolders holders;
    private final long largestUnpacked;
    private final Ranges ranges;
    /** What zstd layers became, so that a layer is compressed for its digest once in this process. */
    private final Recent<Digest, Descriptor> gzipped = new Recent<>(MOST_GZIPPED);

    BlobWork(RegistryClient client, BlobHolders holders, int blobsAtOnce, long largestUnpacked) {
        this.client = client;
        this.holders = holders;
        this.ranges = new Ranges(blobsAtOnce, client::connections);
        this.largestUnpacked = largestUnpacked;
    }

    PlacedBlob place(BlobJob job) {
        BlobMove move = job.move();
        Descriptor wanted = move.toGzip() ? gzipped(job) : move.blob();
        boolean there = !holders.surelyMissing(move, wanted.digest()) && client.hasBlob(move.to(), wanted.digest())
                || mounted(move, wanted.digest());
        if (!there) {
            send(job, wanted);
        }
        holders.holds(move.to(), wanted);
        return new PlacedBlob(wanted, there ? 0 : wanted.size());
    }

    /** A job is going to wait for its turn: others leave it connections until it takes its own. */
    void announce(BlobJob job) {
        BlobMove move = job.move();
        if (isLarge(move.blob())) {
            ranges.begin(move.from().host());
            job.whenBegun(() -> ranges.end(move.from().host()));
        }
    }

    /** Whether it can be told without asking the target that the blob will be read and sent, just as it is. */
    boolean willSend(BlobMove move) {
        return !move.toGzip()
                && holders.surelyMissing(move, move.blob().digest())
                && holders.candidates(move, move.blob().digest()).isEmpty();
    }

    private void send(BlobJob job, Descriptor wanted) {
        try (Source source = new Source(job)) {
            client.putBlob(job.move().to(), wanted, source);
        }
    }

    /** What an upload reads; from far away the first bytes are on their way while the target begins the upload. */
    private final class Source implements BlobSource, AutoCloseable {
        private final BlobJob job;
        private InputStream begun;

        Source(BlobJob job) {
            this.job = job;
        }

        @Override
        public void announce() {
            BlobMove move = job.move();
            // From here on it counts itself among those that share connections.
            job.begun();
            boolean far = !move.toGzip()
                    && isLarge(move.blob())
                    && RangedBlob.isWorthRangesAtOnce(ranges, client, move.from());
            try {
                begun = far ? openSource(move, 0) : null;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public InputStream open(long offset) throws IOException {
            InputStream first = begun;
            begun = null;
            if (first != null && offset > 0) {
                first.close();
                first = null;
            }
            return counting(job, first != null ? first : BlobWork.this.open(job, offset), offset);
        }

        @Override
        public void close() {
            try {
                if (begun != null) {
                    begun.close();
                }
            } catch (IOException e) {
                // Nobody wants its bytes.
                begun = null;
            }
        }
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

    private InputStream open(BlobJob job, long offset) throws IOException {
        byte[] early = job.early();
        return early != null
                ? new ByteArrayInputStream(early, (int) offset, early.length - (int) offset)
                : open(job.move(), offset);
    }

    private InputStream open(BlobMove move, long offset) throws IOException {
        if (!move.toGzip()) {
            return openSource(move, offset);
        }
        InputStream zstd = openSource(move, 0);
        try {
            return RangedBlob.skipped(new GzipLayer(zstd, largestUnpacked), offset);
        } catch (Throwable e) {
            zstd.close();
            throw e;
        }
    }

    private InputStream openSource(BlobMove move, long offset) throws IOException {
        return offset == 0 && !isLarge(move.blob())
                ? client.openBlob(move.from(), move.blob())
                : new RangedBlob(ranges, client, move.from(), move.blob(), offset);
    }

    private static boolean isLarge(Descriptor blob) {
        return blob.size() >= RangedBlob.WORTHWHILE;
    }

    /** First pass over a zstd layer: what its gzip form will be. */
    private Descriptor gzipped(BlobJob job) {
        BlobMove move = job.move();
        Digest zstd = move.blob().digest();
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
                    move.from() + "@" + zstd,
                    String.valueOf(e.getMessage()),
                    e);
        }
        return new Descriptor(move.blob().mediaType(), Digest.finish(zstd.algorithm(), hash), size);
    }

    private static InputStream counting(BlobJob job, InputStream in, long offset) {
        return new ProgressStream(job, in, offset);
    }

    @Override
    public void close() {
        ranges.close();
    }
}
