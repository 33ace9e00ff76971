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
 * @param fresh whether the registry did not know the repository, so that what a broken copy left is all that it can hold
 */
public record TargetChoice(
        ImageReference image, boolean first, ImageReference otherwise, Optional<Descriptor> standing, boolean fresh) {
    /** A name about which there is nothing to decide. */
    public static TargetChoice of(ImageReference image) {
        return new TargetChoice(image, false, null, null, false);
    }

    public TargetChoice found(Optional<Descriptor> there, boolean unknown) {
        return new TargetChoice(image, first, otherwise, there, unknown);
    }
}
