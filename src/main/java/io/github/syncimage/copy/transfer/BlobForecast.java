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

/** Says how each blob of a plan would get to its target; asks by {@code HEAD} alone. */
public final class BlobForecast {
    private final RegistryClient client;
    private final CopyHistory history;

    public BlobForecast(RegistryClient client, CopyHistory history) {
        this.client = client;
        this.history = history;
    }

    public Forecast of(CopyPlan plan) {
        Collection<Descriptor> blobs = ImageManifest.blobs(plan.images().stream()
                .map(PlannedImage::image)
                .filter(Objects::nonNull)
                .toList());
        Repository target = plan.target().repository();
        boolean sameHost = plan.upstream().source().host().equals(target.host());
        Map<Digest, List<Repository>> holders = history.holders(
                target.host(), blobs.stream().map(Descriptor::digest).toList());
        Forecast.Share send = Forecast.Share.NONE;
        Forecast.Share mount = Forecast.Share.NONE;
        Forecast.Share present = Forecast.Share.NONE;
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
