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
 * @param platform as the entry says; null where it says none, for {@code unknown/unknown}, and for what is no image
 * @param attests the image manifest that this entry is an attestation of, or null for anything else
 * @param json the entry's text, as it stands in the index
 */
public record IndexEntry(Descriptor descriptor, Platform platform, Digest attests, String json) {
    /** BuildKit's annotation of an attestation in an index. */
    private static final String REFERENCE_TYPE = "vnd.docker.reference.type";

    private static final String REFERENCE_DIGEST = "vnd.docker.reference.digest";

    private static final Json.Kept KEPT = Json.Kept.of("mediaType", "digest", "size", "platform", "artifactType")
            .and("annotations", Json.Kept.of(REFERENCE_TYPE, REFERENCE_DIGEST));

    static IndexEntry read(String text) {
        if (!text.startsWith("{")) {
            throw new InvalidManifestException("has something else than objects in 'manifests'");
        }
        Map<String, Object> json = JsonFields.valid(() -> Json.read(text, KEPT));
        Platform platform = JsonFields.platform(Json.object(json, "platform"));
        Map<String, Object> annotations = Json.object(json, "annotations");
        String about = Json.text(annotations, REFERENCE_DIGEST);
        boolean attestation = "attestation-manifest".equals(annotations.get(REFERENCE_TYPE)) && !about.isEmpty();
        return new IndexEntry(
                JsonFields.descriptor(json),
                Platform.UNKNOWN.equals(platform) || attestation || isArtifact(json) ? null : platform,
                attestation ? JsonFields.digest(about, "an attestation of something that is no digest") : null,
                text);
    }

    private static boolean isArtifact(Map<String, Object> json) {
        String type = Json.text(json, "artifactType");
        return !type.isEmpty() && !ImageManifest.IMAGE_CONFIGS.contains(type);
    }

    /** Tells if its entry in the index says that it is no image. */
    public boolean isArtifact() {
        return isArtifact(members());
    }

    public static List<Platform> platforms(List<IndexEntry> entries) {
        return entries.stream()
                .map(IndexEntry::platform)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    public static Set<Digest> digests(List<IndexEntry> entries) {
        return entries.stream().map(entry -> entry.descriptor().digest()).collect(Collectors.toSet());
    }

    /** Gives an entry the platform that the image's config tells. */
    public IndexEntry withPlatform(Platform known) {
        return new IndexEntry(descriptor, known, attests, json);
    }

    /** Stands for an image that no index lists: a lone one, or one that only a Docker daemon can choose from an index. */
    public static IndexEntry unlisted(Descriptor descriptor, Platform platform) {
        return new IndexEntry(descriptor, platform, null, "{}");
    }

    /** Tells if the entry says {@code unknown/unknown}, as attestations do. */
    public boolean unknownPlatform() {
        return Platform.UNKNOWN.equals(JsonFields.platform(Json.object(members(), "platform")));
    }

    /** Reads what an index of this program says of it: descriptor, platform, and if it is an attestation. */
    Map<String, Object> members() {
        return JsonFields.valid(() -> Json.read(json, KEPT));
    }
}
