package io.github.syncimage.watch;

import io.github.syncimage.image.ImageReference;

/**
 * {@code backup}: where an image goes before another takes its tag.
 *
 * @param template a tag in the same repository, or an image name, in which {@code {{.Ref.Tag}}} is the tag
 */
public record BackupName(String template) {
    public static final String TAG = "{{.Ref.Tag}}";

    /** @throws io.github.syncimage.image.InvalidReferenceException where that is no image name */
    public ImageReference of(ImageReference target) {
        String name = template.replace(TAG, target.tag());
        boolean tagOnly = name.indexOf('/') < 0 && name.indexOf(':') < 0;
        return ImageReference.parse(tagOnly ? target.repository() + ":" + name : name);
    }
}
