package io.github.syncimage.copy.target;

import io.github.syncimage.copy.manifest.IndexEntry;
import io.github.syncimage.copy.parallel.Parallel;
import io.github.syncimage.copy.plan.CopyHistory;
import io.github.syncimage.copy.source.ImageTree;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.Recent;
import io.github.syncimage.registry.api.RegistryClient;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Sees to it that no source overwrites another source's image. Sources are told apart by their repository: a tag that
 * moved upstream is the same source. What is known of a target comes from this process's own copies, from the memory, and
 * from the registry; where a target exists and nothing shows that it came from this source, it counts as taken.
 */
final class TargetChooser {
    /** Targets that this process handed out, the latest; older ones are in the memory. */
    private static final int MOST_CLAIMS = 10_000;

    private final RegistryClient client;
    private final CopyHistory memory;
    private final AlreadyMirrored presence;
    private final Parallel parallel;
    private final Predicate<String> readable;
    private final Recent<ImageReference, Claim> claims = new Recent<>(MOST_CLAIMS);

    /** Of one source on one target: of no worth until somebody has found that target free. */
    private static final class Claim {
        private final Repository source;
        private int asking;
        private boolean sure;

        Claim(Repository source) {
            this.source = source;
        }
    }

    /** @param readable whether this program can read the manifests of this source host; where not, a target is taken */
    TargetChooser(
            RegistryClient client,
            CopyHistory memory,
            AlreadyMirrored presence,
            Parallel parallel,
            Predicate<String> readable) {
        this.readable = readable;
        this.client = client;
        this.memory = memory;
        this.presence = presence;
        this.parallel = parallel;
    }

    ImageReference choose(
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

    /** Unless another process that shares the memory has put another source's image there since. */
    private boolean isSure(Claim claim, ImageReference target) {
        boolean givenAway = memory.mirrored(target)
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
        Optional<Descriptor> standing = presence.standing(target);
        if (standing.isEmpty() || standing.get().digest().equals(sourceDigest)) {
            return true;
        }
        return known(target, standing)
                .map(mirrored -> mirrored.source().repository().equals(source.repository()))
                .orElseGet(() -> partOf(source.withDigest(sourceDigest), target, standing.get()));
    }

    /** Whether the memory knows what stands there as this source's. */
    private boolean isOurs(ImageReference source, ImageReference target) {
        return known(target, presence.standing(target))
                .filter(mirrored -> mirrored.source().repository().equals(source.repository()))
                .isPresent();
    }

    private Optional<CopyHistory.Mirrored> known(ImageReference target, Optional<Descriptor> standing) {
        return memory.mirrored(target).filter(mirrored -> standing.map(Descriptor::digest)
                .filter(mirrored.targetDigest()::equals)
                .isPresent());
    }

    /** Without memory: an index of nothing but this source's images was made from it. */
    private boolean partOf(ImageReference source, ImageReference target, Descriptor standing) {
        if (!readable.test(source.host())) {
            return false;
        }
        ImageTree upstream = new ImageTree(client, source.repository(), parallel);
        ImageTree mirror = new ImageTree(client, target.repository(), parallel);
        List<IndexEntry> offered =
                upstream.contents(new Descriptor("", source.digest(), 0)).children();
        return !SameOriginCheck.ofUpstream(offered, upstream, standing, mirror).isEmpty();
    }
}
