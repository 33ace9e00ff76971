package io.github.syncimage.copy.docker;

import io.github.syncimage.copy.manifest.DockerFormat;
import io.github.syncimage.copy.manifest.ImageIndex;
import io.github.syncimage.copy.manifest.ImageManifest;
import io.github.syncimage.copy.manifest.IndexEntry;
import io.github.syncimage.copy.plan.CopyPlan;
import io.github.syncimage.copy.plan.CopyPlan.PlannedImage;
import io.github.syncimage.copy.plan.Planner;
import io.github.syncimage.copy.plan.PlatformCopy;
import io.github.syncimage.image.Digest;
import io.github.syncimage.registry.Manifest;
import io.github.syncimage.registry.MediaTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What goes under the tag of an image whose manifests a daemon made.
 *
 * @param manifest the only one there is, or else a list or index of them
 * @param images what the daemon made of the plan's, in its order
 * @param size compressed bytes of all, shared blobs once
 */
record PushedImage(Manifest manifest, List<ImageManifest> images, long size) {
    static PushedImage of(CopyPlan plan, List<PlatformCopy> copied) {
        List<IndexEntry> entries = new ArrayList<>();
        List<ImageManifest> images = new ArrayList<>();
        for (PlannedImage image : plan.images()) {
            Manifest placed = placed(image, copied);
            images.add(ImageManifest.read(placed));
            entries.add(DockerFormat.entry(image.child(), placed.descriptor()));
        }
        long size = Planner.size(images);
        if (images.size() == 1) {
            return new PushedImage(images.get(0).manifest(), images, size);
        }
        boolean docker =
                images.stream().allMatch(image -> image.manifest().mediaType().equals(MediaTypes.DOCKER_MANIFEST));
        return new PushedImage(docker ? DockerFormat.list(entries) : ImageIndex.of(entries), images, size);
    }

    private static Manifest placed(PlannedImage image, List<PlatformCopy> copied) {
        return copied.stream()
                .filter(copy -> image.carrier().equals(copy.platform()))
                .map(copy -> placed(image, copy.placed()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(image.carrier() + " was not copied"));
    }

    /** Found by the source's manifest; where that could not be read, the image is the only one of its platform. */
    private static Manifest placed(PlannedImage image, Map<Digest, Manifest> placed) {
        return image.image() == null ? placed.values().iterator().next() : placed.get(image.digest());
    }
}
