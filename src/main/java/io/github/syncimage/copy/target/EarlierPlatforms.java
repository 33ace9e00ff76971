package io.github.syncimage.copy.target;

import io.github.syncimage.copy.manifest.IndexEntry;
import io.github.syncimage.copy.parallel.Parallel;
import io.github.syncimage.copy.plan.CopyHistory;
import io.github.syncimage.copy.source.ImageTree;
import io.github.syncimage.copy.source.Upstream;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Platform;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.api.RegistryClient;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Which platforms of an image stand under its target's tag already. A tag is one index: whoever asks for another platform
 * of the same image must not take away those that somebody asked for before.
 */
final class EarlierPlatforms {
    private final RegistryClient client;
    private final CopyHistory memory;
    private final Parallel parallel;

    EarlierPlatforms(RegistryClient client, CopyHistory memory, Parallel parallel) {
        this.client = client;
        this.memory = memory;
        this.parallel = parallel;
    }

    /**
     * From the memory; where it was lost, where what stands is nothing but this upstream's images.
     *
     * @param standing what stands under the target's tag now
     */
    List<Platform> of(Upstream upstream, ImageReference target, Optional<Descriptor> standing) {
        Optional<CopyHistory.Mirrored> remembered = memory.mirrored(target);
        if (remembered.isPresent()) {
            return remembered
                    .filter(mirrored -> mirrored.source().equals(upstream.source()))
                    .map(mirrored ->
                            PlatformSelection.parse(mirrored.platforms()).platforms())
                    .orElse(List.of());
        }
        return standing.filter(found -> upstream.readable())
                .map(found -> read(upstream, target, found))
                .orElse(List.of());
    }

    private List<Platform> read(Upstream upstream, ImageReference target, Descriptor standing) {
        ImageTree mirror = new ImageTree(client, target.repository(), parallel);
        return SameOriginCheck.ofUpstream(upstream.contents().children(), upstream.reader(), standing, mirror).stream()
                .map(IndexEntry::platform)
                .filter(Objects::nonNull)
                .toList();
    }
}
