package io.github.syncimage.copy.source;

import io.github.syncimage.copy.manifest.ImageIndex;
import io.github.syncimage.copy.manifest.ImageManifest;
import io.github.syncimage.copy.manifest.IndexEntry;
import io.github.syncimage.copy.manifest.InvalidManifestException;
import io.github.syncimage.copy.source.CopyRefusedException.Reason;
import io.github.syncimage.image.ArtifactType;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.Platform;
import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.Manifest;
import io.github.syncimage.registry.MediaTypes;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.RegistryException.Kind;
import io.github.syncimage.registry.api.RegistryClient;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Reads the manifests of one image from one repository, and what is attached to them, each at most once, side by side
 * where there are several.
 */
public final class ImageTree {
    /** An index in an index in an index is more than any tool makes, and each level costs a round trip. */
    private static final int DEEPEST = 2;
    /** Real configs have a few kilobytes; one that embeds a long history has some hundred. */
    private static final int LARGEST_CONFIG = 1024 * 1024;
    /** The largest real indexes list some 60 entries, attestations among them. */
    private static final int MOST_READ = 64;

    private final RegistryClient client;
    private final Repository repository;
    private final Parallel parallel;
    private final Map<Digest, ImageManifest> images = new ConcurrentHashMap<>();
    /** Manifests of platforms, and what was read to learn of any. */
    private final Set<Digest> parts = new HashSet<>();
    /** Attestations and other artifacts. */
    private final Set<Digest> others = new HashSet<>();

    private final boolean bounded;
    private final ManifestBudget budget;
    private final AttachmentLookup attachments;

    /** @param bounded whether somebody else than the operator says how many manifests there are to read */
    ImageTree(RegistryClient client, Repository repository, Parallel parallel, boolean bounded, ManifestBudget budget) {
        this.budget = budget;
        this.bounded = bounded;
        this.client = client;
        this.repository = repository;
        this.parallel = parallel;
        this.attachments = new AttachmentLookup(client, repository, parallel);
    }

    /** Those of the same image as they stand in another repository, which is the operator's. */
    public ImageTree at(RegistryClient there, Repository other) {
        return new ImageTree(there, other, parallel, false, budget);
    }

    /** Reads the same ones anew, for whose memory another tree of the image has made room. */
    ImageTree insteadOf(ImageTree earlier) {
        return new ImageTree(client, repository, parallel, bounded, earlier.budget);
    }

    /** Others may have the memory that this image had. */
    void close() {
        budget.close();
    }

    public RegistryClient client() {
        return client;
    }

    public AttachmentLookup attachments() {
        return attachments;
    }

    /** Reads what stands behind a tag, its index flattened. */
    public Contents contents(Descriptor root) {
        expect(List.of(root));
        Manifest manifest = read(root);
        if (!MediaTypes.isIndex(manifest.mediaType())) {
            ImageManifest image = valid(manifest, ImageManifest::read);
            images.put(root.digest(), image);
            IndexEntry only = IndexEntry.unlisted(manifest.descriptor(), platform(image));
            boolean artifact = images.get(root.digest()).artifact();
            return new Contents(manifest, null, List.of(), List.of(only), artifact);
        }
        ImageIndex index = valid(manifest, ImageIndex::read);
        List<Manifest> nested = new ArrayList<>();
        List<IndexEntry> children = new ArrayList<>();
        flatten(index, 0, nested, children);
        List<IndexEntry> known = withKnownPlatforms(children);
        Contents contents = new Contents(manifest, index, List.copyOf(nested), known, false);
        return index.bottles() || known.stream().allMatch(child -> child.platform() == null)
                ? contents.asArtifact()
                : contents;
    }

    /**
     * Tells of an index that names platforms of what is no image, which only the manifests show.
     *
     * @param looked entries whose manifests are wanted anyway; where they have no platform, one more manifest is read
     */
    public Contents withArtifacts(Contents contents, List<IndexEntry> looked) {
        if (contents.artifact() || contents.index() == null) {
            return contents;
        }
        List<IndexEntry> images = Stream.of(looked, contents.children())
                .map(entries -> entries.stream()
                        .filter(entry -> entry.platform() != null)
                        .toList())
                .filter(entries -> !entries.isEmpty())
                .findFirst()
                .orElse(List.of());
        List<IndexEntry> sample = looked.containsAll(images) ? images : images.subList(0, 1);
        return images(sample).stream().allMatch(ImageManifest::artifact) ? contents.asArtifact() : contents;
    }

    /**
     * The image manifests of these children, in their order.
     *
     * @throws CopyRefusedException where they are too many
     */
    public List<ImageManifest> images(List<IndexEntry> children) {
        Map<Digest, IndexEntry> distinct = distinct(children.stream());
        distinct.forEach((digest, child) -> count(child.platform() == null ? others : parts, digest));
        expect(unread(distinct));
        parallel.map(List.copyOf(distinct.values()), child -> image(child.descriptor()));
        return children.stream()
                .map(child -> images.get(child.descriptor().digest()))
                .toList();
    }

    private static Map<Digest, IndexEntry> distinct(Stream<IndexEntry> entries) {
        Map<Digest, IndexEntry> distinct = new LinkedHashMap<>();
        entries.forEach(entry -> distinct.putIfAbsent(entry.descriptor().digest(), entry));
        return distinct;
    }

    /** Each costs a request, some of them out of a quota. */
    private synchronized void count(Set<Digest> counted, Digest manifest) {
        counted.add(manifest);
        if (bounded) {
            refuseIfTooMany(repository, counted.size());
        }
    }

    public static void refuseIfTooMany(Repository repository, int manifests) {
        if (manifests > MOST_READ) {
            throw new CopyRefusedException(
                    Reason.TOO_MANY_MANIFESTS,
                    "more than " + MOST_READ + " manifests of " + repository
                            + " would have to be read for what is asked, and no more are read of one image");
        }
    }

    private void flatten(ImageIndex index, int depth, List<Manifest> nested, List<IndexEntry> children) {
        for (IndexEntry child : index.children()) {
            if (!MediaTypes.isIndex(child.descriptor().mediaType())) {
                children.add(child);
            } else if (depth == DEEPEST) {
                throw invalid(
                        "nests indexes deeper than " + DEEPEST,
                        child.descriptor().digest());
            } else {
                count(parts, child.descriptor().digest());
                expect(List.of(child.descriptor()));
                Manifest below = listed(child.descriptor());
                flatten(valid(below, ImageIndex::read), depth + 1, nested, children);
                nested.add(below);
            }
        }
        if (children.size() > ImageIndex.MOST_CHILDREN) {
            throw invalid(
                    "lists more than " + ImageIndex.MOST_CHILDREN + " images",
                    index.manifest().digest());
        }
    }

    /** Reads each image that leaves it to its config to say what it runs on, once. */
    private List<IndexEntry> withKnownPlatforms(List<IndexEntry> children) {
        Map<Digest, IndexEntry> unsaid = distinct(children.stream().filter(ImageTree::saysNothing));
        unsaid.keySet().forEach(digest -> count(parts, digest));
        expect(unread(unsaid));
        Map<Digest, Platform> learned = new ConcurrentHashMap<>();
        parallel.map(List.copyOf(unsaid.values()), child -> {
            Platform platform = platform(image(child.descriptor()));
            if (platform != null) {
                learned.put(child.descriptor().digest(), platform);
            }
            return child;
        });
        return children.stream()
                .map(child -> saysNothing(child)
                        ? child.withPlatform(learned.get(child.descriptor().digest()))
                        : child)
                .toList();
    }

    private List<Descriptor> unread(Map<Digest, IndexEntry> wanted) {
        return wanted.values().stream()
                .map(IndexEntry::descriptor)
                .filter(descriptor -> !images.containsKey(descriptor.digest()))
                .toList();
    }

    private void expect(List<Descriptor> unread) {
        if (!unread.isEmpty()) {
            valid("", unread.get(unread.size() - 1).digest(), () -> {
                budget.expect(unread);
                return true;
            });
        }
    }

    private static boolean saysNothing(IndexEntry child) {
        return child.platform() == null && child.attests() == null && !child.unknownPlatform() && !child.isArtifact();
    }

    private ImageManifest image(Descriptor descriptor) {
        ImageManifest known = images.get(descriptor.digest());
        if (known != null) {
            return known;
        }
        ImageManifest image = valid(listed(descriptor), ImageManifest::read);
        images.put(descriptor.digest(), image);
        return image;
    }

    /** The platform that the config says, null for an artifact, which only the config may tell. */
    private Platform platform(ImageManifest image) {
        if (image.artifact()) {
            return null;
        }
        byte[] config = client.getBlob(repository, image.config(), LARGEST_CONFIG);
        Digest digest = image.manifest().digest();
        if (!valid("has a config that ", digest, () -> ImageManifest.saysImage(config))) {
            images.put(digest, image.asArtifact());
        }
        return valid("has a config that ", digest, () -> ImageManifest.platformOf(config));
    }

    /** Reads a manifest with the type that the index says: a registry may serve old manifests under any. */
    private Manifest listed(Descriptor child) {
        return read(child).withMediaType(child.mediaType());
    }

    private Manifest read(Descriptor descriptor) {
        Digest digest = descriptor.digest();
        Manifest manifest = valid("", digest, () -> budget.read(client, repository, descriptor))
                .orElseThrow(() -> invalid("is listed but does not exist", digest));
        long read = manifest.bytes().length;
        // A HEAD without Content-Length leaves the size of the root unknown.
        if (descriptor.size() > 0 && descriptor.size() != read) {
            throw invalid("has " + read + " bytes, not the " + descriptor.size() + " that were announced", digest);
        }
        return manifest;
    }

    private <T> T valid(Manifest manifest, Function<Manifest, T> reading) {
        return valid("", manifest.digest(), () -> reading.apply(manifest));
    }

    private <T> T valid(String where, Digest digest, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (InvalidManifestException e) {
            throw invalid(where + e.getMessage(), digest);
        }
    }

    private RegistryException invalid(String what, Digest digest) {
        return new RegistryException(
                Kind.INVALID_CONTENT, "read the manifest", repository + "@" + digest, "the manifest " + what);
    }

    /**
     * What stands behind a tag.
     *
     * @param root as received
     * @param index the root as an index, null for a lone manifest
     * @param nested indexes below the root, the innermost first
     * @param children all that is no index, in order; the lone manifest itself where there is no index
     * @param artifact whether none of it is a container image; then no child has a platform
     */
    public record Contents(
            Manifest root, ImageIndex index, List<Manifest> nested, List<IndexEntry> children, boolean artifact) {
        private Contents asArtifact() {
            List<IndexEntry> all =
                    children.stream().map(child -> child.withPlatform(null)).toList();
            return new Contents(root, index, nested, all, true);
        }

        /** Tells what it is, given manifests to which its entries lead: at least one, and all of an artifact. */
        public ArtifactType type(List<ImageManifest> manifests) {
            if (!artifact) {
                return ArtifactType.ofImage(IndexEntry.platforms(children));
            }
            boolean files = manifests.stream().anyMatch(ImageManifest::hasFiles);
            return index == null
                    ? manifests.get(0).type()
                    : files ? ArtifactType.ARTIFACT_OF_FILES : ArtifactType.ARTIFACT;
        }
    }
}
