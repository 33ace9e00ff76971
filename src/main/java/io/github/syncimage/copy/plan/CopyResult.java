package io.github.syncimage.copy.plan;

import io.github.syncimage.copy.source.PlatformImage;
import io.github.syncimage.image.ArtifactType;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Platform;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.trust.Verification;
import java.time.Duration;
import java.util.List;

/**
 * What a finished copy did.
 *
 * @param type null where it is not known, of what was mirrored before types were
 * @param sourceDigest of the manifest or index that the source reference names
 * @param targetDigest of what stands under the target tag now
 * @param difference why the two digests differ, {@link DigestDifference#NONE} where they don't
 * @param upstream all platforms that the upstream offers
 * @param wanted what was asked for
 * @param mirrored what stands at the target
 * @param images what stands there for each platform, in the order of the index; empty where nobody has read it
 * @param skipped wanted, but not offered
 * @param size compressed bytes of all mirrored platforms, shared blobs once
 * @param moved bytes that were really sent to the target
 * @param alreadyPresent true where nothing of the image had to be written; signatures may have come to it
 * @param signatures what became of what is attached to it
 * @param verified how the image stands by the rules on signatures
 */
public record CopyResult(
        ArtifactType type,
        ImageReference source,
        ImageReference target,
        Digest sourceDigest,
        Digest targetDigest,
        DigestDifference difference,
        List<Platform> upstream,
        PlatformSelection wanted,
        List<Platform> mirrored,
        List<PlatformImage> images,
        List<Platform> skipped,
        long size,
        long moved,
        Duration elapsed,
        boolean alreadyPresent,
        Signatures signatures,
        Verification verified) {

    /** The command by which its client gets it from the target. */
    public String command() {
        return (type == null ? ArtifactType.IMAGE : type).command(target, mirrored);
    }

    public CopyResult with(Verification found) {
        return with(moved, alreadyPresent, signatures, found);
    }

    /**
     * Adds what is attached to the image.
     *
     * @param bytes sent for that
     */
    public CopyResult with(Signatures attached, long bytes) {
        return with(moved + bytes, alreadyPresent, attached, verified);
    }

    /** Adds what a copy had sent before it found that another had set the tag. */
    public CopyResult afterSending(long bytes) {
        return bytes == 0 ? this : written(bytes);
    }

    /** The result where that much was sent, none where all of it was mounted. */
    public CopyResult written(long bytes) {
        return with(moved + bytes, false, signatures, verified);
    }

    private CopyResult with(long sent, boolean present, Signatures attached, Verification found) {
        return new CopyResult(
                type,
                source,
                target,
                sourceDigest,
                targetDigest,
                difference,
                upstream,
                wanted,
                mirrored,
                images,
                skipped,
                size,
                sent,
                elapsed,
                present,
                attached,
                found);
    }

    /** Why source and target digest of one copy differ. */
    public enum DigestDifference {
        NONE,
        /** Only some of the index's platforms were wanted. */
        SUBSET,
        /** The target takes Docker's media types only. */
        DIALECT,
        /** The target refuses attestations, so the index goes without them. */
        ATTESTATIONS,
        /** A Docker daemon made the manifests anew. */
        ENGINE
    }
}
