package io.github.syncimage.naming;

import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.InvalidReferenceException;
import io.github.syncimage.image.Repository;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/**
 * Names that other mirrors have given to images, and what the upstreams call them. Nothing is replaced by them: they
 * tell who asks for such a name which one to ask for.
 *
 * @param upstreams from a mirror's prefix, {@code quay.m.daocloud.io}, to the upstream's; empty where the full name
 *     follows
 */
public record Mirrors(Map<String, String> upstreams) {
    /** Two segments, so that it is nobody's official image. */
    private static final String BELOW = "/some/name";

    public static final Mirrors NONE = new Mirrors(Map.of());

    public Mirrors {
        upstreams = Map.copyOf(upstreams);
    }

    /**
     * Reads a mirror's prefix, or an upstream's: a registry with or without a path.
     *
     * @throws InvalidReferenceException when the text is none
     */
    public static String prefix(String text) {
        String host = text.split("/", 2)[0];
        try {
            if (ImageReference.isHost(host)) {
                String name = ImageReference.parse(text + BELOW).repository().toString();
                return name.substring(0, name.length() - BELOW.length());
            }
        } catch (InvalidReferenceException e) {
            // As below.
        }
        throw new InvalidReferenceException(
                "'" + text + "' is no registry with or without a path, as quay.io/coreos is");
    }

    /** A name is another mirror's; also behind Docker Hub's, where no user has a dot. */
    public boolean know(Repository name) {
        return behindDockerHub(name) || prefix(name).isPresent();
    }

    /** A registry's name stands behind Docker Hub's: {@code docker.io/quay.io/coreos/etcd}. */
    public static boolean behindDockerHub(Repository name) {
        int slash = name.path().indexOf('/');
        return name.host().equals(ImageReference.DOCKER_HUB) && name.path().lastIndexOf('.', slash) >= 0;
    }

    /** What the upstream calls an image of a mirror; empty where its name doesn't tell. */
    public Optional<ImageReference> upstream(ImageReference image) {
        String name = image.repository().toString();
        String prefix = behindDockerHub(image.repository())
                ? image.host()
                : prefix(image.repository()).orElse(null);
        if (prefix == null) {
            return Optional.empty();
        }
        String upstream = upstreams.getOrDefault(prefix, "");
        String rest = name.substring(prefix.length());
        String tag = image.toString().substring(name.length());
        String full = (upstream.isEmpty() ? rest.replaceFirst("^/", "") : upstream + rest) + tag;
        int slash = full.indexOf('/');
        try {
            // A name without a host would be Docker Hub's, which the mirror's does not say.
            return slash > 0 && full.substring(0, slash).indexOf('.') > 0
                    ? Optional.of(ImageReference.parse(full))
                    : Optional.empty();
        } catch (InvalidReferenceException nothing) {
            return Optional.empty();
        }
    }

    /** The longest one that the name starts with, up to a path border. */
    private Optional<String> prefix(Repository name) {
        return upstreams.keySet().stream()
                .filter(prefix -> (name + "/").startsWith(prefix + "/"))
                .max(Comparator.comparing(String::length));
    }
}
