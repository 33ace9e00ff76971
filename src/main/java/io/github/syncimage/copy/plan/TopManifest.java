package io.github.syncimage.copy.plan;

import io.github.syncimage.copy.manifest.DockerFormat;
import io.github.syncimage.copy.manifest.ImageIndex;
import io.github.syncimage.copy.manifest.IndexEntry;
import io.github.syncimage.copy.plan.CopyResult.DigestDifference;
import io.github.syncimage.image.Digest;
import io.github.syncimage.registry.Manifest;
import io.github.syncimage.registry.MediaTypes;
import java.util.Map;

/** What the tag points at: the lone manifest, or an index of what was copied. */
public final class TopManifest {
    private TopManifest() {}

    /**
     * Made from the source's own bytes wherever nothing in them has to change.
     *
     * @param placed for each source manifest what stands at the target for it
     */
    public static Manifest of(CopyPlan plan, Map<Digest, Manifest> placed) {
        ImageIndex index = plan.upstream().contents().index();
        if (index == null) {
            return placed.get(plan.upstream().contents().root().digest());
        }
        boolean changed = changed(placed);
        boolean list = index.manifest().mediaType().equals(MediaTypes.DOCKER_LIST);
        if (changed || plan.docker() && !list) {
            return DockerFormat.list(
                    plan.images().stream().map(image -> entry(image, placed)).toList());
        }
        return plan.whole()
                ? index.manifest()
                : index.with(plan.images().stream().map(PlannedImage::child).toList());
    }

    /** Why its digest is not the source's. */
    public static DigestDifference difference(CopyPlan plan, Map<Digest, Manifest> placed, Manifest top) {
        if (top.digest().equals(plan.upstream().contents().root().digest())) {
            return DigestDifference.NONE;
        }
        Manifest root = plan.upstream().contents().root();
        if (changed(placed) || !top.mediaType().equals(root.mediaType())) {
            return DigestDifference.DIALECT;
        }
        boolean subset = !plan.platforms().containsAll(plan.upstream().platforms());
        return subset ? DigestDifference.SUBSET : DigestDifference.ATTESTATIONS;
    }

    /** Whether carrying out this plan puts anything in OCI's formats at the target. */
    public static boolean isOci(CopyPlan plan) {
        ImageIndex index = plan.upstream().contents().index();
        return !plan.docker()
                && (index != null && !index.manifest().mediaType().equals(MediaTypes.DOCKER_LIST)
                        || plan.images().stream().anyMatch(image -> !DockerFormat.fits(image.image())));
    }

    private static boolean changed(Map<Digest, Manifest> placed) {
        return placed.entrySet().stream()
                .anyMatch(entry -> !entry.getKey().equals(entry.getValue().digest()));
    }

    private static IndexEntry entry(PlannedImage image, Map<Digest, Manifest> placed) {
        Manifest stands = placed.get(image.child().descriptor().digest());
        return stands.digest().equals(image.child().descriptor().digest())
                ? image.child()
                : DockerFormat.entry(image.child(), stands.descriptor());
    }
}
