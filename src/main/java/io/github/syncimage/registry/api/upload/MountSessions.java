package io.github.syncimage.registry.api.upload;

import io.github.syncimage.concurrent.LruCache;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.Repository;
import java.time.Duration;
import java.util.Optional;

/** Sessions that registries began instead of mounting a blob; the upload that follows takes them. */
public final class MountSessions {
    /** Registries keep sessions for hours or days. */
    private static final Duration LIFE = Duration.ofMinutes(5);
    /** More than there are ever blobs between their mount and their upload. */
    private static final int MOST = 256;

    private record Key(Repository repository, Digest digest) {}

    private final LruCache<Key, String> sessions = new LruCache<>(MOST, LIFE);

    public void keep(Repository repository, Digest digest, String address) {
        sessions.put(new Key(repository, digest), address);
    }

    Optional<String> take(Repository repository, Digest digest) {
        return sessions.remove(new Key(repository, digest));
    }
}
