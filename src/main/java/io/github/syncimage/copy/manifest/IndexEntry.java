package io.github.syncimage.copy.manifest;

import io.github.syncimage.image.Digest;
import io.github.syncimage.image.Platform;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.text.Json;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One entry of an index.
 *
 * @param platform as the entry says; null where it says none, and for {@code unknown/unknown}
 * @param attests the image manifest that this entry is an attestation of, or null for anything else
 * @param json the entry as it stands in the index, never changed
 */
public record IndexEntry(Descriptor descriptor, Platform platform, Digest attests, Map<String, Object> json) {
    /** BuildKit's annotation of an attestation in an index. */
    private static final String REFERENCE_TYPE = "vnd.docker.reference.type";

    private static final String REFERENCE_DIGEST = "vnd.docker.reference.digest";

    static IndexEntry read(Map<String, Object> json) {
        Platform platform = JsonFields.platform(Json.object(json, "platform"));
        Map<String, Object> annotations = Json.object(json, "annotations");
        String about = JsonFields.text(annotations, REFERENCE_DIGEST);
        boolean attestation = "attestation-manifest".equals(annotations.get(REFERENCE_TYPE)) && about != null;
        return new IndexEntry(
                JsonFields.descriptor(json),
                Platform.UNKNOWN.equals(platform) || attestation ? null : platform,
                attestation ? digest(about) : null,
                json);
    }

    /** The platforms of these entries, each once. */
    public static List<Platform> platforms(List<IndexEntry> entries) {
        return entries.stream()
                .map(IndexEntry::platform)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    /** Of their manifests. */
    public static Set<Digest> digests(List<IndexEntry> entries) {
        return entries.stream().map(entry -> entry.descriptor().digest()).collect(Collectors.toSet());
    }

    /** The same entry, its platform known from the image's config. */
    public IndexEntry withPlatform(Platform known) {
        return new IndexEntry(descriptor, known, attests, json);
    }

    /** An entry for an image of this platform whose descriptor is not known yet: see {@link DockerFormat#entry}. */
    public static IndexEntry of(Platform platform) {
        return new IndexEntry(null, platform, null, Map.of());
    }

    /** Whether the entry says {@code unknown/unknown}, as attestations do. */
    public boolean unknownPlatform() {
        return Platform.UNKNOWN.equals(JsonFields.platform(Json.object(json, "platform")));
    }

    private static Digest digest(String text) {
        try {
            return Digest.parse(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidManifestException("has an attestation of something that is no digest");
        }
    }
}
