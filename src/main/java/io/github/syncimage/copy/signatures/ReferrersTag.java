package io.github.syncimage.copy.signatures;

import io.github.syncimage.copy.manifest.ImageIndex;
import io.github.syncimage.copy.manifest.ImageManifest;
import io.github.syncimage.copy.manifest.IndexEntry;
import io.github.syncimage.copy.manifest.InvalidManifestException;
import io.github.syncimage.copy.source.Attachment;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.registry.Manifest;
import io.github.syncimage.registry.MediaTypes;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.RegistryException.Kind;
import io.github.syncimage.registry.api.RegistryClient;
import io.github.syncimage.text.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The list of referrers that clients keep under a tag where a registry has no list of its own. Nothing stops two of them
 * from writing it at once, and then one entry is lost: so it is read again until ours are in it.
 *
 * @see <a href="https://github.com/opencontainers/distribution-spec/blob/main/spec.md#referrers-tag-schema">OCI</a>
 */
record ReferrersTag(RegistryClient client, Digest subject, ImageReference tag) {
    private static final int TRIES = 5;

    /** Tells what the list names now. */
    Set<Digest> listed() {
        return listed(read());
    }

    /**
     * Adds entries and looks whether they stay.
     *
     * @throws RegistryException where they do not, or something else stands under the tag
     */
    void add(List<Attachment> referrers) {
        for (int tries = 0; tries <= TRIES; tries++) {
            Optional<ImageIndex> stands = read();
            Set<Digest> listed = listed(stands);
            List<Attachment> missing = referrers.stream()
                    .filter(referrer -> !listed.contains(referrer.descriptor().digest()))
                    .toList();
            if (missing.isEmpty()) {
                return;
            }
            if (tries < TRIES) {
                client.putManifest(tag, with(stands, missing));
            }
        }
        throw trouble(Kind.UNAVAILABLE, "others write it at the same time");
    }

    private static Set<Digest> listed(Optional<ImageIndex> stands) {
        return stands.map(index -> IndexEntry.digests(index.children())).orElse(Set.of());
    }

    private Optional<ImageIndex> read() {
        Optional<Manifest> stands = client.getManifest(tag);
        // cosign copy puts the image itself there, and some registries answer so for any digest.
        if (stands.isEmpty() || stands.get().digest().equals(subject)) {
            return Optional.empty();
        }
        try {
            if (stands.get().mediaType().equals(MediaTypes.OCI_INDEX)) {
                return Optional.of(ImageIndex.read(stands.get()));
            }
        } catch (InvalidManifestException e) {
            throw trouble(Kind.UNEXPECTED, "what stands there " + e.getMessage());
        }
        throw trouble(Kind.UNEXPECTED, "something else than a list stands there");
    }

    private RegistryException trouble(RegistryException.Kind kind, String detail) {
        return new RegistryException(kind, "write the list of referrers", tag.toString(), detail);
    }

    private static Manifest with(Optional<ImageIndex> stands, List<Attachment> missing) {
        ImageIndex list = stands.orElseGet(() -> ImageIndex.read(ImageIndex.of(MediaTypes.OCI_INDEX, List.of())));
        List<String> entries = new ArrayList<>();
        list.children().forEach(entry -> entries.add(entry.json()));
        missing.forEach(referrer -> entries.add(Json.text(entry(referrer))));
        return list.with(entries);
    }

    /** Writes the type and the annotations of the manifest itself, by which clients choose. */
    private static Map<String, Object> entry(Attachment referrer) {
        ImageManifest content = referrer.content().orElseThrow();
        Map<String, Object> annotations = content.allAnnotations();
        return Json.of(
                "mediaType",
                content.manifest().mediaType(),
                "digest",
                content.manifest().digest().toString(),
                "size",
                (long) content.manifest().bytes().length,
                "artifactType",
                content.artifactType(),
                "annotations",
                annotations.isEmpty() ? null : annotations);
    }
}
