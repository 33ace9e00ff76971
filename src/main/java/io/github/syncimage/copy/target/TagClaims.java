package io.github.syncimage.copy.target;

import io.github.syncimage.concurrent.LruCache;
import io.github.syncimage.copy.plan.CopyHistory;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.Descriptor;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Sees to it that no source overwrites another source's image. Sources are told apart by their repository: a tag that
 * moved upstream is the same source. Which source a target belongs to is known from this process's own copies, the
 * history and the registry; a target whose content cannot be shown to come from this source counts as taken.
 */
public final class TagClaims {
    /** Targets that this process handed out, the latest; older ones are in the history. */
    private static final int MOST_CLAIMS = 10_000;

    private final CopyHistory history;
    private final TargetContents contents;
    private final Predicate<String> readable;
    private final LruCache<ImageReference, Claim> claims = new LruCache<>(MOST_CLAIMS);

    /** One source's claim on one target; not sure until somebody has found that target free. */
    private static final class Claim {
        private final Repository source;
        private int asking;
        private boolean sure;

        Claim(Repository source) {
            this.source = source;
        }
    }

    /** @param readable whether this program can read the manifests of this source host; where not, a target is taken */
    public TagClaims(CopyHistory history, TargetContents contents, Predicate<String> readable) {
        this.history = history;
        this.contents = contents;
        this.readable = readable;
    }

    /** The preferred target where it is this source's or free, otherwise the qualified one. */
    public ImageReference choose(
            ImageReference source, Digest sourceDigest, ImageReference preferred, ImageReference qualified) {
        if (preferred.equals(qualified)) {
            return preferred;
        }
        Claim claim = claim(preferred, source.repository());
        if (claim == null) {
            return isOurs(source, preferred) ? preferred : qualified;
        }
        boolean free = false;
        try {
            free = isSure(claim, preferred) || free(source, sourceDigest, preferred);
        } finally {
            settle(preferred, claim, free);
        }
        return free ? preferred : qualified;
    }

    /** This source's claim, or null where another one holds it. */
    private Claim claim(ImageReference target, Repository source) {
        synchronized (claims) {
            Claim claim = claims.compute(target, held -> held == null ? new Claim(source) : held);
            if (!claim.source.equals(source)) {
                return null;
            }
            claim.asking++;
            return claim;
        }
    }

    /** Whether the claim holds: another process that shares the history may have used the target since. */
    private boolean isSure(Claim claim, ImageReference target) {
        boolean givenAway = history.mirrored(target)
                .filter(mirrored -> !mirrored.source().repository().equals(claim.source))
                .isPresent();
        synchronized (claims) {
            claim.sure &= !givenAway;
            return claim.sure;
        }
    }

    private void settle(ImageReference target, Claim claim, boolean free) {
        synchronized (claims) {
            claim.sure |= free;
            if (--claim.asking == 0 && !claim.sure) {
                claims.remove(target, claim);
            }
        }
    }

    private boolean free(ImageReference source, Digest sourceDigest, ImageReference target) {
        Optional<Descriptor> standing = contents.standing(target);
        if (standing.isEmpty() || standing.get().digest().equals(sourceDigest)) {
            return true;
        }
        return known(target, standing)
                .map(mirrored -> mirrored.source().repository().equals(source.repository()))
                .orElseGet(() -> readable.test(source.host())
                        && contents.isFrom(source.withDigest(sourceDigest), target, standing.get()));
    }

    /** Whether the history knows what stands there as this source's. */
    private boolean isOurs(ImageReference source, ImageReference target) {
        return known(target, contents.standing(target))
                .filter(mirrored -> mirrored.source().repository().equals(source.repository()))
                .isPresent();
    }

    private Optional<CopyHistory.Mirrored> known(ImageReference target, Optional<Descriptor> standing) {
        return history.mirrored(target).filter(mirrored -> standing.map(Descriptor::digest)
                .filter(mirrored.targetDigest()::equals)
                .isPresent());
    }
}
