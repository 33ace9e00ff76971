package io.github.syncimage.watch;

import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.image.Repository;
import io.github.syncimage.naming.TargetNames;

/**
 * One entry of a list: a repository whose tags are watched, or one image.
 *
 * @param id by which what is known of it is found again: the source, and the target where it is given
 * @param place file and line, for messages
 * @param source the repository
 * @param tag the only one that is watched; null where the filter says which
 * @param target where the file gives it, with {@code targetTag} where one image is watched; null for the rules' names
 * @param platforms null for those of the configuration
 * @param backup null for none
 * @param immutable tags that never move once they are there; null for none
 * @param keep null where nothing is ever deleted
 * @param signatures whether they come along; null for what the configuration says
 */
public record WatchEntry(
        String id,
        String place,
        Repository source,
        String tag,
        Repository target,
        String targetTag,
        TagFilter filter,
        PlatformSelection platforms,
        Timetable timetable,
        RateFloor rate,
        BackupName backup,
        TagPattern immutable,
        Keep keep,
        Boolean signatures) {

    /** Whether one image is watched. */
    public boolean single() {
        return tag != null;
    }

    public boolean isImmutable(String someTag) {
        return immutable != null && immutable.matches(someTag);
    }

    /**
     * What an image of the source is called at the target.
     *
     * @param names the rules', asked where the file gives no target; null where no target registry is configured
     * @throws io.github.syncimage.naming.InvalidTargetException where it can have no name
     */
    public ImageReference preferred(String someTag, TargetNames names) {
        if (target != null) {
            return target.tag(targetTag == null ? someTag : targetTag);
        }
        return names.preferred(source.tag(someTag)).orElseThrow(() -> new IllegalStateException(place));
    }

    /** The name to fall back to where another source has the preferred one; the same where the file gives it, or null. */
    public ImageReference qualified(String someTag, TargetNames names) {
        return target != null ? preferred(someTag, names) : names.qualifiedOrNull(source.tag(someTag));
    }
}
