package io.github.syncimage.copy.source;

import io.github.syncimage.copy.manifest.ImageIndex;
import io.github.syncimage.copy.manifest.ImageManifest;
import io.github.syncimage.copy.manifest.IndexEntry;
import io.github.syncimage.copy.manifest.InvalidManifestException;
import io.github.syncimage.copy.parallel.Parallel;
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
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Reads the manifests of one image from one repository, and what is attached to them, each at most once, side by side
 * where there are several.
 */
public final class ImageTree {
    /** An index in an index in an index is more than any tool makes, and each level costs a round trip. */
    private static final int DEEPEST = 2;
    /** Real configs have a few kilobytes; one that embeds a long history has some hundred. */
    private static final int LARGEST_CONFIG = 4 * 1024 * 1024;

    private final RegistryClient client;
    private final Repository repository;
    private final Parallel parallel;
    private final Map<Digest, ImageManifest> images = new ConcurrentHashMap<>();
    private final ManifestBudget budget = new ManifestBudget();
    private final AttachmentLookup attachments;

    public ImageTree(RegistryClient client, Repository repository, Parallel parallel) {
        this.client = client;
        this.repository = repository;
        this.parallel = parallel;
        this.attachments = new AttachmentLookup(client, repository, parallel);
    }

    /** The client that reads them. */
    public RegistryClient client() {
        return client;
    }

    /** Looks for what is attached to these manifests. */
    public AttachmentLookup attachments() {
        return attachments;
    }

    /** What stands behind a tag, its index flattened. */
    public Contents contents(Descriptor root) {
        Manifest manifest = read(root);
        if (!MediaTypes.isIndex(manifest.mediaType())) {
            ImageManifest image = image(root.digest(), manifest);
            images.put(root.digest(), image);
            IndexEntry only = new IndexEntry(manifest.descriptor(), platform(image), null, Map.of());
            return new Contents(manifest, null, List.of(), List.of(only));
        }
        ImageIndex index = index(root.digest(), manifest);
        List<Manifest> nested = new ArrayList<>();
        List<IndexEntry> children = new ArrayList<>();
        flatten(index, 0, nested, children);
        return new Contents(manifest, index, List.copyOf(nested), parallel.map(children, this::withKnownPlatform));
    }

    /** The image manifests of these children, in their order. */
    public List<ImageManifest> images(List<IndexEntry> children) {
        return parallel.map(children, child -> image(child.descriptor()));
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
                Manifest below = listed(child.descriptor());
                flatten(index(child.descriptor().digest(), below), depth + 1, nested, children);
                nested.add(below);
            }
        }
        if (children.size() > ImageIndex.MOST_CHILDREN) {
            throw invalid(
                    "lists more than " + ImageIndex.MOST_CHILDREN + " images",
                    index.manifest().digest());
        }
    }

    private IndexEntry withKnownPlatform(IndexEntry child) {
        if (child.platform() != null || child.attests() != null || child.unknownPlatform()) {
            return child;
        }
        return child.withPlatform(platform(image(child.descriptor())));
    }

    private ImageManifest image(Descriptor descriptor) {
        ImageManifest known = images.get(descriptor.digest());
        if (known != null) {
            return known;
        }
        ImageManifest image = image(descriptor.digest(), listed(descriptor));
        images.put(descriptor.digest(), image);
        return image;
    }

    /** The platform that the config says, null for an artifact. */
    private Platform platform(ImageManifest image) {
        if (image.artifact()) {
            return null;
        }
        byte[] config = client.getBlob(repository, image.config(), LARGEST_CONFIG);
        return valid("has a config that ", image.manifest().digest(), () -> ImageManifest.platformOf(config));
    }

    /** What the index says about its children decides; a registry may serve old manifests under any type. */
    private Manifest listed(Descriptor child) {
        return read(child).withMediaType(child.mediaType());
    }

    private Manifest read(Descriptor descriptor) {
        Digest digest = descriptor.digest();
        Manifest manifest = valid("", digest, () -> budget.read(client, repository, descriptor))
                .orElseThrow(() -> invalid("is listed but does not exist", digest));
        checkSize(descriptor, manifest.bytes().length);
        return manifest;
    }

    /** A HEAD without Content-Length leaves the size of the root unknown. */
    private void checkSize(Descriptor descriptor, long read) {
        if (descriptor.size() > 0 && descriptor.size() != read) {
            throw invalid(
                    "has " + read + " bytes, not the " + descriptor.size() + " that were announced",
                    descriptor.digest());
        }
    }

    private ImageIndex index(Digest digest, Manifest manifest) {
        return valid("", digest, () -> ImageIndex.read(manifest));
    }

    private ImageManifest image(Digest digest, Manifest manifest) {
        return valid("", digest, () -> ImageManifest.read(manifest));
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
     */
    public record Contents(Manifest root, ImageIndex index, List<Manifest> nested, List<IndexEntry> children) {}
}
