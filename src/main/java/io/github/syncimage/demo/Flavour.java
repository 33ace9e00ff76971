package io.github.syncimage.demo;

import io.github.syncimage.registry.MediaTypes;

/**
 * A family of media types that images are described in.
 *
 * @param layerPrefix what stands before {@code gzip} or {@code zstd} in the type of a layer
 */
public record Flavour(String index, String manifest, String config, String layerPrefix) {
    public static final Flavour OCI = new Flavour(
            MediaTypes.OCI_INDEX,
            MediaTypes.OCI_MANIFEST,
            "application/vnd.oci.image.config.v1+json",
            "application/vnd.oci.image.layer.v1.tar+");
}
