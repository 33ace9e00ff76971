package io.github.syncimage.copy.target;

import io.github.syncimage.copy.parallel.Parallel;
import io.github.syncimage.copy.plan.CopyHistory;
import io.github.syncimage.copy.plan.CopyResult;
import io.github.syncimage.copy.plan.CopyResult.DigestDifference;
import io.github.syncimage.copy.plan.Planner;
import io.github.syncimage.copy.source.ImageTree;
import io.github.syncimage.copy.source.Upstream;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Platform;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.api.RegistryClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Finds out that the target has what is wanted already, without a GET at the upstream. */
public final class AlreadyMirrored {
    private final RegistryClient client;
    private final CopyHistory memory;
    private final Parallel parallel;

    AlreadyMirrored(RegistryClient client, CopyHistory memory, Parallel parallel) {
        this.client = client;
        this.memory = memory;
        this.parallel = parallel;
    }

    /** What stands under a tag now; empty also where the registry denies it, as some do for an absent repository. */
    Optional<Descriptor> standing(ImageReference target) {
        try {
            return client.headManifest(target);
        } catch (RegistryException e) {
            if (e.kind() == RegistryException.Kind.DENIED) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** @param standing what stands under the target's tag now */
    Optional<CopyResult> check(
            Upstream upstream, ImageReference target, PlatformSelection wanted, Descriptor standing) {
        Optional<CopyHistory.Mirrored> remembered = memory.mirrored(target)
                .filter(mirrored -> mirrored.targetDigest().equals(standing.digest()))
                .filter(mirrored -> mirrored.sourceDigest().equals(upstream.digest()));
        if (remembered.isPresent()) {
            return remembered.flatMap(mirrored -> fromMemory(upstream, target, wanted, mirrored));
        }
        return standing.digest().equals(upstream.digest())
                ? fromTarget(upstream, target, wanted, standing)
                : Optional.empty();
    }

    private static Optional<CopyResult> fromMemory(
            Upstream upstream, ImageReference target, PlatformSelection wanted, CopyHistory.Mirrored mirrored) {
        List<Platform> offered = PlatformSelection.parse(mirrored.offered()).platforms();
        List<Platform> stands = PlatformSelection.parse(mirrored.platforms()).platforms();
        List<Platform> chosen = offered.stream().filter(wanted::accepts).toList();
        boolean same = mirrored.targetDigest().equals(upstream.digest());
        if (!same && !stands.containsAll(chosen) || chosen.isEmpty() && !offered.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(result(
                upstream,
                target,
                wanted,
                mirrored.targetDigest(),
                mirrored.difference(),
                offered,
                stands,
                mirrored.size()));
    }

    /** The digests are equal, so the target can tell what the upstream would. */
    private Optional<CopyResult> fromTarget(
            Upstream upstream, ImageReference target, PlatformSelection wanted, Descriptor standing) {
        Upstream twin = new Upstream(upstream.source(), standing, new ImageTree(client, target.repository(), parallel));
        List<Platform> offered = twin.platforms();
        if (!offered.isEmpty() && offered.stream().noneMatch(wanted::accepts)) {
            return Optional.empty();
        }
        long size = Planner.size(twin.manifests(twin.contents().children()));
        return Optional.of(
                result(upstream, target, wanted, standing.digest(), DigestDifference.NONE, offered, offered, size));
    }

    static CopyResult result(
            Upstream upstream,
            ImageReference target,
            PlatformSelection wanted,
            Digest targetDigest,
            DigestDifference difference,
            List<Platform> offered,
            List<Platform> stands,
            long size) {
        return new CopyResult(
                upstream.source(),
                target,
                upstream.digest(),
                targetDigest,
                difference,
                offered,
                wanted,
                stands,
                skipped(wanted, offered),
                size,
                0,
                Duration.ofNanos(System.nanoTime() - upstream.started()),
                true);
    }

    /** Wanted, but not offered; an artifact runs on nothing, so nothing of it is missing. */
    public static List<Platform> skipped(PlatformSelection wanted, List<Platform> offered) {
        return offered.isEmpty()
                ? List.of()
                : wanted.platforms().stream()
                        .filter(platform -> offered.stream().noneMatch(platform::accepts))
                        .toList();
    }
}
