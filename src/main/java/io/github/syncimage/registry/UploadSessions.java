package io.github.syncimage.registry;

import io.github.syncimage.image.Digest;
import io.github.syncimage.image.Repository;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Sessions that registries began instead of mounting a blob; the upload that follows takes them. */
final class UploadSessions {
    /** Registries keep sessions for hours or days. */
    private static final Duration LIFE = Duration.ofMinutes(5);
    /** More than there are ever blobs between their mount and their upload. */
    private static final int MOST = 256;

    private record Key(Repository repository, Digest digest) {}

    private record Session(String address, Instant until) {}

    private final Map<Key, Session> sessions = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Session> eldest) {
            return size() > MOST;
        }
    };

    synchronized void keep(Repository repository, Digest digest, String address) {
        sessions.put(
                new Key(repository, digest), new Session(address, Instant.now().plus(LIFE)));
    }

    synchronized Optional<String> take(Repository repository, Digest digest) {
        return Optional.ofNullable(sessions.remove(new Key(repository, digest)))
                .filter(session -> Instant.now().isBefore(session.until()))
                .map(Session::address);
    }
}
