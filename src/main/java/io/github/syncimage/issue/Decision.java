package io.github.syncimage.issue;

import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.naming.TargetNames;
import java.util.List;

/**
 * What becomes of an issue, from its title and body alone.
 *
 * @param requests the images to mirror in the order they were written; empty unless the verdict is to mirror
 * @param refused images of the issue that can't be served: the one that refuses the whole issue, or those beside others
 *     that can
 * @param dropped how many images there were beyond the limit for one issue
 * @param reason null when there is something to mirror
 * @param message for people, in one sentence; null when there is nothing to say
 */
public record Decision(
        Verdict verdict,
        List<PlannedRequest> requests,
        List<Refusal> refused,
        int dropped,
        Reason reason,
        String message) {
    /** What to do with the issue. */
    public enum Verdict {
        MIRROR,
        REFUSED,
        IGNORED
    }

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
     * @param artifact the same with the names that it gets if it turns out to be no container image; null where those do not
     *     differ
     */
    public record PlannedRequest(
            ImageReference source,
            ImageReference target,
            ImageReference qualified,
            ImageReference usual,
            PlatformSelection platforms,
            boolean platformsNamed,
            PlannedRequest artifact) {
        /** @param names null where no target registry is configured */
        public static PlannedRequest of(
                ImageReference source, TargetNames names, PlatformSelection platforms, boolean named) {
            if (names == null) {
                return new PlannedRequest(source, null, null, null, platforms, named, null);
            }
            TargetNames others = names.artifacts();
            return new PlannedRequest(
                    source,
                    names.preferred(source).orElseThrow(),
                    names.qualifiedOrNull(source),
                    names.usual(source),
                    platforms,
                    named,
                    others == names ? null : of(source, others, platforms, named));
        }
    }

    /**
     * Why an image, or a whole issue, is not served.
     *
     * @param message for people, in one sentence
     * @param text what the requester wrote, shortened; untrusted until it is escaped
     * @param suggestion the image that may be meant and could be asked for; null where there is none
     */
    public record Refusal(Reason reason, String message, String text, ImageReference suggestion) {}
}
