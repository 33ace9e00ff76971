package io.github.syncimage.copy;

import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Platform;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.RegistryClient;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The target's side of a copier, by whatever way its bytes come: what stands there, who may write, what was written. */
final class Targets {
    private final CopyMemory memory;
    private final Presence presence;
    private final TargetChooser chooser;
    private final EarlierPlatforms earlier;
    private final TargetTurns turns = new TargetTurns();

    /** @param readable whether this program can read the manifests of this source host */
    Targets(RegistryClient client, CopyMemory memory, Parallel parallel, Predicate<String> readable) {
        this.memory = memory;
        this.presence = new Presence(client, memory, parallel);
        this.chooser = new TargetChooser(client, memory, presence, parallel, readable);
        this.earlier = new EarlierPlatforms(client, memory, parallel);
    }

    ImageReference choose(
            ImageReference source, Digest sourceDigest, ImageReference preferred, ImageReference qualified) {
        return chooser.choose(source, sourceDigest, preferred, qualified);
    }

    Optional<Descriptor> standing(ImageReference target) {
        return presence.standing(target);
    }

    /** The plan where all that is wanted stands there, which can be told without reading the upstream. */
    Optional<CopyPlan> done(
            Upstream upstream,
            ImageReference target,
            Optional<Descriptor> standing,
            PlatformSelection wanted,
            Dialect dialect) {
        return standing.flatMap(found -> presence.check(upstream, target, wanted, found)
                .map(result -> CopyPlan.done(upstream, target, found, wanted, dialect, result)));
    }

    boolean have(Upstream upstream, ImageReference target, PlatformSelection wanted) {
        return presence.standing(target)
                .flatMap(found -> presence.check(upstream, target, wanted, found))
                .isPresent();
    }

    /** Platforms that stand there and shall go on doing so. */
    List<Platform> earlier(
            Upstream upstream, ImageReference target, Optional<Descriptor> standing, PlatformSelection wanted) {
        return wanted.all() ? List.of() : earlier.of(upstream, target, standing);
    }

    /**
     * Sets the tag while nobody else does, and remembers what came of it.
     *
     * @param anew makes the plan again, from what the source names by then, where another copy has set the tag since it
     *     was made: that one may have read a tag that had moved
     * @param publish carries out the plan that it is given
     */
    CopyResult publish(CopyPlan plan, Supplier<CopyPlan> anew, Function<CopyPlan, CopyResult> publish) {
        return turns.inTurn(plan.target(), () -> {
            CopyPlan current = setSince(plan) ? anew.get() : plan;
            CopyResult result = publish.apply(current);
            if (current.done().isEmpty()) {
                turns.set(plan.target(), result.targetDigest());
            }
            memory.remember(CopyMemory.Mirrored.of(result));
            return result;
        });
    }

    /** Whether another copy has set the tag since the plan was made, in this process or in one that shares the memory. */
    private boolean setSince(CopyPlan plan) {
        return turns.setSince(plan.target(), plan.standing())
                || memory.mirrored(plan.target())
                        .filter(mirrored ->
                                mirrored.time().isAfter(plan.upstream().startedAt()))
                        .filter(mirrored -> plan.standing()
                                .map(Descriptor::digest)
                                .filter(mirrored.targetDigest()::equals)
                                .isEmpty())
                        .isPresent();
    }
}
