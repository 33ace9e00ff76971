package io.github.syncimage.demo.registry;

import io.github.syncimage.registry.MediaTypes;

/** The two families of media types that images are described in. */
public enum Flavour {
    OCI(
            MediaTypes.OCI_INDEX,
            MediaTypes.OCI_MANIFEST,
            "application/vnd.oci.image.config.v1+json",
            "application/vnd.oci.image.layer.v1.tar+"),
    DOCKER(
            MediaTypes.DOCKER_LIST,
            MediaTypes.DOCKER_MANIFEST,
            "application/vnd.docker.container.image.v1+json",
            "application/vnd.docker.image.rootfs.diff.tar.");

    private final String index;
    private final String manifest;
    private final String config;
    private final String layerPrefix;

    Flavour(String index, String manifest, String config, String layerPrefix) {
        this.index = index;
        this.manifest = manifest;
        this.config = config;
        this.layerPrefix = layerPrefix;
    }

    String index() {
        return index;
    }

    String manifest() {
        return manifest;
    }

    String config() {
        return config;
    }

    /** @param compression {@code gzip} or {@code zstd} */
    String layer(String compression) {
        return layerPrefix + compression;
    }
}
