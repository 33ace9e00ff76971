package io.github.syncimage.copy.plan;

import io.github.syncimage.copy.ImageCopier;
import io.github.syncimage.copy.source.Upstream;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Platform;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.registry.Descriptor;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a copy is going to put under the target's tag.
 *
 * @param target where it goes, with a tag
 * @param standing what stood under the target's tag when the plan was made
 * @param dialect as configured for the target
 * @param docker whether manifests have to be Docker's, as far as is known now
 * @param images manifests to copy in the order of the index, none where {@code done} says it already stands there
 * @param whole whether everything that the index lists is copied, so that it can stay as it is
 * @param skipped wanted, but not offered
 * @param size compressed bytes of all images, shared blobs once
 * @param done the result, where there is nothing to do
 */
public record CopyPlan(
        Upstream upstream,
        ImageReference target,
        Optional<Descriptor> standing,
        PlatformSelection wanted,
        Dialect dialect,
        boolean docker,
        List<PlannedImage> images,
        boolean whole,
        List<Platform> skipped,
        long size,
        Optional<CopyResult> done) {

    /** The platforms that are left to {@link ImageCopier#copyPlatform}, each once, maybe none. */
    public List<Platform> platforms() {
        return images.stream()
                .map(PlannedImage::carrier)
                .filter(java.util.Objects::nonNull)
                .distinct()
                .toList();
    }

    public static CopyPlan done(
            Upstream upstream,
            ImageReference target,
            Descriptor standing,
            PlatformSelection wanted,
            Dialect dialect,
            CopyResult result) {
        return new CopyPlan(
                upstream,
                target,
                Optional.of(standing),
                wanted,
                dialect,
                false,
                List.of(),
                true,
                result.skipped(),
                result.size(),
                Optional.of(result));
    }

    public CopyPlan with(Dialect asked, boolean dockerOnly) {
        return new CopyPlan(upstream, target, standing, wanted, asked, dockerOnly, images, whole, skipped, size, done);
    }

    public CopyPlan withSize(long known) {
        return new CopyPlan(upstream, target, standing, wanted, dialect, docker, images, whole, skipped, known, done);
    }

    /**
     * What carrying it out came to.
     *
     * @param top digest of what stands under the target's tag now
     * @param sent bytes sent to the target
     */
    public CopyResult result(Digest top, CopyResult.DigestDifference difference, long sent, boolean present) {
        List<Platform> mirrored = images.stream()
                .map(image -> image.child().platform())
                .filter(java.util.Objects::nonNull)
                .distinct()
                .toList();
        return new CopyResult(
                upstream.source(),
                target,
                upstream.digest(),
                top,
                difference,
                upstream.platforms(),
                wanted,
                mirrored,
                skipped,
                size,
                sent,
                Duration.ofNanos(System.nanoTime() - upstream.started()),
                present);
    }

    /** Whether there is no index around the image. */
    public boolean lone() {
        return upstream.contents().index() == null;
    }

    public List<PlannedImage> carriedBy(Platform platform) {
        return images.stream().filter(image -> platform.equals(image.carrier())).toList();
    }
}
