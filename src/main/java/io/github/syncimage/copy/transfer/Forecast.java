package io.github.syncimage.copy.transfer;

import io.github.syncimage.copy.manifest.ImageManifest;
import io.github.syncimage.copy.plan.CopyHistory;
import io.github.syncimage.copy.plan.CopyPlan;
import io.github.syncimage.copy.plan.CopyPlan.PlannedImage;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.api.RegistryClient;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What carrying out a plan would move, as far as that can be told without writing anything.
 *
 * @param send blobs that have to be sent
 * @param mount blobs that a repository beside the target's is known to hold, so that a registry can be expected to mount
 *     them
 * @param present blobs that the target's repository holds
 */
public record Forecast(CopyPlan plan, Share send, Share mount, Share present) {
    /** Some blobs of an image. */
    public record Share(int blobs, long bytes) {
        public static final Share NONE = new Share(0, 0);

        public Share and(long size) {
            return new Share(blobs + 1, bytes + size);
        }
    }

    /** Says how each blob of a plan would get to its target; asks by {@code HEAD} alone. */
    public static Forecast of(CopyPlan plan, RegistryClient client, CopyHistory history) {
        Collection<Descriptor> blobs = ImageManifest.blobs(plan.images().stream()
                .map(PlannedImage::image)
                .filter(Objects::nonNull)
                .toList());
        Repository target = plan.target().repository();
        boolean sameHost = plan.upstream().source().host().equals(target.host());
        Map<Digest, List<Repository>> holders = history.holders(
                target.host(), blobs.stream().map(Descriptor::digest).toList());
        Share send = Share.NONE;
        Share mount = Share.NONE;
        Share present = Share.NONE;
        for (Descriptor blob : blobs) {
            boolean held =
                    holders.getOrDefault(blob.digest(), List.of()).stream().anyMatch(holder -> !holder.equals(target));
            if (client.hasBlob(target, blob.digest())) {
                present = present.and(blob.size());
            } else if (sameHost || held) {
                mount = mount.and(blob.size());
            } else {
                send = send.and(blob.size());
            }
        }
        return new Forecast(plan, send, mount, present);
    }
}
