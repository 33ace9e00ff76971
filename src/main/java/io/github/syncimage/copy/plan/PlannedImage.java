package io.github.syncimage.copy.plan;

import io.github.syncimage.copy.manifest.ImageManifest;
import io.github.syncimage.copy.manifest.IndexEntry;
import io.github.syncimage.image.Platform;

/**
 * One manifest that is to stand at the target with its blobs.
 *
 * @param child its entry in the index; only the platform is known where this program cannot read that
 * @param image null where this program cannot read it
 * @param carrier the platform with which it is copied: its own, or for an attestation that of its image; null for what
 *     belongs to no platform and comes along with a whole index
 */
public record PlannedImage(IndexEntry child, ImageManifest image, Platform carrier) {
    /** An image whose manifest only a Docker daemon can read. */
    public static PlannedImage unread(Platform platform) {
        return new PlannedImage(IndexEntry.of(platform), null, platform);
    }
}
