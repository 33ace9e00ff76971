package io.github.syncimage.copy;

import io.github.syncimage.copy.manifest.Child;
import io.github.syncimage.copy.manifest.ImageManifest;
import io.github.syncimage.image.Platform;

/**
 * One manifest that is to stand at the target with its blobs.
 *
 * @param child its entry in the index
 * @param carrier the platform with which it is copied: its own, or for an attestation that of its image; null for what
 *     belongs to no platform and comes along with a whole index
 */
record PlannedImage(Child child, ImageManifest image, Platform carrier) {}
