package io.github.syncimage.naming;

import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.InvalidReferenceException;
import io.github.syncimage.image.Repository;
import java.util.Map;
import java.util.Optional;

/**
 * Short names that belong to one source each, whoever comes first.
 *
 * @param sources from the last segment of a source to the source, by its {@link Repository#upstream} name
 */
public record Reserved(Map<String, Repository> sources) {
    public static final Reserved NONE = new Reserved(Map.of());

    public Reserved {
        sources = Map.copyOf(sources);
    }

    Optional<Repository> owner(String lastSegment) {
        return Optional.ofNullable(sources.get(lastSegment));
    }

    /**
     * Reads the source that a name below a registry means: {@code coredns/coredns} below {@code registry.k8s.io}.
     *
     * @param registry its host, and maybe a path: {@code docker.io/library}
     * @throws InvalidReferenceException saying which of both is wrong
     */
    public static Repository source(String registry, String name) {
        String host = registry.split("/", 2)[0];
        if (!ImageReference.isHost(host) || !isRepository(registry + "/name")) {
            throw new InvalidReferenceException("is no registry with or without a path, as docker.io/library is");
        }
        if (name.indexOf(':') >= 0 || name.indexOf('@') >= 0 || !isRepository(registry + "/" + name)) {
            throw new InvalidReferenceException("'" + name + "' is no name of a repository");
        }
        return ImageReference.parse(registry + "/" + name).repository().upstream();
    }

    private static boolean isRepository(String text) {
        try {
            ImageReference.parse(text);
            return text.indexOf('@') < 0;
        } catch (InvalidReferenceException e) {
            return false;
        }
    }
}
