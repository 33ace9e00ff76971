package io.github.syncimage.copy.transfer;

import io.github.syncimage.copy.CopyMemory;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.Repository;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Repositories that probably hold a blob: those seen by this process, then those remembered. */
final class BlobHolders {
    /** Some hundred images' worth of layers; what is older is in the memory. */
    private static final int MOST_SEEN = 10_000;
    /** A mount that fails costs two round trips, so only the likeliest are tried. */
    private static final int MOST_TRIED = 3;

    private final CopyMemory memory;
    private final Map<Key, Repository> seen = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Repository> eldest) {
            return size() > MOST_SEEN;
        }
    };

    private record Key(String host, Digest blob) {}

    BlobHolders(CopyMemory memory) {
        this.memory = memory;
    }

    /** Where to mount a blob of this move from, never the repository it goes to. */
    List<Repository> candidates(BlobMove move, Digest blob) {
        List<Repository> candidates = new ArrayList<>();
        String host = move.to().host();
        if (move.from().host().equals(host) && !move.toGzip()) {
            candidates.add(move.from());
        }
        Repository recent = recent(new Key(host, blob));
        if (recent != null) {
            candidates.add(recent);
        } else if (candidates.isEmpty()) {
            candidates.addAll(move.toGzip() ? remembered(host, blob) : move.holders());
        }
        return candidates.stream()
                .filter(repository -> !repository.equals(move.to()))
                .distinct()
                .limit(MOST_TRIED)
                .toList();
    }

    /** Whether the target lacks a blob for sure: what came since its repository was asked for is known here. */
    boolean surelyMissing(BlobMove move, Digest blob) {
        return move.surelyMissing()
                && !move.to().equals(recent(new Key(move.to().host(), blob)));
    }

    /** What a zstd layer becomes is known only when it is on its way. */
    private List<Repository> remembered(String host, Digest gzip) {
        return memory.holders(host, Set.of(gzip)).getOrDefault(gzip, List.of());
    }

    void holds(Repository repository, Digest blob) {
        synchronized (seen) {
            seen.put(new Key(repository.host(), blob), repository);
        }
    }

    void lacks(Repository repository, Digest blob) {
        synchronized (seen) {
            seen.remove(new Key(repository.host(), blob), repository);
        }
        memory.lacks(repository, blob);
    }

    private Repository recent(Key key) {
        synchronized (seen) {
            return seen.get(key);
        }
    }
}
