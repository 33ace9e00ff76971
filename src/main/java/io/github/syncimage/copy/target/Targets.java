package io.github.syncimage.copy.target;

import io.github.syncimage.copy.parallel.Parallel;
import io.github.syncimage.copy.plan.CopyHistory;
import io.github.syncimage.copy.plan.CopyPlan;
import io.github.syncimage.copy.plan.CopyResult;
import io.github.syncimage.copy.plan.Dialect;
import io.github.syncimage.copy.source.Upstream;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Platform;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.api.RegistryClient;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The target's side of a copier, by whatever way its bytes come: what stands there, who may write, what was written. */
public final class Targets {
    private final CopyHistory memory;
    private final AlreadyMirrored presence;
    private final TargetChooser chooser;
    private final EarlierPlatforms earlier;
    private final TagLocks turns = new TagLocks();

    /** @param readable whether this program can read the manifests of this source host */
    public Targets(RegistryClient client, CopyHistory memory, Parallel parallel, Predicate<String> readable) {
        this.memory = memory;
        this.presence = new AlreadyMirrored(client, memory, parallel);
        this.chooser = new TargetChooser(client, memory, presence, parallel, readable);
        this.earlier = new EarlierPlatforms(client, memory, parallel);
    }

    public ImageReference choose(
            ImageReference source, Digest sourceDigest, ImageReference preferred, ImageReference qualified) {
        return chooser.choose(source, sourceDigest, preferred, qualified);
    }

    public Optional<Descriptor> standing(ImageReference target) {
        return presence.standing(target);
    }

    /** The plan where all that is wanted stands there, which can be told without reading the upstream. */
    public Optional<CopyPlan> done(
            Upstream upstream,
            ImageReference target,
            Optional<Descriptor> standing,
            PlatformSelection wanted,
            Dialect dialect) {
        return standing.flatMap(found -> presence.check(upstream, target, wanted, found)
                .map(result -> CopyPlan.done(upstream, target, found, wanted, dialect, result)));
    }

    public boolean have(Upstream upstream, ImageReference target, PlatformSelection wanted) {
        return presence.standing(target)
                .flatMap(found -> presence.check(upstream, target, wanted, found))
                .isPresent();
    }

    /** Platforms that stand there and shall go on doing so. */
    public List<Platform> earlier(
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
    public CopyResult publish(CopyPlan plan, Supplier<CopyPlan> anew, Function<CopyPlan, CopyResult> publish) {
        return turns.inTurn(plan.target(), () -> {
            CopyPlan current = setSince(plan) ? anew.get() : plan;
            CopyResult result = publish.apply(current);
            if (current.done().isEmpty()) {
                turns.set(plan.target(), result.targetDigest());
            }
            memory.remember(CopyHistory.Mirrored.of(result));
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
