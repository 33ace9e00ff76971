package io.github.syncimage.watch.run;

import io.github.syncimage.copy.plan.CopyResult;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import java.time.Duration;
import java.time.Instant;

/**
 * What is remembered of one tag that an entry has dealt with; times and digests are null where there is nothing of it.
 *
 * @param wanted platforms that were asked for, as {@code PlatformSelection} writes them
 * @param sourceDigest upstream's, of what stands at the target
 * @param targetDigest what stood at the target when it was looked at last
 * @param checked when that was
 * @param put when the list put it there; null for what stood there already
 * @param movedFrom upstream's digest before the tag moved last
 * @param gone since when upstream has no such tag
 * @param failures in a row
 * @param retry when it is tried again after a failure
 */
public record TagRecord(
        TagKey key,
        ImageReference target,
        String wanted,
        Digest sourceDigest,
        Digest targetDigest,
        Instant checked,
        Instant put,
        Digest movedFrom,
        Instant moved,
        Instant gone,
        int failures,
        Instant failingSince,
        Instant retry,
        String failure) {
    /** A look at the target costs a request; what somebody deletes or overwrites there is found within a day. */
    private static final Duration TARGET_CHECK = Duration.ofDays(1);

    /** One about which nothing is known but where it is to go. */
    public static TagRecord unknown(TagKey key, ImageReference target, String wanted) {
        return new TagRecord(key, target, wanted, null, null, null, null, null, null, null, 0, null, null, null);
    }

    /** Whether it was brought to its target once. */
    public boolean done() {
        return targetDigest != null;
    }

    boolean checkedBefore(Instant now) {
        return checked == null || !checked.plus(TARGET_CHECK).isAfter(now);
    }

    /** The target was looked at, or written; failures are over. */
    public TagRecord standing(Digest source, Digest standing, Instant now) {
        boolean movedNow = sourceDigest != null && !sourceDigest.equals(source);
        return new TagRecord(
                key,
                target,
                wanted,
                source,
                standing,
                now,
                put,
                movedNow ? sourceDigest : movedFrom,
                movedNow ? now : moved,
                null,
                0,
                null,
                null,
                null);
    }

    public TagRecord putAt(Instant now) {
        return new TagRecord(
                key,
                target,
                wanted,
                sourceDigest,
                targetDigest,
                checked,
                now,
                movedFrom,
                moved,
                gone,
                failures,
                failingSince,
                retry,
                failure);
    }

    /** The target was looked at by the tag alone, which is all that is asked of one that never moves. */
    TagRecord seen(Digest standing, Instant now) {
        TagRecord seen = standing(sourceDigest, standing, now);
        return standing.equals(targetDigest) ? seen : seen.foreign();
    }

    /** What a copy has left, or found there. */
    TagRecord after(CopyResult result, Instant now) {
        TagRecord standing = standing(result.sourceDigest(), result.targetDigest(), now);
        if (!result.alreadyPresent()) {
            return standing.putAt(now);
        }
        return result.targetDigest().equals(targetDigest) ? standing : standing.foreign();
    }

    /** What stands there now is not what the list has put there. */
    public TagRecord foreign() {
        return putAt(null);
    }

    /** The same bound for another name, or with other platforms: what is known of the target counts no more. */
    public TagRecord at(ImageReference newTarget, String newWanted) {
        return newTarget.equals(target) && newWanted.equals(wanted)
                ? this
                : new TagRecord(
                        key,
                        newTarget,
                        newWanted,
                        sourceDigest,
                        newTarget.equals(target) ? targetDigest : null,
                        null,
                        newTarget.equals(target) ? put : null,
                        movedFrom,
                        moved,
                        gone,
                        failures,
                        failingSince,
                        retry,
                        failure);
    }

    public TagRecord goneSince(Instant since) {
        return new TagRecord(
                key,
                target,
                wanted,
                sourceDigest,
                targetDigest,
                checked,
                put,
                movedFrom,
                moved,
                since,
                0,
                null,
                null,
                null);
    }

    /** @param again when it is worth another try */
    public TagRecord failed(String why, Instant now, Instant again) {
        return new TagRecord(
                key,
                target,
                wanted,
                sourceDigest,
                targetDigest,
                checked,
                put,
                movedFrom,
                moved,
                gone,
                failures + 1,
                failingSince == null ? now : failingSince,
                again,
                why);
    }
}
