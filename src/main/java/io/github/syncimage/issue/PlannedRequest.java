package io.github.syncimage.issue;

import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.PlatformSelection;

/**
 * One image that would be mirrored, with the names it would get.
 *
 * @param source fully normalised
 * @param target by the configured naming, which another source may have; null where no target registry is configured
 * @param qualified the name to fall back to when another source has {@code target}; null where {@code target} is, or where
 *     the registry allows none
 * @param usual what people would look for, the short name also where that is reserved for another source; null where
 *     {@code target} is
 * @param platforms those the request names, else the configured ones
 * @param platformsNamed whether the request names them
 */
public record PlannedRequest(
        ImageReference source,
        ImageReference target,
        ImageReference qualified,
        ImageReference usual,
        PlatformSelection platforms,
        boolean platformsNamed) {}
