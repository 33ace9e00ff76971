package io.github.syncimage.watch.run;

import io.github.syncimage.copy.plan.Dialect;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.naming.TargetNames;

/**
 * What the configuration says to lists.
 *
 * @param names of targets by the rules; null where no target registry is configured
 * @param platforms where an entry names none
 * @param registry host of the configured target, whose {@code dialect} is given; null where none is
 * @param largestStep tags that an entry may copy at once
 */
public record WatchScope(
        TargetNames names, PlatformSelection platforms, String registry, Dialect dialect, int largestStep) {
    /** About other registries than the configured one nothing is known. */
    public Dialect dialect(ImageReference target) {
        return target.host().equals(registry) ? dialect : Dialect.AUTO;
    }
}
