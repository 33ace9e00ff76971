package io.github.syncimage.watch;

import com.google.re2j.Pattern;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.image.Repository;
import io.github.syncimage.naming.TargetNames;
import java.time.Duration;

/**
 * One entry of a list: a repository whose tags are watched, or one image.
 *
 * @param id by which what is known of it is found again: the source, and the target where it is given
 * @param place file and line, for messages
 * @param source the repository
 * @param tag the only one that is watched; null where the filter says which
 * @param target where the file gives it, with {@code targetTag} where one image is watched; null for the rules' names
 * @param platforms null for those of the configuration
 * @param backup where an image goes before another takes its tag: a tag in the same repository, or an image name, in which
 *     {@link #TAG} is the tag; null for none
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
        String backup,
        Pattern immutable,
        Keep keep,
        Boolean signatures) {
    static final String TAG = "{{.Ref.Tag}}";

    /**
     * {@code ratelimit}: what the upstream's quota keeps for others.
     *
     * @param min an entry does not go on where fewer pulls are left; 0 for no such limit
     * @param retry how long it waits then
     */
    public record RateFloor(int min, Duration retry) {}

    /**
     * Which of the tags that an entry has put at its target stay there although it means them no more. A tag goes when
     * everything that is given here lets it go.
     *
     * @param newest so many of the highest versions stay; 0 where that does not count
     * @param days so many days after it was put there a tag stays; 0 where that does not count
     */
    public record Keep(int newest, int days) {}

    /** Tells an entry that watches one image from one that watches a repository. */
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

    /** Where what stands at a target goes before something else is put there. */
    public ImageReference backupOf(ImageReference standing) {
        return backupOf(backup, standing);
    }

    /** @throws io.github.syncimage.image.InvalidReferenceException where that is no image name */
    static ImageReference backupOf(String template, ImageReference standing) {
        String name = template.replace(TAG, standing.tag());
        boolean tagOnly = name.indexOf('/') < 0 && name.indexOf(':') < 0;
        return ImageReference.parse(tagOnly ? standing.repository() + ":" + name : name);
    }
}
