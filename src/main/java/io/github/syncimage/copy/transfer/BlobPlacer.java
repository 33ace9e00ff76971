package io.github.syncimage.copy.transfer;

import io.github.syncimage.concurrent.LruCache;
import io.github.syncimage.copy.plan.CopyHistory;
import io.github.syncimage.copy.transfer.BlobTransfers.Job;
import io.github.syncimage.copy.transfer.BlobTransfers.Move;
import io.github.syncimage.copy.transfer.BlobTransfers.Placed;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.RegistryException.Kind;
import io.github.syncimage.registry.api.BulkInputStream;
import io.github.syncimage.registry.api.RegistryClient;
import io.github.syncimage.registry.api.RegistryClient.BlobSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
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

    Placed place(Job job) {
        Move move = job.move();
        Descriptor wanted = move.toGzip() ? gzipped(job) : move.blob();
        boolean there = !surelyMissing(move, wanted.digest()) && client.hasBlob(move.to(), wanted.digest())
                || mounted(move, wanted.digest());
        if (!there) {
            try (Content content = new Content(job)) {
                client.putBlob(move.to(), wanted, content);
            }
        }
        holds(move.to(), wanted);
        return new Placed(wanted, there ? 0 : wanted.size());
    }

    /** Reserves connections for a job that waits for its turn, until it takes its own. */
    void announce(Job job) {
        Move move = job.move();
        if (isLarge(move.blob())) {
            ranges.begin(move.from().host());
            job.whenBegun(() -> ranges.end(move.from().host()));
        }
    }

    private static boolean isLarge(Descriptor blob) {
        return blob.size() >= RangedBlob.WORTHWHILE;
    }

    /** Tells if it is known without asking the target that the blob will be sent, and as it is. */
    boolean willSend(Move move) {
        return !move.toGzip()
                && surelyMissing(move, move.blob().digest())
                && candidates(move, move.blob().digest()).isEmpty();
    }

    private boolean mounted(Move move, Digest blob) {
        for (Repository holder : candidates(move, blob)) {
            switch (client.mountBlob(move.to(), blob, holder)) {
                case MOUNTED -> {
                    return true;
                }
                case NOT_HELD -> {
                    seen.remove(new Key(holder.host(), blob), holder);
                    history.lacks(holder, blob);
                }
                case REFUSED -> {
                    // The next one may be readable for us.
                }
            }
        }
        return false;
    }

    /** Finds out what a zstd layer will be as gzip, for which it is read once before it is sent. */
    private Descriptor gzipped(Job job) {
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

    private Descriptor compressed(Job job) {
        Move move = job.move();
        Digest zstd = move.blob().digest();
        MessageDigest hash = zstd.newMessageDigest();
        long size = 0;
        byte[] buffer = new byte[RangePool.PIECE];
        try (InputStream gzip = new Content(job).openUncounted(0)) {
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
    private List<Repository> candidates(Move move, Digest blob) {
        List<Repository> candidates = new ArrayList<>();
        String host = move.to().host();
        if (move.from().host().equals(host) && !move.toGzip()) {
            candidates.add(move.from());
        }
        Optional<Repository> recent = seen.find(new Key(host, blob));
        if (recent.isPresent()) {
            candidates.add(recent.get());
        } else if (candidates.isEmpty()) {
            // The digest of a zstd layer as gzip is known only now.
            candidates.addAll(
                    move.toGzip() ? history.holders(host, Set.of(blob)).getOrDefault(blob, List.of()) : move.holders());
        }
        return candidates.stream()
                .filter(repository -> !repository.equals(move.to()))
                .distinct()
                .limit(MOST_TRIED)
                .toList();
    }

    /** Tells if the target lacks a blob for sure: it did when the move was asked for, and none has come since. */
    private boolean surelyMissing(Move move, Digest blob) {
        return move.surelyMissing()
                && !seen.find(new Key(move.to().host(), blob)).equals(Optional.of(move.to()));
    }

    /** A blob came. A large one is remembered at once, so that the next copy knows it should this one break. */
    private void holds(Repository repository, Descriptor blob) {
        seen.put(new Key(repository.host(), blob.digest()), repository);
        if (blob.size() >= WORTH_REMEMBERING) {
            history.holds(repository, List.of(blob.digest()));
        }
    }

    @Override
    public void close() {
        ranges.close();
    }

    /**
     * What the upload of one blob reads: bytes that were fetched ahead, one connection, ranges over several, or a zstd
     * layer as gzip. From a far host the first bytes are already on their way while the target begins the upload.
     */
    private final class Content implements BlobSource, AutoCloseable {
        private final Job job;
        private final Move move;
        private InputStream begun;

        Content(Job job) {
            this.job = job;
            this.move = job.move();
        }

        @Override
        public void announce() {
            // From here on the stream takes the connections that were reserved for the job.
            job.begun();
            try {
                if (!move.toGzip()
                        && isLarge(move.blob())
                        && RangedBlob.isWorthRangesAtOnce(ranges, move.reader(), move.from())) {
                    begun = openSource(0);
                }
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
            return new Counted(first != null ? first : openUncounted(offset), offset);
        }

        /** The content, without telling the job of its bytes. */
        InputStream openUncounted(long offset) throws IOException {
            byte[] ahead = job.fetchedAhead();
            if (ahead != null) {
                return new ByteArrayInputStream(ahead, (int) offset, ahead.length - (int) offset);
            }
            if (!move.toGzip()) {
                return openSource(offset);
            }
            InputStream zstd = openSource(0);
            try {
                return RangedBlob.skipped(new GzipLayer(zstd, largestUnpacked), offset);
            } catch (Throwable e) {
                zstd.close();
                throw e;
            }
        }

        private InputStream openSource(long offset) throws IOException {
            return offset == 0 && !isLarge(move.blob())
                    ? move.reader().openBlob(move.from(), move.blob())
                    : new RangedBlob(ranges, move.reader(), move.from(), move.blob(), offset);
        }

        @Override
        public void close() {
            try {
                if (begun != null) {
                    begun.close();
                }
            } catch (IOException e) {
                // None of it was read.
            }
        }

        /** Tells the job how far its blob is, and ends the transfer when nobody wants it any more. */
        private final class Counted extends BulkInputStream {
            private final InputStream in;
            private long position;

            Counted(InputStream in, long offset) {
                this.in = in;
                position = offset;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int count = in.read(buffer, offset, length);
                if (count > 0) {
                    position += count;
                    // A gzip that came out larger than its zstd must not count beyond the blob.
                    job.at(Math.min(position, move.blob().size()));
                }
                return count;
            }

            @Override
            public void close() throws IOException {
                in.close();
            }
        }
    }
}
