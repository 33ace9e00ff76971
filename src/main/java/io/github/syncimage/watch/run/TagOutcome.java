package io.github.syncimage.watch.run;

import io.github.syncimage.copy.plan.CopyResult;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import java.util.Locale;

/**
 * What a run found out about one tag, or did with it.
 *
 * @param source null where upstream has no such tag any more
 * @param before upstream's digest before the tag moved, null where it has not
 * @param now upstream's digest, null where it was not asked for
 * @param standing digest at the target, null where nothing stands there
 * @param result of a copy, else null
 * @param failure why it failed, else null
 */
public record TagOutcome(
        Kind kind,
        TagRecord.Key key,
        ImageReference source,
        ImageReference target,
        Digest before,
        Digest now,
        Digest standing,
        CopyResult result,
        RuntimeException failure) {
    public enum Kind {
        /** It stands at the target as upstream has it. */
        PRESENT,
        /** It is to be copied: nothing stands there, or something else. */
        NEW,
        /** It is to be copied again, because it moved upstream. */
        MOVED,
        MIRRORED,
        FAILED,
        /** Upstream has it no more; it stays at the target. */
        GONE,
        /** It is to be deleted at the target. */
        PRUNABLE,
        PRUNED;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static TagOutcome of(Kind kind, TagRecord tag, ImageReference source, Digest now) {
        Digest before = kind == Kind.MOVED ? tag.sourceDigest() : null;
        return new TagOutcome(kind, tag.key(), source, tag.target(), before, now, tag.targetDigest(), null, null);
    }

    static TagOutcome failed(TagRecord tag, ImageReference source, RuntimeException failure) {
        return new TagOutcome(
                Kind.FAILED, tag.key(), source, tag.target(), null, null, tag.targetDigest(), null, failure);
    }
}
