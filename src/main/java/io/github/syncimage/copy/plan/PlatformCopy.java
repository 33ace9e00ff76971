package io.github.syncimage.copy.plan;

import io.github.syncimage.image.Digest;
import io.github.syncimage.image.Platform;
import io.github.syncimage.registry.Manifest;
import java.util.List;
import java.util.Map;

/**
 * One platform's blobs and manifests stand at the target.
 *
 * @param platform null where everything was copied at once
 * @param placed for each source manifest what stands at the target for it
 * @param docker whether manifests of other types were put into Docker's
 * @param moved bytes sent to the target for it
 */
public record PlatformCopy(Platform platform, Map<Digest, Manifest> placed, boolean docker, long moved) {
    public static long moved(List<PlatformCopy> copied) {
        return copied.stream().mapToLong(PlatformCopy::moved).sum();
    }
}
