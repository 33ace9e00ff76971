package io.github.syncimage.store;

import io.github.syncimage.copy.plan.CopyResult.DigestDifference;
import io.github.syncimage.copy.source.PlatformImage;
import java.time.Instant;
import java.util.List;

/**
 * What is known of one image beside {@link MirroredRow}.
 *
 * @param images what stands there for each platform, in the order of the index; none where nobody has read it
 * @param wanted platforms, as {@code PlatformSelection} writes them
 * @param offered what the upstream had then, each {@code os/architecture[/variant]}
 * @param looked when its visibility was found out; null where it was not
 */
public record MirroredDetails(
        String target,
        String sourceDigest,
        String targetDigest,
        DigestDifference difference,
        List<PlatformImage> images,
        String wanted,
        List<String> offered,
        String visibility,
        Instant looked) {}
