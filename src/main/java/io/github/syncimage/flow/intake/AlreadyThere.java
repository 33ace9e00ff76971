package io.github.syncimage.flow.intake;

import io.github.syncimage.copy.Copier;
import io.github.syncimage.copy.source.Access;
import io.github.syncimage.copy.source.CopyRefusedException;
import io.github.syncimage.copy.source.Upstream;
import io.github.syncimage.flow.line.Turns;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.report.Outcome;
import io.github.syncimage.run.ImageRun;
import io.github.syncimage.run.RequestRun;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds the runs that need no worker because all that they ask for stands at the target: they are answered at once,
 * however long the copies before them take.
 */
public final class AlreadyThere {
    private final Requests requests;
    private final Turns turns;
    private final Copier copier;
    private final Function<ImageReference, Access> access;

    /** @param access as whom a source is read for an issue */
    public AlreadyThere(Requests requests, Turns turns, Copier copier, Function<ImageReference, Access> access) {
        this.requests = requests;
        this.turns = turns;
        this.copier = copier;
        this.access = access;
    }

    /** Whether a run that would have to wait has nothing to wait for; what cannot be told now is for a worker to tell. */
    public boolean all(RequestRun run, int position) {
        return position > 0 && requests.images(run).stream().allMatch(this::stands);
    }

    /** Or the upstream has no such image, which takes no worker to tell either. */
    private boolean stands(ImageRun image) {
        try (Upstream upstream = copier.inspect(image.source(), access.apply(image.source()))) {
            // What it is tells where it would stand; nothing is read to learn that.
            boolean artifact = copier.knownArtifact(upstream, image.names()).orElse(false);
            return names(artifact ? image.asArtifact() : image).anyMatch(target -> copier.standing(
                            upstream, target, image.request().platforms())
                    .isPresent());
        } catch (CopyRefusedException refused) {
            return true;
        } catch (RegistryException forTheWorker) {
            return false;
        }
    }

    /** Where it stands if it does: what stands in another source's repository is that one's, alike as it may be. */
    private Stream<ImageReference> names(ImageRun image) {
        ImageReference target = image.request().target();
        Repository source = image.source().repository().upstream();
        boolean named = target.equals(image.request().qualified())
                || copier.owner(target.repository()).filter(source::equals).isPresent();
        return Stream.of(named ? target : null, image.request().qualified())
                .filter(Objects::nonNull)
                .distinct();
    }

    /** The waiting runs that may have nothing to wait for any more, now that this one has brought an image. */
    public List<RequestRun> alike(RequestRun run, List<Outcome> outcomes) {
        if (outcomes.stream().noneMatch(AlreadyThere::isNew)) {
            return List.of();
        }
        Set<ImageReference> sources = sources(run);
        return turns.arrivedFor(waiting -> sources(waiting).stream().anyMatch(sources::contains));
    }

    private static boolean isNew(Outcome outcome) {
        return outcome instanceof Outcome.Mirrored mirrored
                && !mirrored.result().alreadyPresent();
    }

    private Set<ImageReference> sources(RequestRun run) {
        return requests.images(run).stream().map(ImageRun::source).collect(Collectors.toSet());
    }

    /** Whether that run, which waits for a worker, is answered without one now; then no worker gets it. */
    public boolean needsNoWorker(RequestRun run) {
        return all(run, 1) && turns.takeAside(run);
    }
}
