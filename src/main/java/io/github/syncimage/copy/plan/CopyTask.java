package io.github.syncimage.copy.plan;

import io.github.syncimage.copy.plan.CopyResult.DigestDifference;
import io.github.syncimage.copy.source.PlatformImage;
import io.github.syncimage.copy.source.Upstream;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Platform;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.trust.Verification;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What is to be copied, before it is decided what of it has to be done.
 *
 * @param choice where it goes, with what stood there when this copy began
 * @param dialect as configured for the target
 * @param signatures whether signatures and other referrers come along; null where that is as for all
 * @param kept whether this is what stands at a target already, put under another name before it is overwritten
 */
public record CopyTask(
        Upstream upstream,
        TargetChoice choice,
        PlatformSelection wanted,
        Dialect dialect,
        Boolean signatures,
        boolean kept) {
    /** Asks the same of another look at the source, or for another target. */
    public CopyTask with(Upstream looked, TargetChoice target) {
        return new CopyTask(looked, target, wanted, dialect, signatures, kept);
    }

    /** Tells what stood under the target's tag when this copy began. */
    public Optional<Descriptor> standing() {
        return choice.standing();
    }

    /** Tells where it goes, with a tag. */
    public ImageReference target() {
        return choice.image();
    }

    /**
     * The result.
     *
     * @param top digest of what stands under the target's tag now
     * @param images what stands there for each platform, as far as it was read
     * @param size compressed bytes of all that is mirrored
     * @param sent bytes sent to the target
     * @param present whether nothing had to be written
     */
    public CopyResult result(
            Digest top,
            DigestDifference difference,
            List<Platform> offered,
            List<Platform> mirrored,
            List<PlatformImage> images,
            long size,
            long sent,
            boolean present) {
        return new CopyResult(
                upstream.source(),
                target(),
                upstream.digest(),
                top,
                difference,
                offered,
                wanted,
                mirrored,
                images,
                wanted.missingFrom(offered),
                size,
                sent,
                Duration.ofNanos(System.nanoTime() - upstream.started()),
                present,
                Signatures.NONE,
                Verification.NOT_ASKED);
    }
}
