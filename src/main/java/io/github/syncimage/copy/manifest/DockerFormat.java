package io.github.syncimage.copy.manifest;

import io.github.syncimage.image.Digest;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.Manifest;
import io.github.syncimage.registry.MediaTypes;
import io.github.syncimage.text.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts OCI manifests into Docker's schema 2, for registries that take nothing else.
 * Annotations have no place there and are dropped; configs and gzip layers keep their digests.
 *
 * @see <a href="https://distribution.github.io/distribution/spec/manifest-v2-2/">schema 2 and manifest list</a>
 */
public final class DockerFormat {
    private static final String LAYER = "application/vnd.docker.image.rootfs.diff.tar";
    private static final String GZIP_LAYER = LAYER + ".gzip";
    private static final String FOREIGN_LAYER = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip";

    private DockerFormat() {}

    /** Tells if a layer has to be compressed anew, because schema 2 has no type for zstd. */
    public static boolean isZstd(Descriptor layer) {
        String type = layer.mediaType();
        return type.endsWith("+zstd") || type.endsWith(".zstd");
    }

    public static boolean hasZstd(ImageManifest image) {
        return image.layers().stream().anyMatch(layer -> isZstd(layer.descriptor()));
    }

    /** Tells if a target that takes only Docker's types takes this manifest as it is. */
    public static boolean fits(ImageManifest image) {
        return image.manifest().mediaType().equals(MediaTypes.DOCKER_MANIFEST) && !hasZstd(image);
    }

    /** Says to a person what keeps this manifest from being written as schema 2; empty if nothing does. */
    public static Optional<String> obstacle(ImageManifest image) {
        if (image.artifact()) {
            return Optional.of("it is no container image but an artifact with config "
                    + image.config().mediaType());
        }
        return image.layers().stream()
                .filter(layer -> !isZstd(layer.descriptor()) && layerType(layer) == null)
                .findFirst()
                .map(layer ->
                        "schema 2 has no layer type for " + layer.descriptor().mediaType());
    }

    /**
     * The manifest as schema 2.
     *
     * @param placed by a source layer's digest, the gzip layer that stands at the target for it; others stay as they
     *     are
     */
    public static Manifest manifest(ImageManifest image, Map<Digest, Descriptor> placed) {
        List<Object> layers = new ArrayList<>();
        for (ImageManifest.Layer layer : image.layers()) {
            Descriptor source = layer.descriptor();
            Map<String, Object> entry = descriptor(
                    isZstd(source) ? GZIP_LAYER : layerType(layer), placed.getOrDefault(source.digest(), source));
            if (!layer.urls().isEmpty()) {
                entry.put("urls", layer.urls());
            }
            layers.add(entry);
        }
        return new Manifest(
                MediaTypes.DOCKER_MANIFEST,
                Json.write(Json.of(
                        "schemaVersion",
                        2,
                        "mediaType",
                        MediaTypes.DOCKER_MANIFEST,
                        "config",
                        descriptor(ImageManifest.DOCKER_CONFIG, image.config()),
                        "layers",
                        layers)));
    }

    /** An entry that points at a manifest which was put into schema 2, for the same platform. */
    public static IndexEntry entry(IndexEntry child, Descriptor converted) {
        Map<String, Object> json = new LinkedHashMap<>(child.members());
        json.putAll(descriptor(converted.mediaType(), converted));
        return new IndexEntry(converted, child.platform(), null, Json.text(json));
    }

    private static Map<String, Object> descriptor(String mediaType, Descriptor content) {
        return Json.of(
                "mediaType",
                mediaType,
                "size",
                content.size(),
                "digest",
                content.digest().toString());
    }

    private static String layerType(ImageManifest.Layer layer) {
        String type = layer.descriptor().mediaType();
        return switch (type) {
            case "application/vnd.oci.image.layer.v1.tar" -> LAYER;
            case "application/vnd.oci.image.layer.v1.tar+gzip" -> GZIP_LAYER;
            case "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip" -> FOREIGN_LAYER;
            case LAYER, GZIP_LAYER, FOREIGN_LAYER -> type;
            default -> null;
        };
    }
}
