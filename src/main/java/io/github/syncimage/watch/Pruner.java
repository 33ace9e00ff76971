package io.github.syncimage.watch;

import io.github.syncimage.copy.Copier;
import io.github.syncimage.copy.manifest.ImageIndex;
import io.github.syncimage.copy.manifest.IndexEntry;
import io.github.syncimage.copy.manifest.InvalidManifestException;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.Manifest;
import io.github.syncimage.registry.MediaTypes;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.api.RegistryClient;
import io.github.syncimage.watch.EntryRun.Kind;
import io.github.syncimage.watch.WatchEntry.Keep;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Deletes tags that an entry has put at its target and means no more, as far as {@code keep} lets them go. Only by tag, and
 * only what still is what the list has put there; never what the upstream has lost, and never many at once. Some registries
 * take a tag for its manifest, and every tag of that goes with it, its children too: what is known to have another tag
 * stays, and whatever goes all the same is put back.
 *
 * @param stillOurs is run right before something is deleted
 */
record Pruner(EntryRun run, RegistryClient client, Copier copier, WatchMemory memory, Runnable stillOurs) {
    /** At most a third of what the list has put there goes at once. */
    private static final int SHARE = 3;

    /** Tags of a repository that are asked what they stand for. */
    private static final int MOST_ASKED = 1000;

    private static final int MOST_PAGES = 1000;
    private static final int MOST_NAMED = 5;
    private static final List<String> SIGNATURES = List.of(".sig", ".att", ".sbom", "");
    private static final Comparator<TagRecord> OLDEST_VERSION_FIRST = Comparator.comparing(
            tag -> TagVersion.of(tag.key().tag()).orElse(null), Comparator.nullsFirst(Comparator.naturalOrder()));

    /**
     * What the tags of a repository stand for.
     *
     * @param signatures tags with something about a digest whose tags are to go
     * @param complete whether these are all; else they are those that the list has put there
     */
    private record Tags(Map<ImageReference, Digest> images, Set<ImageReference> signatures, boolean complete) {}

    /** Tags that may go with another one, and the manifests behind them, children first. */
    private record Endangered(Map<ImageReference, Digest> tags, Map<Digest, Manifest> manifests) {
        private static final Endangered NONE = new Endangered(Map.of(), Map.of());
    }

    private enum Deletion {
        DONE,
        /** The tag is somebody else's by now. */
        FOREIGN,
        /** The registry deletes no single tags. */
        REFUSED
    }

    void prune() {
        List<TagRecord> placed = placed();
        List<TagRecord> going = going(placed);
        if (going.size() > placed.size() / SHARE && !run.mode().force() && !going.isEmpty()) {
            run.note(going.size() + " of " + placed.size() + " tags may be deleted, more than a third, so none is:"
                    + " `sync-image watch --once --force` does it");
            return;
        }
        Set<ImageReference> targets = going.stream().map(TagRecord::target).collect(Collectors.toSet());
        // What is to be copied there has its digest no more when it comes to that.
        coming().forEach(tag -> targets.add(tag.target()));
        Map<Repository, Tags> repositories = new HashMap<>();
        List<String> staying = new ArrayList<>();
        for (TagRecord tag : going) {
            try {
                Optional<ImageReference> other = otherTag(tag, targets);
                if (other.isPresent()) {
                    staying.add(tag.key().tag() + " (as " + other.get().tag() + ")");
                } else if (run.mode().check()) {
                    run.tell(Kind.PRUNABLE, tag);
                } else {
                    Tags tags = repositories.computeIfAbsent(
                            tag.target().repository(), repository -> tags(repository, placed, going));
                    if (!delete(tag, endangered(tag, tags, targets), tags, placed)) {
                        break;
                    }
                }
            } catch (RegistryException e) {
                run.note("could not delete " + tag.target() + ": " + WatchRunner.reason(e));
                break;
            }
        }
        if (!staying.isEmpty()) {
            String more = staying.size() > MOST_NAMED ? " and " + (staying.size() - MOST_NAMED) + " more" : "";
            run.note("stay, since another tag has the same digest, which some registries delete with all its tags: "
                    + String.join(", ", staying.subList(0, Math.min(staying.size(), MOST_NAMED))) + more);
        }
    }

    /** Finds what the list will have there once its tasks are done. */
    private List<TagRecord> placed() {
        Map<String, TagRecord> placed = new LinkedHashMap<>();
        memory.placed(run.list().name(), run.entry().id())
                .forEach(tag -> placed.put(tag.key().tag(), tag));
        placed.keySet().removeAll(run.lost());
        coming().forEach(tag -> placed.putIfAbsent(tag.key().tag(), tag));
        return List.copyOf(placed.values());
    }

    /** Tags that a check would have had copied by now; a run that waits copies none. */
    private List<TagRecord> coming() {
        return run.mode().check() && run.until() == null ? run.tasks() : List.of();
    }

    /** Another tag that was mirrored with the same digest, has it still, and is not to go or change as well. */
    private Optional<ImageReference> otherTag(TagRecord tag, Set<ImageReference> going) {
        return copier.tagsOf(tag.target().repository(), tag.targetDigest()).stream()
                .filter(other -> !going.contains(other))
                .filter(other ->
                        standing(other).filter(tag.targetDigest()::equals).isPresent())
                .findFirst();
    }

    private Optional<Digest> standing(ImageReference tag) {
        return client.headManifest(tag).map(Descriptor::digest);
    }

    private List<TagRecord> going(List<TagRecord> placed) {
        Keep keep = run.entry().keep();
        Set<String> newest = new HashSet<>();
        placed.stream()
                .sorted(OLDEST_VERSION_FIRST.reversed())
                .limit(keep.newest())
                .forEach(tag -> newest.add(tag.key().tag()));
        Instant young = run.now().minus(Duration.ofDays(keep.days()));
        return placed.stream()
                .filter(tag -> !run.means(tag.key().tag()))
                .filter(tag -> !newest.contains(tag.key().tag()))
                .filter(tag -> keep.days() == 0 || tag.standing().put().isBefore(young))
                .sorted(OLDEST_VERSION_FIRST)
                .toList();
    }

    /** Finds what can be lost there; a registry that lists no tags, or too many, leaves those that the list has put there. */
    private Tags tags(Repository repository, List<TagRecord> placed, List<TagRecord> going) {
        Set<String> about = going.stream()
                .flatMap(tag ->
                        SIGNATURES.stream().map(ending -> tag.targetDigest().tag(ending)))
                .collect(Collectors.toSet());
        Set<ImageReference> images = new HashSet<>();
        Set<ImageReference> signatures = new HashSet<>();
        boolean complete = false;
        try {
            boolean all = client.eachTag(
                    repository,
                    MOST_PAGES,
                    page -> page.forEach(tag -> {
                        if (about.contains(tag)) {
                            signatures.add(repository.tag(tag));
                        } else if (!Digest.isTag(tag) && images.size() <= MOST_ASKED) {
                            images.add(repository.tag(tag));
                        }
                    }));
            complete = all && images.size() <= MOST_ASKED;
        } catch (RegistryException e) {
            if (e.temporary()) {
                throw e;
            }
        }
        Map<ImageReference, Digest> digests = new HashMap<>();
        if (complete) {
            images.forEach(tag -> standing(tag).ifPresent(digest -> digests.put(tag, digest)));
        } else {
            placed.stream()
                    .filter(tag -> tag.target().repository().equals(repository))
                    .forEach(tag -> digests.put(tag.target(), tag.targetDigest()));
        }
        return new Tags(digests, signatures, complete);
    }

    /** The tags that a registry could delete with this one, as they stand now. */
    private Endangered endangered(TagRecord tag, Tags tags, Set<ImageReference> going) {
        Repository repository = tag.target().repository();
        Set<Digest> parts = new HashSet<>(Set.of(tag.targetDigest()));
        client.getManifest(repository.digest(tag.targetDigest())).ifPresent(top -> parts.addAll(children(top)));
        Map<ImageReference, Digest> others = new LinkedHashMap<>();
        tags.images().forEach((other, digest) -> {
            if (parts.contains(digest) && !going.contains(other)) {
                standing(other).filter(parts::contains).ifPresent(now -> others.put(other, now));
            }
        });
        if (others.isEmpty()) {
            return Endangered.NONE;
        }
        for (ImageReference signature : signatures(tag, tags)) {
            standing(signature).ifPresent(digest -> others.put(signature, digest));
        }
        Map<Digest, Manifest> manifests = new LinkedHashMap<>();
        gather(repository, tag.targetDigest(), manifests);
        others.values().forEach(digest -> gather(repository, digest, manifests));
        others.values().retainAll(manifests.keySet());
        return new Endangered(others, manifests);
    }

    private void gather(Repository repository, Digest digest, Map<Digest, Manifest> found) {
        if (!found.containsKey(digest)) {
            client.getManifest(repository.digest(digest)).ifPresent(manifest -> {
                children(manifest).forEach(child -> gather(repository, child, found));
                found.put(digest, manifest);
            });
        }
    }

    private static Collection<Digest> children(Manifest manifest) {
        try {
            return MediaTypes.isIndex(manifest.mediaType())
                    ? IndexEntry.digests(ImageIndex.read(manifest).children())
                    : List.of();
        } catch (InvalidManifestException e) {
            return List.of();
        }
    }

    private static List<ImageReference> signatures(TagRecord tag, Tags tags) {
        return SIGNATURES.stream()
                .map(ending -> tag.target().repository().tag(tag.targetDigest().tag(ending)))
                .filter(tags.signatures()::contains)
                .toList();
    }

    /** False where nothing more is to be deleted. */
    private boolean delete(TagRecord tag, Endangered endangered, Tags tags, List<TagRecord> placed) {
        RegistryException failure = null;
        try {
            switch (copier.change(tag.target(), beforeChange -> deleteAlone(tag, beforeChange))) {
                case FOREIGN -> {
                    memory.put(tag.foreign());
                    return true;
                }
                case REFUSED -> {
                    run.note(tag.target().host() + " cannot delete single tags: " + tag.target() + " stays");
                    return false;
                }
                case DONE -> {
                    memory.remove(tag.key());
                    run.tell(Kind.PRUNED, tag);
                    tags.images().remove(tag.target());
                }
            }
        } catch (RegistryException e) {
            failure = e;
        }
        // Also where no answer came: the registry may have done it all the same.
        boolean whole = putBack(tag, endangered, placed);
        if (failure != null) {
            throw failure;
        }
        if (whole && tags.complete() && !tags.images().containsValue(tag.targetDigest())) {
            // Nobody asks for them once no tag of their image is left.
            stillOurs.run();
            signatures(tag, tags).forEach(client::deleteTag);
        }
        return whole;
    }

    private Deletion deleteAlone(TagRecord tag, Runnable beforeChange) {
        Optional<Digest> standing = standing(tag.target());
        if (standing.isEmpty()) {
            return Deletion.DONE;
        }
        if (!standing.get().equals(tag.targetDigest())) {
            return Deletion.FOREIGN;
        }
        stillOurs.run();
        beforeChange.run();
        return client.deleteTag(tag.target()) ? Deletion.DONE : Deletion.REFUSED;
    }

    /** Returns true if all that has gone with the tag is there again. */
    private boolean putBack(TagRecord deleted, Endangered endangered, List<TagRecord> placed) {
        List<String> back = new ArrayList<>();
        boolean whole = true;
        for (ImageReference lost : endangered.tags().keySet()) {
            try {
                if (copier.change(lost, beforeChange -> isPutBack(lost, endangered, beforeChange))) {
                    back.add(lost.tag());
                }
            } catch (RegistryException e) {
                whole = false;
                // Where it is the list's own, it is found missing and copied again by the next run.
                placed.stream().filter(own -> own.target().equals(lost)).forEach(own -> memory.put(own.at(lost, "")));
                run.fails(deleted.target().host() + " may have deleted " + lost + " with " + deleted.target()
                        + ", and it could not be put back: " + WatchRunner.reason(e));
            }
        }
        if (!back.isEmpty()) {
            run.note(deleted.target().host() + " has deleted more than " + deleted.target() + ", and has got back "
                    + String.join(", ", back));
        }
        return whole;
    }

    private boolean isPutBack(ImageReference lost, Endangered endangered, Runnable beforeChange) {
        if (standing(lost).isPresent()) {
            return false;
        }
        endangered.manifests().forEach((digest, manifest) -> {
            ImageReference name = lost.repository().digest(digest);
            if (standing(name).isEmpty()) {
                client.putManifest(name, manifest);
            }
        });
        beforeChange.run();
        client.putManifest(lost, endangered.manifests().get(endangered.tags().get(lost)));
        return true;
    }
}
