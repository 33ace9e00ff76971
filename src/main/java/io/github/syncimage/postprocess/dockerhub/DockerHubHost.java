package io.github.syncimage.postprocess.dockerhub;

import io.github.syncimage.image.Repository;
import java.util.Optional;

/** What Docker Hub allows as a name. */
public final class DockerHubHost {
    private DockerHubHost() {}

    /** Why Docker Hub has no repository of that name; empty where it may have. */
    public static Optional<String> refusal(Repository repository) {
        String namespace = repository.namespace();
        if (namespace.isEmpty()) {
            return Optional.of("images at " + repository.host() + " need a namespace");
        }
        return namespace.indexOf('/') < 0
                ? Optional.empty()
                : Optional.of(
                        "Docker Hub has names of two levels only, the namespace '" + namespace + "' has more than one");
    }
}
