package io.github.syncimage.demo;

import io.github.syncimage.image.Digest;
import io.github.syncimage.registry.Manifest;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** Repositories by name, in the order of the alphabet. */
final class Storage extends ConcurrentSkipListMap<String, Storage.Shelf> {
    /** What one repository holds. A blob is seen only in the repository that it was pushed to. */
    record Shelf(Map<Digest, byte[]> blobs, Map<Digest, Manifest> manifests, NavigableMap<String, Digest> tags) {
        Shelf() {
            this(new ConcurrentHashMap<>(), new ConcurrentHashMap<>(), new ConcurrentSkipListMap<>());
        }

        private Optional<Manifest> manifest(String reference) {
            Digest digest = reference.contains(":") ? Digest.parse(reference) : tags.get(reference);
            return Optional.ofNullable(digest).map(manifests::get);
        }
    }

    Optional<byte[]> blob(String repository, Digest digest) {
        return Optional.ofNullable(get(repository)).map(shelf -> shelf.blobs.get(digest));
    }

    /** Keeps a blob whose digest was checked. */
    void putBlob(String repository, Digest digest, byte[] bytes) {
        shelf(repository).blobs.put(digest, bytes);
    }

    /** The manifest of a tag or digest. */
    Optional<Manifest> manifest(String repository, String reference) {
        return Optional.ofNullable(get(repository)).flatMap(shelf -> shelf.manifest(reference));
    }

    void putManifest(String repository, String reference, Digest digest, Manifest manifest) {
        shelf(repository).manifests.put(digest, manifest);
        if (!reference.contains(":")) {
            shelf(repository).tags.put(reference, digest);
        }
    }

    /** What the repository holds, which is nothing before the first push. */
    Shelf shelf(String repository) {
        return computeIfAbsent(repository, name -> new Shelf());
    }
}
