package io.github.syncimage.copy.source;

import io.github.syncimage.concurrent.Cancellation;
import io.github.syncimage.concurrent.WorkLimit;
import io.github.syncimage.copy.manifest.IndexEntry;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Platform;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.api.RegistryClient;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/**
 * An image at its source. Digest and media type came with one {@code HEAD}; everything else is read when it is asked
 * for, since a registry may count each {@code GET} against a quota, and an image that stands at the target already
 * needs none. Safe for use by several threads. Until it is closed, one with very large manifests keeps others like it
 * waiting.
 */
public final class Upstream implements AutoCloseable {
    private final ImageReference source;
    private final Descriptor root;
    private final ImageTree tree;
    private final List<Platform> daemonPlatforms;
    private final WorkLimit work;
    private final Access access;
    private final Cancellation copies = new Cancellation();
    private final long started = System.nanoTime();
    private ImageTree.Contents contents;

    /**
     * @param work that all that is done about the image is a part of
     * @param daemonPlatforms as a Docker daemon tells them where this program cannot read the manifests, else null
     * @param access as whom all of it is read
     */
    Upstream(
            ImageReference source,
            Descriptor root,
            ImageTree tree,
            WorkLimit work,
            List<Platform> daemonPlatforms,
            Access access) {
        this.source = source;
        this.root = root;
        this.tree = tree;
        this.work = work;
        this.daemonPlatforms = daemonPlatforms;
        this.access = access;
    }

    public ImageReference source() {
        return source;
    }

    public Access access() {
        return access;
    }

    public RegistryClient reader() {
        return tree.client();
    }

    /** What its HEAD told of the manifest or index that the source names. */
    public Descriptor root() {
        return root;
    }

    public Digest digest() {
        return root.digest();
    }

    public String mediaType() {
        return root.mediaType();
    }

    /** Lists what the image runs on, each once, in the order of the index; empty for an artifact. One request or none. */
    public List<Platform> platforms() {
        return readable() ? IndexEntry.platforms(contents().children()) : daemonPlatforms;
    }

    /** The images with their sizes, for which each one's manifest is read. */
    public List<PlatformImage> images() {
        List<IndexEntry> runnable = contents().children().stream()
                .filter(child -> child.platform() != null)
                .toList();
        return PlatformImage.of(runnable, tree.images(runnable));
    }

    /** Takes the place of an earlier look at the same source, and is closed with that. */
    public Upstream insteadOf(Upstream earlier) {
        return new Upstream(source, root, tree.insteadOf(earlier.tree), work, daemonPlatforms, access);
    }

    @Override
    public void close() {
        tree.close();
    }

    /** Does something about it, as long as it has not been at work for too long. */
    public <T> T working(Supplier<T> task) {
        return work.run(task);
    }

    /** Copies one of its platforms. The first that fails ends the others with its own failure: the image has failed. */
    public <T> T together(Supplier<T> copy) {
        try {
            return working(() -> copies.run(copy));
        } catch (RuntimeException e) {
            copies.cancel(e);
            throw e;
        }
    }

    /** Tells if this program can read its manifests, not only a Docker daemon. */
    public boolean readable() {
        return daemonPlatforms == null;
    }

    public synchronized ImageTree.Contents contents() {
        if (contents == null) {
            contents = tree.contents(root);
        }
        return contents;
    }

    /**
     * Tells if it is no container image, of which no platforms are asked.
     *
     * @param looked entries whose manifests are read anyway
     */
    public synchronized boolean isArtifact(List<IndexEntry> looked) {
        if (readable()) {
            contents = tree.withArtifacts(contents(), looked);
        }
        return readable() && contents.artifact();
    }

    public ImageTree tree() {
        return tree;
    }

    /** Tells when work on it began, by {@link System#nanoTime}. */
    public long started() {
        return started;
    }

    /** Tells when work on it began, by the wall clock. */
    public Instant startedAt() {
        return Instant.now().minusNanos(System.nanoTime() - started);
    }
}
