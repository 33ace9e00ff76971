package io.github.syncimage.registry;

/** The kinds of calls, as far as registries limit one and not another. */
public enum RequestKind {
    /** Manifests and lists of tags: Docker Hub counts the former as pulls. */
    MANIFEST_READ("manifests"),
    /** Blobs, wherever the host leads to for them. */
    BLOB_READ("blobs"),
    WRITE("uploads"),
    TOKEN("token requests");

    private final String words;

    RequestKind(String words) {
        this.words = words;
    }

    /** @param path below the repository: {@code /manifests/1} */
    public static RequestKind of(String method, String path) {
        boolean reads = method.equals("GET") || method.equals("HEAD");
        if (!reads || path.startsWith("/blobs/uploads/")) {
            return WRITE;
        }
        return path.startsWith("/blobs/") ? BLOB_READ : MANIFEST_READ;
    }

    @Override
    public String toString() {
        return words;
    }
}
