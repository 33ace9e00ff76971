package io.github.syncimage.issue;

import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.PlatformSelection;

/**
 * One image that would be mirrored, with the names it would get.
 *
 * @param source fully normalised
 * @param target by the configured naming; null where no target registry is configured
 * @param qualified the name to fall back to when another source holds {@code target}; the same as {@code target} where
 *     the target can't have a qualified name; null where {@code target} is
 * @param platforms those the request names, else the configured ones
 * @param platformsNamed whether the request names them
 */
public record PlannedRequest(
        ImageReference source,
        ImageReference target,
        ImageReference qualified,
        PlatformSelection platforms,
        boolean platformsNamed) {}
