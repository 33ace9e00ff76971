package io.github.syncimage.copy.docker;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Registries that this program could not reach lately, so that not every image waits for the same silence. */
final class UnreachableHosts {
    /** To find out takes over a minute of tries where a firewall drops packets; that is worth a tenth of the time. */
    private static final long FORGOTTEN_NANOS = Duration.ofMinutes(15).toNanos();

    private final Map<String, Long> hidden = new ConcurrentHashMap<>();

    void hide(String host) {
        hidden.put(host, System.nanoTime());
    }

    boolean seen(String host) {
        Long since = hidden.get(host);
        return since == null || System.nanoTime() - since > FORGOTTEN_NANOS;
    }
}
