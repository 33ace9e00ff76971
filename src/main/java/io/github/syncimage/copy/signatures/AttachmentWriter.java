package io.github.syncimage.copy.signatures;

import io.github.syncimage.copy.manifest.ImageIndex;
import io.github.syncimage.copy.manifest.ImageManifest;
import io.github.syncimage.copy.manifest.IndexEntry;
import io.github.syncimage.copy.manifest.InvalidManifestException;
import io.github.syncimage.copy.plan.Signatures.Why;
import io.github.syncimage.copy.source.Attachment;
import io.github.syncimage.copy.source.Attachment.Place;
import io.github.syncimage.copy.source.Parallel;
import io.github.syncimage.copy.source.Upstream;
import io.github.syncimage.copy.transfer.ImageMover;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.Manifest;
import io.github.syncimage.registry.MediaTypes;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.RegistryException.Kind;
import io.github.syncimage.registry.api.RegistryClient;
import io.github.syncimage.text.Json;
import io.github.syncimage.trust.FoundSignature;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * Puts attachments of one image into its target's repository: referrers one after the other, since registries have lost
 * some that came at once, then what stands under tags. Manifests arrive byte for byte.
 */
record AttachmentWriter(
        RegistryClient client, ImageMover mover, Refusals refusals, Upstream upstream, Repository to, Ledger ledger) {
    private static final String LIST = "list of referrers";
    /** More than are read of one manifest upstream. */
    private static final int MOST_LISTED = 1000;

    /**
     * What the target has of one manifest's referrers.
     *
     * @param tag null where the registry keeps a list itself
     */
    private record Listed(Set<Digest> digests, ReferrersTag tag) {}

    /** @param subjectsFirst puts what the attachments are about, before the first of them is written */
    void write(List<Attachment> coming, Runnable subjectsFirst) {
        Map<Digest, Listed> lists = new LinkedHashMap<>();
        List<Attachment> missing = new ArrayList<>();
        List<Attachment> ordered = coming.stream()
                .sorted(Comparator.comparing(attachment -> attachment.place() != Place.REFERRER))
                .toList();
        for (Attachment attachment : ordered) {
            try {
                if (isMissing(attachment, lists)) {
                    missing.add(attachment);
                }
            } catch (RegistryException e) {
                failed(attachment, e);
            }
        }
        if (!missing.isEmpty()) {
            subjectsFirst.run();
            put(missing, lists);
        }
    }

    private boolean isMissing(Attachment attachment, Map<Digest, Listed> lists) {
        refusals.check(to.host(), content(attachment).kind());
        if (attachment.place() != Place.REFERRER) {
            return isMissingUnderTag(attachment);
        }
        Listed listed = lists.computeIfAbsent(attachment.subject(), this::listed);
        if (listed.digests().contains(attachment.descriptor().digest())) {
            ledger.present(attachment);
            return false;
        }
        if (listed.tag() != null) {
            refusals.check(to.host(), LIST);
        }
        return true;
    }

    private boolean isMissingUnderTag(Attachment attachment) {
        Optional<Descriptor> stands = client.headManifest(tag(attachment));
        if (stands.map(Descriptor::digest)
                .filter(attachment.descriptor().digest()::equals)
                .isPresent()) {
            ledger.present(attachment);
            return false;
        }
        if (stands.isEmpty() || mayReplace(attachment)) {
            return true;
        }
        ledger.left(attachment, Why.DIFFERS, "");
        return false;
    }

    private Listed listed(Digest subject) {
        Optional<List<Descriptor>> list = client.referrers(to, subject, MOST_LISTED);
        if (list.isPresent()) {
            return new Listed(list.get().stream().map(Descriptor::digest).collect(Collectors.toSet()), null);
        }
        ReferrersTag tag = new ReferrersTag(client, subject, to.tag(Place.REFERRER.tag(subject)));
        return new Listed(tag.digests(tag.read()), tag);
    }

    private ImageReference tag(Attachment attachment) {
        return to.tag(attachment.place().tag(attachment.subject()));
    }

    /** Tells if what stands there may go: it may have been signed here, so all its signatures have to be in what comes. */
    private boolean mayReplace(Attachment attachment) {
        try {
            return client.getManifest(tag(attachment))
                    .map(ImageManifest::read)
                    .map(AttachmentWriter::signatures)
                    .filter(stands -> !signatures(content(attachment)).containsAll(stands))
                    .isEmpty();
        } catch (InvalidManifestException e) {
            // Whatever it is, it is not ours to throw away.
            return false;
        }
    }

    private static Set<String> signatures(ImageManifest artifact) {
        return artifact.layers().stream()
                .map(layer ->
                        layer.descriptor().digest() + " " + layer.annotations().get(FoundSignature.SIGNATURE))
                .collect(Collectors.toSet());
    }

    private void put(List<Attachment> missing, Map<Digest, Listed> lists) {
        List<CompletableFuture<Long>> blobs = missing.stream()
                .map(attachment ->
                        mover.bring(upstream.reader(), upstream.source().repository(), to, content(attachment)))
                .toList();
        try {
            Map<Digest, List<Attachment>> unlisted = new LinkedHashMap<>();
            for (int i = 0; i < missing.size() && missing.get(i).place() == Place.REFERRER; i++) {
                Attachment referrer = missing.get(i);
                if (put(referrer, to.digest(referrer.descriptor().digest()), blobs.get(i))) {
                    unlisted.computeIfAbsent(referrer.subject(), subject -> new ArrayList<>())
                            .add(referrer);
                }
            }
            unlisted.forEach((subject, referrers) -> list(lists.get(subject), referrers));
            for (int i = 0; i < missing.size(); i++) {
                Attachment attachment = missing.get(i);
                if (attachment.place() != Place.REFERRER && put(attachment, tag(attachment), blobs.get(i))) {
                    ledger.copied(attachment);
                }
            }
        } finally {
            blobs.forEach(arriving -> arriving.cancel(false));
        }
    }

    /** Puts it there, and tells if that worked. */
    private boolean put(Attachment attachment, ImageReference at, CompletableFuture<Long> blobs) {
        try {
            ledger.sent(Parallel.join(blobs));
            ImageManifest content = content(attachment);
            refusals.put(to.host(), content.kind(), () -> client.putManifest(at, content.manifest()));
            return true;
        } catch (RegistryException e) {
            failed(attachment, e);
            return false;
        }
    }

    private void list(Listed listed, List<Attachment> referrers) {
        try {
            if (listed.tag() != null) {
                refusals.put(to.host(), LIST, () -> listed.tag().add(referrers));
            }
            referrers.forEach(ledger::copied);
        } catch (RegistryException e) {
            referrers.forEach(referrer -> failed(referrer, e));
        }
    }

    private void failed(Attachment attachment, RegistryException why) {
        boolean ofSource = why.target().startsWith(upstream.source().repository() + "@");
        boolean broken = why.kind() == Kind.INVALID_CONTENT || ofSource;
        ledger.left(attachment, why.temporary() ? Why.UNAVAILABLE : broken ? Why.UNUSABLE : Why.REFUSED, why.detail());
        ledger.troubled(why);
    }

    private static ImageManifest content(Attachment attachment) {
        return attachment.content().orElseThrow();
    }

    /**
     * The list of referrers that clients keep under a tag where a registry has no list of its own. Nothing stops two of
     * them from writing it at once, and then one entry is lost: so it is read again until ours are in it.
     *
     * @see <a href="https://github.com/opencontainers/distribution-spec/blob/main/spec.md#referrers-tag-schema">OCI</a>
     */
    private record ReferrersTag(RegistryClient client, Digest subject, ImageReference tag) {
        private static final int TRIES = 5;

        /** @throws RegistryException where they do not stay, or something else stands under the tag */
        void add(List<Attachment> referrers) {
            for (int tries = 0; tries <= TRIES; tries++) {
                Optional<ImageIndex> stands = read();
                Set<Digest> listed = digests(stands);
                List<Attachment> missing = referrers.stream()
                        .filter(referrer ->
                                !listed.contains(referrer.descriptor().digest()))
                        .toList();
                if (missing.isEmpty()) {
                    return;
                }
                if (tries < TRIES) {
                    client.putManifest(tag, with(stands, missing));
                }
            }
            throw trouble(Kind.UNAVAILABLE, "others write it at the same time");
        }

        Set<Digest> digests(Optional<ImageIndex> stands) {
            return stands.map(index -> IndexEntry.digests(index.children())).orElse(Set.of());
        }

        Optional<ImageIndex> read() {
            Optional<Manifest> stands = client.getManifest(tag);
            // cosign copy puts the image itself there, and some registries answer so for any digest.
            if (stands.isEmpty() || stands.get().digest().equals(subject)) {
                return Optional.empty();
            }
            try {
                if (stands.get().mediaType().equals(MediaTypes.OCI_INDEX)) {
                    return Optional.of(ImageIndex.read(stands.get()));
                }
            } catch (InvalidManifestException e) {
                throw trouble(Kind.UNEXPECTED, "what stands there " + e.getMessage());
            }
            throw trouble(Kind.UNEXPECTED, "something else than a list stands there");
        }

        private RegistryException trouble(Kind kind, String detail) {
            return new RegistryException(kind, "write the list of referrers", tag.toString(), detail);
        }

        private static Manifest with(Optional<ImageIndex> stands, List<Attachment> missing) {
            ImageIndex list = stands.orElseGet(() -> ImageIndex.read(ImageIndex.of(MediaTypes.OCI_INDEX, List.of())));
            List<String> entries = new ArrayList<>();
            list.children().forEach(entry -> entries.add(entry.json()));
            missing.forEach(referrer -> entries.add(Json.text(entry(content(referrer)))));
            return list.with(entries);
        }

        /** Writes the type and the annotations of the manifest itself, by which clients choose. */
        private static Map<String, Object> entry(ImageManifest referrer) {
            Map<String, Object> annotations = referrer.allAnnotations();
            return Json.of(
                    "mediaType",
                    referrer.manifest().mediaType(),
                    "digest",
                    referrer.manifest().digest().toString(),
                    "size",
                    (long) referrer.manifest().bytes().length,
                    "artifactType",
                    referrer.artifactType(),
                    "annotations",
                    annotations.isEmpty() ? null : annotations);
        }
    }
}
