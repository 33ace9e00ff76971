package io.github.syncimage.watch.run;

import io.github.syncimage.image.Digest;
import io.github.syncimage.image.DigestTag;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.api.RegistryClient;
import io.github.syncimage.watch.Keep;
import io.github.syncimage.watch.run.TagOutcome.Kind;
import io.github.syncimage.watch.tags.TagVersion;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Deletes tags that an entry has put at its target and means no more, as far as {@code keep} lets them go. Only by tag, and
 * only what still is what the list has put there; never what the upstream has lost, and never many at once.
 *
 * @param stillOurs is run right before something is deleted
 */
record Pruner(RegistryClient client, WatchMemory memory, Clock clock, Runnable stillOurs) {
    /** Of what the list has put there, a third at once. */
    private static final int SHARE = 3;
    /** Tags that are asked whether they still need a signature; where there are more, the signatures stay. */
    private static final int MOST_ASKED = 200;

    private static final List<String> SIGNATURES = List.of(".sig", ".att", ".sbom", "");
    private static final Comparator<TagRecord> OLDEST_VERSION_FIRST = Comparator.comparing(
            tag -> TagVersion.of(tag.key().tag()).orElse(null), Comparator.nullsFirst(Comparator.naturalOrder()));

    void prune(EntryPlan plan) {
        List<TagRecord> placed = memory.placed(plan.list().name(), plan.entry().id());
        List<TagRecord> going = going(plan, placed);
        if (going.size() > placed.size() / SHARE && !plan.mode().force() && !going.isEmpty()) {
            plan.note(going.size() + " of " + placed.size() + " tags may be deleted, more than a third, so none is:"
                    + " `sync-image watch --once --force` does it");
            return;
        }
        for (TagRecord tag : going) {
            if (plan.mode().check()) {
                plan.tell(TagOutcome.of(Kind.PRUNABLE, tag, null, null));
            } else if (!delete(plan, tag, placed)) {
                return;
            }
        }
    }

    private List<TagRecord> going(EntryPlan plan, List<TagRecord> placed) {
        Keep keep = plan.entry().keep();
        Set<String> newest = new HashSet<>();
        placed.stream()
                .sorted(OLDEST_VERSION_FIRST.reversed())
                .limit(keep.newest())
                .forEach(tag -> newest.add(tag.key().tag()));
        Instant young = clock.instant().minus(Duration.ofDays(keep.days()));
        return placed.stream()
                .filter(tag -> !plan.means(tag.key().tag()))
                .filter(tag -> !newest.contains(tag.key().tag()))
                .filter(tag -> keep.days() == 0 || tag.standing().put().isBefore(young))
                .sorted(OLDEST_VERSION_FIRST)
                .toList();
    }

    /** False where nothing more is to be deleted. */
    private boolean delete(EntryPlan plan, TagRecord tag, List<TagRecord> placed) {
        try {
            Optional<Digest> standing = client.headManifest(tag.target()).map(Descriptor::digest);
            if (standing.isPresent() && !standing.get().equals(tag.targetDigest())) {
                // Somebody else's by now.
                memory.put(tag.foreign());
                return true;
            }
            stillOurs.run();
            if (standing.isPresent() && !client.deleteTag(tag.target())) {
                plan.note(tag.target().host() + " cannot delete single tags: " + tag.target() + " stays");
                return false;
            }
            memory.remove(tag.key());
            plan.tell(TagOutcome.of(Kind.PRUNED, tag, null, null));
            if (!othersStand(plan, tag, placed)) {
                return false;
            }
            deleteSignatures(tag);
            return true;
        } catch (RegistryException e) {
            plan.note("could not delete " + tag.target() + ": " + WatchRunner.reason(e));
            return false;
        }
    }

    /** Some registries take a tag for its manifest, and every tag of that goes with it. */
    private boolean othersStand(EntryPlan plan, TagRecord deleted, List<TagRecord> placed) {
        Optional<TagRecord> lost = placed.stream()
                .filter(other -> !other.key().equals(deleted.key()))
                .filter(other -> other.targetDigest().equals(deleted.targetDigest()))
                .filter(other ->
                        other.target().repository().equals(deleted.target().repository()))
                .filter(other -> memory.find(other.key()).isPresent())
                .filter(other -> client.headManifest(other.target()).isEmpty())
                .findFirst();
        lost.ifPresent(other -> {
            // It is found missing, and copied again, by the next run.
            memory.put(other.at(other.target(), ""));
            plan.fails(deleted.target().host() + " has deleted " + other.target() + " with " + deleted.target()
                    + ", so nothing more is deleted");
        });
        return lost.isEmpty();
    }

    /** Signatures are tags of their own here, and nobody asks for them once no tag of their image is left. */
    private void deleteSignatures(TagRecord deleted) {
        Repository repository = deleted.target().repository();
        List<ImageReference> signatures = SIGNATURES.stream()
                .map(ending -> repository.tag(DigestTag.of(deleted.targetDigest(), ending)))
                .filter(tag -> client.headManifest(tag).isPresent())
                .toList();
        if (!signatures.isEmpty() && !isStillThere(repository, deleted.targetDigest())) {
            stillOurs.run();
            signatures.forEach(client::deleteTag);
        }
    }

    /** True also where that takes too many requests to tell. */
    private boolean isStillThere(Repository repository, Digest digest) {
        Set<String> tags = new HashSet<>();
        boolean complete = client.eachTag(repository, MOST_ASKED, page -> page.stream()
                .filter(tag -> !DigestTag.matches(tag))
                .limit(MOST_ASKED + 1L)
                .forEach(tags::add));
        return !complete
                || tags.size() > MOST_ASKED
                || tags.stream().anyMatch(tag -> client.headManifest(repository.tag(tag))
                        .filter(found -> found.digest().equals(digest))
                        .isPresent());
    }
}
