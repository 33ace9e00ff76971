package io.github.syncimage.copy.source;

import io.github.syncimage.concurrent.Cancellation;
import io.github.syncimage.copy.manifest.ImageIndex;
import io.github.syncimage.copy.manifest.ImageManifest;
import io.github.syncimage.copy.manifest.ImageManifest.Layer;
import io.github.syncimage.copy.manifest.IndexEntry;
import io.github.syncimage.copy.manifest.InvalidManifestException;
import io.github.syncimage.copy.source.Attachment.Place;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.Manifest;
import io.github.syncimage.registry.MediaTypes;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.api.RegistryClient;
import io.github.syncimage.trust.FoundSignature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Finds what is attached to manifests of one repository, looking at each manifest once: under cosign's tags, by the
 * referrers API, and under the tag that stands in for it. Tags are never listed, there may be tens of thousands. Where
 * nothing is attached this takes five requests, none of which Docker Hub counts as a pull, four where the registry is
 * known to have no API.
 */
public final class AttachmentLookup {
    /** Attachments of one image that are read; what more there is stays behind. */
    static final int MOST = 64;

    private static final List<Place> TAGGED = List.of(Place.SIG, Place.ATT, Place.SBOM);
    /** A signature of an SBOM of an image. */
    private static final int DEEPEST = 2;

    private final RegistryClient client;
    private final Repository repository;
    private final Parallel parallel;
    private final ManifestBudget budget = new ManifestBudget();
    private final Map<Digest, CompletableFuture<List<Attachment>>> found = new ConcurrentHashMap<>();
    private final AtomicInteger taken = new AtomicInteger();

    public AttachmentLookup(RegistryClient client, Repository repository, Parallel parallel) {
        this.client = client;
        this.repository = repository;
        this.parallel = parallel;
    }

    /**
     * What is attached to a manifest: referrers, each before what refers to it, then what stands under cosign's tags. It
     * begins to look at once and beside what the caller does. Fails with a {@link RegistryException} where something of
     * it could not be read: then nobody knows whether there is a signature.
     */
    public CompletableFuture<List<Attachment>> of(Digest subject) {
        return found.computeIfAbsent(subject, this::look);
    }

    /**
     * The signatures among what is attached to a manifest itself: what is attached to an attachment signs that. Reads
     * the blob of one only where somebody asks for it.
     */
    public Stream<FoundSignature> signatures(Digest manifest) {
        return Parallel.join(of(manifest)).stream()
                .filter(attachment -> attachment.subject().equals(manifest) && attachment.isSignature())
                .flatMap(attachment -> attachment.content().stream()
                        .flatMap(content -> content.layers().stream())
                        .filter(layer -> FoundSignature.is(layer.descriptor().mediaType()))
                        .map(layer -> signature(attachment.what(), layer)));
    }

    private FoundSignature signature(String place, Layer layer) {
        Descriptor blob = layer.descriptor();
        Map<String, String> annotations = new LinkedHashMap<>();
        layer.annotations().forEach((name, value) -> annotations.put(name, String.valueOf(value)));
        return new FoundSignature(
                place,
                blob.mediaType(),
                blob.digest(),
                blob.size(),
                annotations,
                () -> client.getBlob(repository, blob, FoundSignature.LARGEST));
    }

    private CompletableFuture<List<Attachment>> look(Digest subject) {
        CompletableFuture<List<Descriptor>> listed = parallel.startAside(() -> listed(subject));
        List<CompletableFuture<Optional<Descriptor>>> tagged = TAGGED.stream()
                .map(place -> parallel.startAside(() -> client.headManifest(repository.tag(place.tag(subject)))))
                .toList();
        Supplier<CompletableFuture<List<Attachment>>> reading =
                Cancellation.carried(() -> read(subject, listed, tagged));
        return CompletableFuture.allOf(tagged.toArray(CompletableFuture[]::new))
                .thenCombine(listed, (none, all) -> all)
                .thenCompose(all -> reading.get());
    }

    /** Takes places for cosign's tags first: whatever else refers to an image, its signature is read. */
    private CompletableFuture<List<Attachment>> read(
            Digest subject,
            CompletableFuture<List<Descriptor>> listed,
            List<CompletableFuture<Optional<Descriptor>>> tagged) {
        List<CompletableFuture<List<Attachment>>> reads = new ArrayList<>();
        for (int i = 0; i < TAGGED.size(); i++) {
            Place place = TAGGED.get(i);
            tagged.get(i).join().ifPresent(stands -> {
                boolean room = takePlace();
                reads.add(parallel.startAside(
                        () -> attachment(place, subject, stands, room).stream().toList()));
            });
        }
        CompletableFuture<List<Attachment>> all = parallel.startAside(() -> {
            List<Attachment> referrers = new ArrayList<>();
            addReferrers(subject, listed.join(), 1, referrers);
            return referrers;
        });
        for (CompletableFuture<List<Attachment>> read : reads) {
            all = all.thenCombine(read, AttachmentLookup::joined);
        }
        return all;
    }

    private boolean takePlace() {
        return taken.incrementAndGet() <= MOST;
    }

    private static List<Attachment> joined(List<Attachment> first, List<Attachment> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    private void addReferrers(Digest subject, List<Descriptor> listed, int depth, List<Attachment> referrers) {
        for (Descriptor one : listed) {
            boolean room = takePlace();
            Optional<Attachment> referrer = attachment(Place.REFERRER, subject, one, room);
            referrer.ifPresent(referrers::add);
            if (!room) {
                // The first that stays behind stands for all.
                return;
            }
            if (depth < DEEPEST && referrer.flatMap(Attachment::content).isPresent()) {
                addReferrers(one.digest(), listed(one.digest()), depth + 1, referrers);
            }
        }
    }

    private List<Descriptor> listed(Digest subject) {
        List<Descriptor> listed =
                client.referrers(repository, subject, MOST + 1).orElse(List.of());
        return listed.isEmpty() ? underTag(subject) : listed;
    }

    /** Some registries answer for this tag with the manifest of that digest itself, and {@code cosign copy} puts it there. */
    private List<Descriptor> underTag(Digest subject) {
        Optional<Descriptor> stands = client.headManifest(repository.tag(Place.REFERRER.tag(subject)))
                .filter(found -> !found.digest().equals(subject))
                .filter(found -> MediaTypes.isIndex(found.mediaType()));
        try {
            return stands.flatMap(this::read).map(ImageIndex::read).map(ImageIndex::children).orElse(List.of()).stream()
                    .map(IndexEntry::descriptor)
                    .toList();
        } catch (InvalidManifestException e) {
            return List.of();
        }
    }

    /** Reads an attachment; empty if it is gone or says itself that it is about something else, without content if there is no room. */
    private Optional<Attachment> attachment(Place place, Digest subject, Descriptor descriptor, boolean room) {
        if (!room) {
            return Optional.of(new Attachment(place, subject, descriptor, Optional.empty()));
        }
        try {
            return read(descriptor)
                    .map(ImageManifest::read)
                    .filter(content -> place != Place.REFERRER || subject.equals(content.subject()))
                    .map(content -> new Attachment(place, subject, descriptor, Optional.of(content)));
        } catch (InvalidManifestException e) {
            return Optional.of(new Attachment(place, subject, descriptor, Optional.empty()));
        }
    }

    /** @throws InvalidManifestException where it breaks its digest, its size or a limit */
    private Optional<Manifest> read(Descriptor listed) {
        try {
            return budget.read(client, repository, listed);
        } catch (RegistryException e) {
            if (e.kind() == RegistryException.Kind.INVALID_CONTENT) {
                throw new InvalidManifestException(e.detail());
            }
            throw e;
        }
    }
}
