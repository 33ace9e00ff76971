package io.github.syncimage.copy.source;

import io.github.syncimage.copy.manifest.ImageManifest;
import io.github.syncimage.copy.manifest.IndexEntry;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.Platform;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One platform's image, at the upstream or at a target.
 *
 * @param platform as the index says, or as the config of a lone manifest says
 * @param digest of its manifest
 * @param size compressed bytes of config and layers
 */
public record PlatformImage(Platform platform, Digest digest, long size) {
    /** Lists the images of those entries that name a platform, given the manifests to which all of them lead. */
    public static List<PlatformImage> of(List<IndexEntry> entries, List<ImageManifest> manifests) {
        return IntStream.range(0, entries.size())
                .filter(i -> entries.get(i).platform() != null)
                .mapToObj(i -> of(entries.get(i).platform(), manifests.get(i)))
                .toList();
    }

    public static PlatformImage of(Platform platform, ImageManifest image) {
        return new PlatformImage(platform, image.manifest().digest(), image.size());
    }
}
