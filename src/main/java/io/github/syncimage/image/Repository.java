package io.github.syncimage.image;

/**
 * A repository at a registry: where blobs and manifests live.
 *
 * @param host registry host in lower case, with its port where one was given: {@code docker.io}, {@code 127.0.0.1:5000}
 * @param path repository name below it: {@code library/nginx}
 */
public record Repository(String host, String path) {
    /** This repository's image of that tag. */
    public ImageReference tag(String tag) {
        return new ImageReference(this, tag, null);
    }

    /** This repository's manifest of that digest. */
    public ImageReference digest(Digest digest) {
        return new ImageReference(this, null, digest);
    }

    /** The last segment of the path: {@code nginx}. */
    public String lastSegment() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** What stands before the last segment: {@code library}; empty where nothing does. */
    public String namespace() {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    /**
     * The repository by the name that its upstream has now: k8s.gcr.io is the frozen former name of registry.k8s.io and
     * redirects there, so both name one source.
     */
    public Repository upstream() {
        return host.equals("k8s.gcr.io") ? new Repository("registry.k8s.io", path) : this;
    }

    @Override
    public String toString() {
        return host + "/" + path;
    }
}
