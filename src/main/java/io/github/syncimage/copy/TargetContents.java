package io.github.syncimage.copy;

import io.github.syncimage.copy.manifest.ImageManifest;
import io.github.syncimage.copy.manifest.IndexEntry;
import io.github.syncimage.copy.plan.CopyHistory;
import io.github.syncimage.copy.plan.CopyPlan.Task;
import io.github.syncimage.copy.plan.CopyResult;
import io.github.syncimage.copy.plan.CopyResult.DigestDifference;
import io.github.syncimage.copy.plan.Signatures;
import io.github.syncimage.copy.plan.TargetChoice;
import io.github.syncimage.copy.source.CopyRefusedException;
import io.github.syncimage.copy.source.ImageTree;
import io.github.syncimage.copy.source.PlatformImage;
import io.github.syncimage.copy.source.Upstream;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Platform;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.api.RegistryClient;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Knows what stands at a target: if it is all that is wanted, which platforms it has, and which source it belongs to. No
 * source overwrites another's image: a repository at the target belongs to one source repository, the first that set a
 * tag there. What the history knows of owners counts, and nothing else does: a repository that has tags and no known
 * owner is somebody's, also where they are the source's by their digests, since anybody can copy an image to a
 * repository of his own.
 */
public record TargetContents(RegistryClient client, CopyHistory history) {
    /** Asks what stands under a tag now; empty also if the registry denies it, as some do for an absent repository. */
    Optional<Descriptor> standing(ImageReference target) {
        return client.headUnlessDenied(target);
    }

    /** Looks under the tag and, where nothing stands, whether the repository is known, which spares asking for each blob. */
    TargetChoice looked(TargetChoice target) {
        Optional<Descriptor> standing = standing(target.image());
        return target.found(
                standing, standing.isEmpty() && !client.knows(target.image().repository()));
    }

    public ImageTree tree(ImageTree upstream, ImageReference target) {
        return upstream.at(client, target.repository());
    }

    /** The result where all that is wanted stands there, found without a GET at the upstream. */
    Optional<CopyResult> done(Task task) {
        if (task.standing().isEmpty()) {
            return Optional.empty();
        }
        Digest standing = task.standing().get().digest();
        Digest source = task.upstream().digest();
        Optional<CopyHistory.Mirrored> remembered = history.mirrored(task.target())
                .filter(mirrored -> mirrored.targetDigest().equals(standing))
                .filter(mirrored -> mirrored.sourceDigest().equals(source));
        if (remembered.isEmpty()) {
            return standing.equals(source) ? fromTarget(task) : Optional.empty();
        }
        return fromHistory(task, remembered.get());
    }

    private static Optional<CopyResult> fromHistory(Task task, CopyHistory.Mirrored mirrored) {
        Digest standing = mirrored.targetDigest();
        List<Platform> offered = PlatformSelection.parse(mirrored.offered()).platforms();
        List<Platform> stands = PlatformSelection.parse(mirrored.platforms()).platforms();
        List<Platform> chosen = task.wanted().of(offered);
        boolean same = standing.equals(mirrored.sourceDigest());
        if (!same && !stands.containsAll(chosen) || chosen.isEmpty() && !offered.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(task.result(
                        mirrored.type(),
                        standing,
                        mirrored.difference(),
                        offered,
                        stands,
                        mirrored.images(),
                        mirrored.size())
                .with(Signatures.bareAt(mirrored.bareAt()), 0));
    }

    /** Reads the manifests at the target, since it has the same ones as the upstream. */
    private Optional<CopyResult> fromTarget(Task task) {
        Descriptor standing = task.standing().orElseThrow();
        ImageTree there = tree(task.upstream().tree(), task.target());
        ImageTree.Contents listed = there.contents(standing);
        List<ImageManifest> manifests = there.images(listed.children());
        ImageTree.Contents contents = there.withArtifacts(listed, listed.children());
        List<IndexEntry> children = contents.children();
        List<Platform> offered = IndexEntry.platforms(children);
        if (!offered.isEmpty() && task.wanted().of(offered).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(task.result(
                contents.type(manifests),
                standing.digest(),
                DigestDifference.NONE,
                offered,
                offered,
                PlatformImage.of(children, manifests),
                ImageManifest.size(manifests)));
    }

    /**
     * Platforms that stand there and have to stay. A tag is one index: a request for another platform of the same image
     * must not take away those that were asked for before. They are known from the history, or else from what stands
     * there, if that is nothing but this upstream's images.
     */
    List<Platform> earlier(Task task) {
        if (task.wanted().all()) {
            return List.of();
        }
        Upstream upstream = task.upstream();
        Optional<CopyHistory.Mirrored> remembered = history.mirrored(task.target());
        if (remembered.isPresent()) {
            boolean ours = remembered.get().source().equals(upstream.source());
            return ours ? PlatformSelection.parse(remembered.get().platforms()).platforms() : List.of();
        }
        if (task.standing().isEmpty() || !upstream.readable()) {
            return List.of();
        }
        return IndexEntry.platforms(
                entriesFrom(upstream, task.target(), task.standing().get()));
    }

    /** What stands at a target, where that is nothing but the upstream's images; else nothing, also where it cannot be read. */
    private List<IndexEntry> entriesFrom(Upstream upstream, ImageReference target, Descriptor standing) {
        try {
            ImageTree mirror = tree(upstream.tree(), target);
            List<IndexEntry> stands = mirror.contents(standing).children();
            return isPartOf(upstream, stands, mirror) ? stands : List.of();
        } catch (RegistryException e) {
            if (e.kind() == RegistryException.Kind.INVALID_CONTENT) {
                return List.of();
            }
            throw e;
        }
    }

    /** Manifests that were put into other types, or made anew by a Docker daemon, still have the same configs. */
    private static boolean isPartOf(Upstream upstream, List<IndexEntry> stands, ImageTree mirror) {
        List<IndexEntry> offered = upstream.contents().children();
        if (IndexEntry.digests(offered).containsAll(IndexEntry.digests(stands))) {
            return true;
        }
        Set<Digest> configs = configs(mirror, stands);
        List<IndexEntry> alike = offered.stream()
                .filter(child -> stands.stream().anyMatch(ours -> Objects.equals(child.platform(), ours.platform())))
                .toList();
        return !configs.isEmpty() && configs(upstream.tree(), alike).containsAll(configs);
    }

    /** Config digests of images; none where one is an artifact, whose config is often empty and proves nothing. */
    private static Set<Digest> configs(ImageTree tree, List<IndexEntry> children) {
        List<ImageManifest> images = tree.images(
                children.stream().filter(child -> child.platform() != null).toList());
        return images.stream().anyMatch(ImageManifest::artifact)
                ? Set.of()
                : images.stream().map(image -> image.config().digest()).collect(Collectors.toSet());
    }

    /** @throws CopyRefusedException where the qualified name is needed and there is none */
    TargetChoice choose(Upstream upstream, ImageReference preferred, ImageReference qualified) {
        if (preferred.equals(qualified)) {
            return TargetChoice.of(preferred);
        }
        Repository repository = preferred.repository();
        Optional<Repository> owner = history.owner(repository);
        if (owner.isEmpty()) {
            boolean stands = client.hasTags(repository);
            owner = restored(repository, stands);
            if (owner.isEmpty() && !stands && history.decidesOwners()) {
                return new TargetChoice(preferred, true, qualified, Optional.empty(), true);
            }
        }
        if (owner.filter(upstream.source().repository().upstream()::equals).isPresent()) {
            Optional<Descriptor> standing = standing(preferred);
            if (standing.isEmpty() || isFrom(upstream, preferred, standing.get())) {
                return new TargetChoice(preferred, false, null, standing, false);
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
        Repository source = upstream.source().repository().upstream();
        return history.mirrored(target)
                .filter(mirrored -> mirrored.targetDigest().equals(standing.digest()))
                .map(mirrored -> mirrored.source().repository().upstream().equals(source))
                .orElseGet(() -> upstream.readable()
                        && !entriesFrom(upstream, target, standing).isEmpty());
    }

    /**
     * Makes the chosen name the source's where it has no owner, right before something is set there.
     *
     * @return the name that the image gets: the qualified one where another source was quicker
     */
    ImageReference claimed(ImageReference source, TargetChoice choice) {
        boolean ours = !choice.first()
                || history.claim(choice.image().repository(), source.repository())
                        .filter(source.repository().upstream()::equals)
                        .isPresent();
        return ours ? choice.image() : existing(choice.image(), choice.otherwise());
    }
}
