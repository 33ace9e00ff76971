package io.github.syncimage.watch.run;

import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.PlatformSelection;

/**
 * One tag that is to be copied.
 *
 * @param preferred and {@code qualified}: what it is called at the target, and what it is called where another source's
 *     image holds that; the same where the list gives the target
 * @param known what is remembered of it
 */
public record TagTask(
        ImageReference source,
        ImageReference preferred,
        ImageReference qualified,
        PlatformSelection wanted,
        TagRecord known) {}
