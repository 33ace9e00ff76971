package io.github.syncimage.copy.transfer;

import io.github.syncimage.concurrent.LruCache;
import io.github.syncimage.copy.plan.CopyHistory;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.Descriptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Repositories that probably hold a blob: those seen by this process, then those remembered. */
final class BlobHolders {
    /** Some hundred images' worth of layers; what is older is in the history. */
    private static final int MOST_SEEN = 10_000;
    /** Registries delete blobs that no manifest names after a day or so; the others are in the history by then. */
    private static final Duration SEEN_LIFE = Duration.ofDays(1);
    /** A mount that fails costs two round trips, so only the likeliest are tried. */
    private static final int MOST_TRIED = 3;

    /** A smaller blob costs hardly more to send than to remember. At the end all blobs of an image are remembered. */
    private static final long WORTH_REMEMBERING = 1024 * 1024;

    private final CopyHistory history;
    private final LruCache<Key, Repository> seen = new LruCache<>(MOST_SEEN, SEEN_LIFE);

    private record Key(String host, Digest blob) {}

    BlobHolders(CopyHistory history) {
        this.history = history;
    }

    /** Where to mount a blob of this move from, never the repository it goes to. */
    List<Repository> candidates(BlobMove move, Digest blob) {
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

    /** Whether the target lacks a blob for sure: it did when the move was asked for, and none has come since. */
    boolean surelyMissing(BlobMove move, Digest blob) {
        return move.surelyMissing()
                && !seen.find(new Key(move.to().host(), blob)).equals(Optional.of(move.to()));
    }

    /** Looked up here, since the digest of a zstd layer as gzip is known only now. */
    private List<Repository> remembered(String host, Digest gzip) {
        return history.holders(host, Set.of(gzip)).getOrDefault(gzip, List.of());
    }

    /** A blob came. A large one is remembered at once, so that the next copy knows it should this one break. */
    void holds(Repository repository, Descriptor blob) {
        seen.put(new Key(repository.host(), blob.digest()), repository);
        if (blob.size() >= WORTH_REMEMBERING) {
            history.holds(repository, List.of(blob.digest()));
        }
    }

    void lacks(Repository repository, Digest blob) {
        seen.remove(new Key(repository.host(), blob), repository);
        history.lacks(repository, blob);
    }
}
