package io.github.syncimage.naming;

import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.InvalidReferenceException;
import io.github.syncimage.image.Repository;
import java.util.Optional;
import java.util.function.Function;

/** The registry and namespace that images go to. */
final class TargetRegistry {
    private final String host;
    private final String namespace;
    private final Function<Repository, Optional<String>> refusal;

    /** @param refusal why the registry has no repository of that name */
    TargetRegistry(String registry, String namespace, Function<Repository, Optional<String>> refusal) {
        if (registry == null || registry.isBlank()) {
            throw new InvalidTargetException("no target registry is configured (registries.generic.registry)");
        }
        this.host = parse(registry + "/some/name:tag").host();
        if (registry.indexOf('/') >= 0 || host.equals(ImageReference.DOCKER_HUB) && !registry.endsWith(host)) {
            throw new InvalidTargetException(
                    "'" + registry + "' is no registry host (it needs a dot, a port or to be localhost, and no path)");
        }
        this.namespace = namespace == null || namespace.isEmpty() ? "" : namespace + "/";
        this.refusal = refusal;
        image("name", "tag");
    }

    /** That image in the namespace. */
    ImageReference image(String name, String tag) {
        Repository repository = new Repository(host, namespace + name);
        refusal.apply(repository).ifPresent(why -> {
            throw new InvalidTargetException(why);
        });
        return parse(repository + ":" + tag);
    }

    private static ImageReference parse(String text) {
        try {
            return ImageReference.parse(text);
        } catch (InvalidReferenceException e) {
            throw new InvalidTargetException("no valid target: " + e.getMessage());
        }
    }
}
