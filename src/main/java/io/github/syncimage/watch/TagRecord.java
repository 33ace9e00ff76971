package io.github.syncimage.watch;

import io.github.syncimage.copy.plan.CopyResult;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import java.time.Duration;
import java.time.Instant;

/**
 * What is remembered of one tag that an entry has dealt with; times and digests are null where there is nothing of it.
 *
 * @param wanted platforms that were asked for, as {@code PlatformSelection} writes them
 * @param movedFrom upstream's digest before the tag moved last
 * @param gone since when upstream has no such tag
 */
public record TagRecord(
        Key key,
        ImageReference target,
        String wanted,
        Standing standing,
        Digest movedFrom,
        Instant moved,
        Instant gone,
        Failing failing) {
    /** Which tag of which entry of which list. */
    public record Key(String list, String entry, String tag) {}

    /**
     * What stood at the target when it was looked at last.
     *
     * @param source upstream's digest of it
     * @param checked when that was
     * @param put when the list put it there; null for what stood there already
     */
    public record Standing(Digest source, Digest target, Instant checked, Instant put) {
        private static final Standing UNKNOWN = new Standing(null, null, null, null);

        private Standing putAt(Instant now) {
            return new Standing(source, target, checked, now);
        }
    }

    /** Tries that failed in a row, and when it is tried again. */
    public record Failing(int times, Instant since, Instant retry, String why) {
        private static final Failing NOT = new Failing(0, null, null, null);
    }

    /** A look at the target costs a request; what somebody deletes or overwrites there is found within a day. */
    private static final Duration TARGET_CHECK = Duration.ofDays(1);

    /** One about which nothing is known but where it is to go. */
    public static TagRecord unknown(Key key, ImageReference target, String wanted) {
        return new TagRecord(key, target, wanted, Standing.UNKNOWN, null, null, null, Failing.NOT);
    }

    public Digest sourceDigest() {
        return standing.source();
    }

    public Digest targetDigest() {
        return standing.target();
    }

    /** Says that it was brought to its target once. */
    public boolean done() {
        return targetDigest() != null;
    }

    boolean checkedBefore(Instant now) {
        Instant checked = standing.checked();
        return checked == null || !checked.plus(TARGET_CHECK).isAfter(now);
    }

    private TagRecord with(Standing now, Instant goneAt, Failing fails) {
        return new TagRecord(key, target, wanted, now, movedFrom, moved, goneAt, fails);
    }

    /** The target was looked at, or written; failures are over. */
    public TagRecord standing(Digest source, Digest found, Instant now) {
        boolean movedNow = sourceDigest() != null && !sourceDigest().equals(source);
        return new TagRecord(
                key,
                target,
                wanted,
                new Standing(source, found, now, standing.put()),
                movedNow ? sourceDigest() : movedFrom,
                movedNow ? now : moved,
                null,
                Failing.NOT);
    }

    public TagRecord putAt(Instant now) {
        return with(standing.putAt(now), gone, failing);
    }

    /** The target was looked at by the tag alone, which is all that is asked of one that never moves. */
    TagRecord seen(Digest found, Instant now) {
        TagRecord seen = standing(sourceDigest(), found, now);
        return found.equals(targetDigest()) ? seen : seen.foreign();
    }

    /** The copy has left this there, or found it. */
    TagRecord after(CopyResult result, Instant now) {
        TagRecord after = standing(result.sourceDigest(), result.targetDigest(), now);
        if (!result.alreadyPresent()) {
            return after.putAt(now);
        }
        return result.targetDigest().equals(targetDigest()) ? after : after.foreign();
    }

    /** What stands there now is not what the list has put there. */
    public TagRecord foreign() {
        return putAt(null);
    }

    /** It goes to another name now, or with other platforms: what is known of the target counts no more. */
    public TagRecord at(ImageReference newTarget, String newWanted) {
        boolean same = newTarget.equals(target);
        if (same && newWanted.equals(wanted)) {
            return this;
        }
        Standing unchecked =
                new Standing(sourceDigest(), same ? targetDigest() : null, null, same ? standing.put() : null);
        return new TagRecord(key, newTarget, newWanted, unchecked, movedFrom, moved, gone, failing);
    }

    public TagRecord goneSince(Instant since) {
        return with(standing, since, Failing.NOT);
    }

    /** @param again when it is worth another try */
    public TagRecord failed(String why, Instant now, Instant again) {
        Instant since = failing.since() == null ? now : failing.since();
        return with(standing, gone, new Failing(failing.times() + 1, since, again, why));
    }
}
