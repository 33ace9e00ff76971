package io.github.syncimage.watch.run;

import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.PlatformSelection;

/**
 * One tag that is to be copied.
 *
 * @param preferred and {@code qualified}: what it is called at the target, and what it is called where another source has
 *     that, maybe null; the same where the list gives the target
 * @param named whether it may stand at the target that is known of it: the repository there is this source's
 * @param known what is remembered of it
 */
public record TagTask(
        ImageReference source,
        ImageReference preferred,
        ImageReference qualified,
        PlatformSelection wanted,
        boolean named,
        TagRecord known) {}
