package io.github.syncimage.copy.source;

import io.github.syncimage.image.Platform;
import io.github.syncimage.registry.Descriptor;

/**
 * One platform's image at the upstream.
 *
 * @param platform as the index says, or as the config of a lone manifest says
 * @param manifest its image manifest
 * @param size compressed bytes of config and layers
 */
public record PlatformImage(Platform platform, Descriptor manifest, long size) {}
