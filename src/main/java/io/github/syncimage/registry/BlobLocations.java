package io.github.syncimage.registry;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Where registries have lately redirected their blobs to. */
final class BlobLocations {
    /** Signed addresses hold for minutes; the parts of one blob are asked for within seconds of each other. */
    private static final Duration LIFE = Duration.ofSeconds(60);
    /** More blobs than are ever in flight. */
    private static final int MOST = 256;

    private record Location(String address, Instant until) {}

    private final Map<String, Location> locations = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Location> eldest) {
            return size() > MOST;
        }
    };

    synchronized Optional<String> find(String blob) {
        return Optional.ofNullable(locations.get(blob))
                .filter(location -> Instant.now().isBefore(location.until()))
                .map(Location::address);
    }

    synchronized void remember(String blob, String address) {
        locations.put(blob, new Location(address, Instant.now().plus(LIFE)));
    }

    synchronized void forget(String blob) {
        locations.remove(blob);
    }
}
