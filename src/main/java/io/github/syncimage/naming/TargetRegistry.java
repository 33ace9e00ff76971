package io.github.syncimage.naming;

import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.InvalidReferenceException;
import java.util.regex.Pattern;

/** The registry and namespace that images go to, and what it allows as a name. */
final class TargetRegistry {
    private static final String DOCKER_HUB = "docker.io";
    private static final Pattern SWR = Pattern.compile("swr\\.[a-z0-9-]+\\.myhuaweicloud\\.(?:com|eu)");
    /** SWR's user guide: a repository, all below the organization, has 1 to 128 characters. */
    private static final int LONGEST_SWR_REPOSITORY = 128;
    /** SWR's user guide: an organization starts with a letter and has 1 to 64 characters. */
    private static final Pattern SWR_ORGANIZATION = Pattern.compile("[a-z][a-z0-9._-]{0,63}");

    private final String host;
    private final String namespace;

    TargetRegistry(String registry, String namespace) {
        if (registry == null || registry.isBlank()) {
            throw new InvalidTargetException("no target registry is configured (registries.generic.registry)");
        }
        this.namespace = namespace == null ? "" : namespace;
        this.host = parse(registry + "/some/name:tag").host();
        if (registry.indexOf('/') >= 0 || host.equals(DOCKER_HUB) && !registry.endsWith(DOCKER_HUB)) {
            throw new InvalidTargetException(
                    "'" + registry + "' is no registry host (it needs a dot, a port or to be localhost, and no path)");
        }
        if (this.namespace.isEmpty() && (isHub() || isSwr())) {
            throw new InvalidTargetException("images at " + host + " need a namespace");
        }
        if (isHub() && this.namespace.indexOf('/') >= 0) {
            throw new InvalidTargetException(
                    "Docker Hub has names of two levels only, the namespace '" + namespace + "' has more than one");
        }
        if (isSwr()
                && !SWR_ORGANIZATION.matcher(this.namespace.split("/", 2)[0]).matches()) {
            throw new InvalidTargetException("the organization in the namespace '" + namespace
                    + "' is none that SWR allows: it starts with a letter and has at most 64 characters");
        }
        image("name", "tag");
    }

    /** That image in the namespace. */
    ImageReference image(String name, String tag) {
        String path = (namespace.isEmpty() ? "" : namespace + "/") + name;
        String repository = path.substring(path.indexOf('/') + 1);
        if (isSwr() && repository.length() > LONGEST_SWR_REPOSITORY) {
            throw new InvalidTargetException("the target name '" + repository + "' is longer than the "
                    + LONGEST_SWR_REPOSITORY + " characters that SWR allows");
        }
        return parse(host + "/" + path + ":" + tag);
    }

    private boolean isHub() {
        return host.equals(DOCKER_HUB);
    }

    private boolean isSwr() {
        return SWR.matcher(host).matches();
    }

    private static ImageReference parse(String text) {
        try {
            return ImageReference.parse(text);
        } catch (InvalidReferenceException e) {
            throw new InvalidTargetException("no valid target: " + e.getMessage());
        }
    }
}
