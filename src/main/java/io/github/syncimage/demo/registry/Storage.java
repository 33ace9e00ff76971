package io.github.syncimage.demo.registry;

import io.github.syncimage.image.Digest;
import io.github.syncimage.registry.Manifest;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Repositories with their blobs, manifests and tags. A blob is kept once, and seen only where it was pushed to. */
final class Storage {
    private final long capacity;
    private final Map<Digest, byte[]> content = new ConcurrentHashMap<>();
    private final Map<String, Shelf> shelves = new TreeMap<>();
    private long used;

    /** @param capacity bytes of blobs that it takes */
    Storage(long capacity) {
        this.capacity = capacity;
    }

    /** What one repository holds. */
    private static final class Shelf {
        private final Set<Digest> blobs = new HashSet<>();
        private final Map<Digest, Manifest> manifests =
                new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
        private final TreeMap<String, Digest> tags = new TreeMap<>();
    }

    synchronized boolean knows(String repository) {
        return shelves.containsKey(repository);
    }

    synchronized List<String> repositories() {
        return List.copyOf(shelves.keySet());
    }

    synchronized Optional<byte[]> blob(String repository, Digest digest) {
        Shelf shelf = shelves.get(repository);
        return shelf != null && shelf.blobs.contains(digest) ? Optional.of(content.get(digest)) : Optional.empty();
    }

    /** Keeps a blob whose digest was checked. */
    synchronized void putBlob(String repository, Digest digest, byte[] bytes) {
        if (content.putIfAbsent(digest, bytes) == null) {
            used += bytes.length;
        }
        shelf(repository).blobs.add(digest);
    }

    /** Whether that many more bytes fit. */
    synchronized boolean fits(long more) {
        return used + more <= capacity;
    }

    synchronized boolean deleteBlob(String repository, Digest digest) {
        return knows(repository) && shelf(repository).blobs.remove(digest);
    }

    /** The manifest of a tag or digest. */
    synchronized Optional<Manifest> manifest(String repository, String reference) {
        if (!knows(repository)) {
            return Optional.empty();
        }
        Digest digest = reference.contains(":")
                ? Digest.parse(reference)
                : shelf(repository).tags.get(reference);
        return digest == null
                ? Optional.empty()
                : Optional.ofNullable(shelf(repository).manifests.get(digest));
    }

    synchronized void putManifest(String repository, String reference, Digest digest, Manifest manifest) {
        shelf(repository).manifests.put(digest, manifest);
        if (!reference.contains(":")) {
            shelf(repository).tags.put(reference, digest);
        }
    }

    /** Removes a tag, or a manifest with all its tags. */
    synchronized boolean deleteManifest(String repository, String reference) {
        if (!knows(repository)) {
            return false;
        }
        Shelf shelf = shelf(repository);
        if (!reference.contains(":")) {
            return shelf.tags.remove(reference) != null;
        }
        Digest digest = Digest.parse(reference);
        shelf.tags.values().removeIf(digest::equals);
        return shelf.manifests.remove(digest) != null;
    }

    /** In the order of the alphabet. */
    synchronized List<String> tags(String repository) {
        return knows(repository) ? List.copyOf(shelf(repository).tags.keySet()) : List.of();
    }

    synchronized List<Manifest> manifests(String repository) {
        return knows(repository) ? List.copyOf(shelf(repository).manifests.values()) : List.of();
    }

    private Shelf shelf(String repository) {
        return shelves.computeIfAbsent(repository, name -> new Shelf());
    }
}
