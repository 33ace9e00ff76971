package io.github.syncimage.copy.plan;

import io.github.syncimage.image.ImageReference;
import io.github.syncimage.registry.Descriptor;
import java.util.Optional;

/**
 * The name that an image gets at the target.
 *
 * @param image with a tag
 * @param first whether its repository has no owner: it goes to whoever is the first to set a tag
 * @param otherwise the name to take where another source is that first one; null where there is none
 * @param standing what stood under that name; null where nobody has looked
 */
public record TargetChoice(
        ImageReference image, boolean first, ImageReference otherwise, Optional<Descriptor> standing) {
    /** A name about which there is nothing to decide. */
    public static TargetChoice of(ImageReference image) {
        return new TargetChoice(image, false, null, null);
    }

    public TargetChoice found(Optional<Descriptor> there) {
        return new TargetChoice(image, first, otherwise, there);
    }
}
