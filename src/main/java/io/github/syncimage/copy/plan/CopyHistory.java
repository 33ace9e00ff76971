package io.github.syncimage.copy.plan;

import io.github.syncimage.concurrent.SharedLock;
import io.github.syncimage.copy.source.PlatformImage;
import io.github.syncimage.image.ArtifactType;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.image.Repository;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a copier remembers between copies. Every answer may be out of date or missing: it only saves work, and the
 * registry has the last word.
 */
public interface CopyHistory {
    /** Remembers nothing. */
    CopyHistory NONE = new CopyHistory() {};

    /**
     * One image that was mirrored.
     *
     * @param type null where it is not known
     * @param source with its tag, as asked for
     * @param target with its tag
     * @param platforms what was mirrored, as {@code PlatformSelection} writes it, in the order of the index
     * @param images the same with digests and sizes; empty where nobody has read them
     * @param wanted the selection asked for, as {@code PlatformSelection} writes it
     * @param offered all platforms of the upstream then, written in the same way
     * @param size compressed bytes
     * @param difference why the digests differ
     * @param bareAt as of {@link Signatures}
     */
    record Mirrored(
            ArtifactType type,
            ImageReference source,
            ImageReference target,
            Digest sourceDigest,
            Digest targetDigest,
            String platforms,
            List<PlatformImage> images,
            String wanted,
            String offered,
            long size,
            CopyResult.DigestDifference difference,
            Instant time,
            Instant bareAt) {
        /** The record of a copy that has just finished. */
        public static Mirrored of(CopyResult result) {
            return new Mirrored(
                    result.type(),
                    result.source(),
                    result.target(),
                    result.sourceDigest(),
                    result.targetDigest(),
                    new PlatformSelection(result.mirrored()).toString(),
                    result.images(),
                    result.wanted().toString(),
                    new PlatformSelection(result.upstream()).toString(),
                    result.size(),
                    result.difference(),
                    Instant.now(),
                    result.signatures().bareAt());
        }
    }

    /**
     * Repositories at this registry host that are known to hold each of the blobs, the likeliest first, a few at most;
     * blobs that none is known to hold are left out.
     */
    default Map<Digest, List<Repository>> holders(String host, Collection<Digest> blobs) {
        return Map.of();
    }

    default void holds(Repository repository, Collection<Digest> blobs) {}

    /** A repository turned out not to hold a blob it was known for. */
    default void lacks(Repository repository, Digest blob) {}

    /** Tells what was last put under this target tag. */
    default Optional<Mirrored> mirrored(ImageReference target) {
        return Optional.empty();
    }

    /** The tags of a target repository under which this digest was put last. */
    default List<ImageReference> tagsOf(Repository repository, Digest digest) {
        return List.of();
    }

    default void remember(Mirrored mirrored) {}

    /**
     * The source repository that a repository at the target belongs to, by its {@link Repository#upstream} name; empty where
     * no owner is known, or none can be known now.
     */
    default Optional<Repository> owner(Repository target) {
        return Optional.empty();
    }

    /**
     * Looks where owners are told beside the history, which may have been lost, before a name in the target's namespace is
     * given.
     *
     * @throws io.github.syncimage.registry.RegistryException where it cannot be looked there now
     */
    default void restoreOwners(Repository target) {}

    /** Tells if it can be known now whose a repository at the target is. Where it can't, no new name is given. */
    default boolean decidesOwners() {
        return true;
    }

    /**
     * Gives a repository at the target to a source, unless it has an owner, also where several processes do so at once.
     *
     * @return its owner from now on; empty where that cannot be decided
     */
    default Optional<Repository> claim(Repository target, Repository source) {
        return Optional.of(source.upstream());
    }

    /** Keeps other processes that share this history from setting the tag, until it is closed. */
    default SharedLock lock(ImageReference target) throws InterruptedException {
        return SharedLock.OWN;
    }
}
