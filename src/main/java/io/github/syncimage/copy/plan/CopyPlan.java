package io.github.syncimage.copy.plan;

import io.github.syncimage.copy.manifest.ImageManifest;
import io.github.syncimage.copy.manifest.IndexEntry;
import io.github.syncimage.copy.source.PlatformImage;
import io.github.syncimage.copy.source.Upstream;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Platform;
import io.github.syncimage.trust.Verification;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What a copy is going to put under the target's tag.
 *
 * @param docker whether manifests have to be Docker's, as far as is known now
 * @param images manifests to copy in the order of the index, none where {@code done} says it already stands there
 * @param whole whether everything that the index lists is copied, so that it can stay as it is
 * @param size compressed bytes of all images, shared blobs once
 * @param done the result, where there is nothing to do
 * @param verified how the image stands by the rules on signatures; null before that was found out
 */
public record CopyPlan(
        CopyTask task,
        boolean docker,
        List<PlannedImage> images,
        boolean whole,
        long size,
        Optional<CopyResult> done,
        Verification verified) {

    public static CopyPlan of(CopyTask task, boolean docker, List<PlannedImage> images, boolean whole, long size) {
        return new CopyPlan(task, docker, List.copyOf(images), whole, size, Optional.empty(), null);
    }

    public static CopyPlan done(CopyTask task, CopyResult result) {
        return new CopyPlan(task, false, List.of(), true, result.size(), Optional.of(result), null);
    }

    public CopyPlan with(Verification found) {
        return new CopyPlan(task, docker, images, whole, size, done, found);
    }

    /** @param come whether signatures and other referrers come along; null where that is as for all */
    public CopyPlan withSignatures(Boolean come) {
        CopyTask changed =
                new CopyTask(task.upstream(), task.target(), task.standing(), task.wanted(), task.dialect(), come);
        return new CopyPlan(changed, docker, images, whole, size, done, verified);
    }

    /** What is copied of an index, and what of it stands at the target where nothing has to be. */
    public List<IndexEntry> children() {
        return done.isEmpty()
                ? images.stream().map(PlannedImage::child).toList()
                : Planner.kept(upstream().contents().children(), task.wanted(), true);
    }

    public Upstream upstream() {
        return task.upstream();
    }

    public ImageReference target() {
        return task.target();
    }

    /** The platforms that can be copied one by one, each once, maybe none. */
    public List<Platform> platforms() {
        return images.stream()
                .map(PlannedImage::carrier)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    public CopyPlan with(boolean dockersManifests) {
        return new CopyPlan(task, dockersManifests, images, whole, size, done, verified);
    }

    /**
     * The result of carrying it out.
     *
     * @param top digest of what stands under the target's tag now
     * @param stands the plan's images as they stand there, in its order
     * @param bytes compressed, of all of them
     * @param sent bytes sent to the target
     * @param present whether nothing had to be written
     */
    public CopyResult result(
            Digest top,
            CopyResult.DigestDifference difference,
            List<ImageManifest> stands,
            long bytes,
            long sent,
            boolean present) {
        List<Platform> mirrored = images.stream()
                .map(image -> image.child().platform())
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        return task.result(
                top, difference, upstream().platforms(), mirrored, platformImages(stands), bytes, sent, present);
    }

    private List<PlatformImage> platformImages(List<ImageManifest> stands) {
        return IntStream.range(0, images.size())
                .filter(i -> images.get(i).child().platform() != null)
                .mapToObj(i -> PlatformImage.of(images.get(i).child().platform(), stands.get(i)))
                .toList();
    }

    /** Whether the source is a single manifest without an index. */
    public boolean lone() {
        return upstream().contents().index() == null;
    }

    public List<PlannedImage> carriedBy(Platform platform) {
        return images.stream().filter(image -> platform.equals(image.carrier())).toList();
    }
}
