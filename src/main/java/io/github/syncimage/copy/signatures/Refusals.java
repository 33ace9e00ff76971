package io.github.syncimage.copy.signatures;

import io.github.syncimage.concurrent.LruCache;
import io.github.syncimage.copy.manifest.ImageManifest;
import io.github.syncimage.registry.RegistryException;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;

/** Kinds of artifacts that target hosts have refused, for a day each: a registry may learn them. */
final class Refusals {
    private static final Duration KEPT = Duration.ofDays(1);
    private static final int MOST = 1000;

    private final LruCache<Kind, String> refused = new LruCache<>(MOST, KEPT);

    private record Kind(String host, String what) {}

    /** By what registries tell artifacts: some refuse the empty config, some any type that they do not know. */
    static String kind(ImageManifest artifact) {
        String layers = artifact.layers().stream()
                .map(layer -> layer.descriptor().mediaType())
                .distinct()
                .limit(3)
                .collect(Collectors.joining(" "));
        return String.join(
                " ",
                artifact.config().mediaType(),
                artifact.artifactType(),
                layers,
                artifact.subject() == null ? "" : "referrer");
    }

    /** What the host said when it refused the like of this. */
    Optional<String> find(String host, String kind) {
        return refused.find(new Kind(host, kind));
    }

    void remember(String host, String kind, RegistryException refusal) {
        refused.put(new Kind(host, kind), refusal.detail());
    }

    /** Whether an answer means that the target does not take it, and not that it has trouble. */
    static boolean isRefusal(RegistryException answer) {
        return !answer.temporary() && answer.kind() != RegistryException.Kind.INVALID_CONTENT;
    }
}
