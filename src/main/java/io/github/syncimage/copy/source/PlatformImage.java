package io.github.syncimage.copy.source;

import io.github.syncimage.copy.manifest.ImageManifest;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.Platform;

/**
 * One platform's image, at the upstream or at a target.
 *
 * @param platform as the index says, or as the config of a lone manifest says
 * @param digest of its manifest
 * @param size compressed bytes of config and layers
 */
public record PlatformImage(Platform platform, Digest digest, long size) {
    public static PlatformImage of(Platform platform, ImageManifest image) {
        return new PlatformImage(platform, image.manifest().digest(), image.size());
    }
}
