package io.github.syncimage.copy;

import io.github.syncimage.copy.plan.CopyHistory;
import io.github.syncimage.copy.plan.TargetChoice;
import io.github.syncimage.copy.source.CopyRefusedException;
import io.github.syncimage.copy.source.Upstream;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.RegistryException;
import java.util.Optional;

/**
 * Gives each source its name, so that no source overwrites another's image: a repository at the target belongs to one
 * source repository, the first that set a tag there. What the history knows of owners counts, and nothing else does: a
 * repository that has tags and no known owner is somebody's, also where they are the source's by their digests, since
 * anybody can copy an image to a repository of his own.
 */
public record TagClaims(CopyHistory history, TargetContents contents) {
    /**
     * The preferred target where its repository is this source's or nobody's, and what stands under its tag came from this
     * source; otherwise the qualified one.
     *
     * @param qualified the same as {@code preferred} where there is nothing to decide; null where there is none
     * @throws CopyRefusedException where the qualified one is needed and there is none
     */
    public TargetChoice choose(Upstream upstream, ImageReference preferred, ImageReference qualified) {
        if (preferred.equals(qualified)) {
            return TargetChoice.of(preferred);
        }
        Repository repository = preferred.repository();
        Optional<Repository> owner = history.owner(repository);
        if (owner.isEmpty()) {
            boolean stands = contents.client().hasTags(repository);
            owner = restored(repository, stands);
            if (owner.isEmpty() && !stands && history.decidesOwners()) {
                return new TargetChoice(preferred, true, qualified, Optional.empty());
            }
        }
        if (owner.filter(upstream.source().repository().upstream()::equals).isPresent()) {
            Optional<Descriptor> standing = contents.standing(preferred);
            if (standing.isEmpty() || isFrom(upstream, preferred, standing.get())) {
                return new TargetChoice(preferred, false, null, standing);
            }
        }
        return TargetChoice.of(existing(preferred, qualified));
    }

    private Optional<Repository> restored(Repository repository, boolean stands) {
        try {
            history.restoreOwners(repository);
        } catch (RegistryException notNow) {
            // Where nothing stands nothing can be overwritten, and watch lists go on while GitHub is away.
            if (stands) {
                throw notNow;
            }
        }
        return history.owner(repository);
    }

    private static ImageReference existing(ImageReference preferred, ImageReference qualified) {
        if (qualified == null) {
            throw new CopyRefusedException(
                    CopyRefusedException.Reason.TARGET_TAKEN,
                    preferred + " is taken, and the registry allows no longer name for this image");
        }
        return qualified;
    }

    private boolean isFrom(Upstream upstream, ImageReference target, Descriptor standing) {
        if (standing.digest().equals(upstream.digest())) {
            return true;
        }
        return history.mirrored(target)
                .filter(mirrored -> mirrored.targetDigest().equals(standing.digest()))
                .map(mirrored -> mirrored.source()
                        .repository()
                        .upstream()
                        .equals(upstream.source().repository().upstream()))
                .orElseGet(() -> upstream.readable() && contents.isFrom(upstream, target, standing));
    }

    /**
     * Makes the chosen name the source's where it has no owner, right before something is set there.
     *
     * @return the name that the image gets: the qualified one where another source was quicker
     */
    public ImageReference claimed(ImageReference source, TargetChoice choice) {
        boolean ours = !choice.first()
                || history.claim(choice.image().repository(), source.repository())
                        .filter(source.repository().upstream()::equals)
                        .isPresent();
        return ours ? choice.image() : existing(choice.image(), choice.otherwise());
    }
}
