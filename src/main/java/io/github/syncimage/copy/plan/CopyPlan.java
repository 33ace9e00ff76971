package io.github.syncimage.copy.plan;

import io.github.syncimage.copy.manifest.DockerFormat;
import io.github.syncimage.copy.manifest.ImageIndex;
import io.github.syncimage.copy.manifest.ImageManifest;
import io.github.syncimage.copy.manifest.IndexEntry;
import io.github.syncimage.copy.plan.CopyResult.DigestDifference;
import io.github.syncimage.copy.source.PlatformImage;
import io.github.syncimage.copy.source.Upstream;
import io.github.syncimage.image.ArtifactType;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Platform;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.Manifest;
import io.github.syncimage.registry.MediaTypes;
import io.github.syncimage.trust.Verification;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a copy is going to put under the target's tag.
 *
 * @param docker whether manifests have to be Docker's, as far as is known now
 * @param images manifests to copy in the order of the index, none where {@code done} says it already stands there
 * @param size compressed bytes of all images, shared blobs once
 * @param done the result, where there is nothing to do
 * @param verified how the image stands by the rules on signatures; null before that was found out
 */
public record CopyPlan(
        Task task,
        boolean docker,
        List<PlannedImage> images,
        long size,
        Optional<CopyResult> done,
        Verification verified) {

    /**
     * What is to be copied, before it is decided what of it has to be done.
     *
     * @param choice where it goes, with what stood there when this copy began
     * @param dialect as configured for the target
     * @param signatures whether signatures and other referrers come along; null where that is as for all
     * @param kept whether this is what stands at a target already, put under another name before it is overwritten
     */
    public record Task(
            Upstream upstream,
            TargetChoice choice,
            PlatformSelection wanted,
            Dialect dialect,
            Boolean signatures,
            boolean kept) {
        /** Asks the same of another look at the source, or for another target. */
        public Task with(Upstream looked, TargetChoice target) {
            return new Task(looked, target, wanted, dialect, signatures, kept);
        }

        public Optional<Descriptor> standing() {
            return choice.standing();
        }

        public ImageReference target() {
            return choice.image();
        }

        /**
         * The result where nothing had to be written.
         *
         * @param type null where nobody knows
         * @param top digest of what stands under the target's tag now
         * @param images what stands there for each platform, as far as it was read
         * @param size compressed bytes of all that is mirrored
         */
        public CopyResult result(
                ArtifactType type,
                Digest top,
                DigestDifference difference,
                List<Platform> offered,
                List<Platform> mirrored,
                List<PlatformImage> images,
                long size) {
            return new CopyResult(
                    type,
                    upstream.source(),
                    target(),
                    upstream.digest(),
                    top,
                    difference,
                    offered,
                    wanted,
                    mirrored,
                    images,
                    wanted.missingFrom(offered),
                    size,
                    0,
                    Duration.ofNanos(System.nanoTime() - upstream.started()),
                    true,
                    Signatures.NONE,
                    Verification.NOT_ASKED);
        }
    }

    /**
     * One manifest that is to stand at the target with its blobs.
     *
     * @param child its entry in the index; one made up of root and platform where this program cannot read that
     * @param image null where this program cannot read it
     * @param carrier the platform with which it is copied: its own, or for an attestation that of its image; null for
     *     what belongs to no platform and comes along with a whole index
     */
    public record PlannedImage(IndexEntry child, ImageManifest image, Platform carrier) {
        /** The digest of the source's manifest; of its index if a daemon chooses from that. */
        public Digest digest() {
            return child.descriptor().digest();
        }
    }

    public static CopyPlan of(Task task, boolean docker, List<PlannedImage> images, long size) {
        return new CopyPlan(task, docker, List.copyOf(images), size, Optional.empty(), null);
    }

    public static CopyPlan done(Task task, CopyResult result) {
        return new CopyPlan(task, false, List.of(), result.size(), Optional.of(result), null);
    }

    public CopyPlan with(Verification found) {
        return new CopyPlan(task, docker, images, size, done, found);
    }

    public CopyPlan with(boolean dockersManifests) {
        return new CopyPlan(task, dockersManifests, images, size, done, verified);
    }

    /** @param come whether signatures and other referrers come along; null where that is as for all */
    public CopyPlan withSignatures(Boolean come) {
        Task changed = new Task(task.upstream, task.choice, task.wanted, task.dialect, come, task.kept);
        return new CopyPlan(changed, docker, images, size, done, verified);
    }

    /** Has the upstream asked for signatures even if it had none a while ago. */
    public CopyPlan withFreshSignatures() {
        return new CopyPlan(task, docker, images, size, done.map(result -> result.with(Signatures.NONE, 0)), verified);
    }

    /** Tells if it is no container image, which is never put into another format. */
    public boolean isArtifact() {
        return upstream().readable() && upstream().contents().artifact();
    }

    /** Tells if everything that the index lists is copied, so that it can stay as it is. */
    public boolean whole() {
        return upstream().readable()
                && images.size() == upstream().contents().children().size();
    }

    /** Lists what is copied of an index, or what of it stands at the target if nothing has to be. */
    public List<IndexEntry> children() {
        return done.isEmpty()
                ? images.stream().map(PlannedImage::child).toList()
                : Planner.kept(upstream().contents().children(), task.wanted(), true);
    }

    public Upstream upstream() {
        return task.upstream();
    }

    public ImageReference target() {
        return task.target();
    }

    /** The platforms that can be copied one by one, each once, maybe none. */
    public List<Platform> platforms() {
        return images.stream()
                .map(PlannedImage::carrier)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    /**
     * The result where all of it stands at the target.
     *
     * @param top digest of what stands under the target's tag now
     * @param stands the plan's images as they stand there, in its order
     * @param bytes compressed, of all of them
     */
    public CopyResult result(Digest top, DigestDifference difference, List<ImageManifest> stands, long bytes) {
        List<IndexEntry> entries = images.stream().map(PlannedImage::child).toList();
        return task.result(
                type(),
                top,
                difference,
                upstream().platforms(),
                IndexEntry.platforms(entries),
                PlatformImage.of(entries, stands),
                bytes);
    }

    private ArtifactType type() {
        return upstream().readable()
                ? upstream()
                        .contents()
                        .type(images.stream().map(PlannedImage::image).toList())
                : ArtifactType.ofImage(upstream().platforms());
    }

    public List<PlannedImage> carriedBy(Platform platform) {
        return images.stream().filter(image -> platform.equals(image.carrier())).toList();
    }

    /**
     * What the tag is going to point at: the lone manifest, or an index of what was copied, made from the source's own
     * bytes wherever nothing in them has to change.
     *
     * @param placed for each source manifest what stands at the target for it
     */
    public Manifest top(Map<Digest, Manifest> placed) {
        ImageIndex index = upstream().contents().index();
        if (index == null) {
            return placed.get(upstream().digest());
        }
        if (changed(placed) || docker && !isDockers(index)) {
            return ImageIndex.of(
                    MediaTypes.DOCKER_LIST,
                    images.stream().map(image -> entry(image, placed)).toList());
        }
        return whole()
                ? index.manifest()
                : index.with(children().stream().map(IndexEntry::json).toList());
    }

    /** Why the digest of {@link #top} is not the source's. */
    public DigestDifference difference(Map<Digest, Manifest> placed, Manifest top) {
        if (top.digest().equals(upstream().digest())) {
            return DigestDifference.NONE;
        }
        if (changed(placed)
                || !top.mediaType().equals(upstream().contents().root().mediaType())) {
            return DigestDifference.DIALECT;
        }
        return platforms().containsAll(upstream().platforms())
                ? DigestDifference.ATTESTATIONS
                : DigestDifference.SUBSET;
    }

    /** Tells if carrying it out puts anything in OCI's formats at the target. */
    public boolean isOci() {
        ImageIndex index = upstream().contents().index();
        return !docker
                && (index != null && !isDockers(index)
                        || images.stream().anyMatch(image -> !DockerFormat.fits(image.image())));
    }

    private static boolean isDockers(ImageIndex index) {
        return index.manifest().mediaType().equals(MediaTypes.DOCKER_LIST);
    }

    private static boolean changed(Map<Digest, Manifest> placed) {
        return placed.entrySet().stream()
                .anyMatch(entry -> !entry.getKey().equals(entry.getValue().digest()));
    }

    private static IndexEntry entry(PlannedImage image, Map<Digest, Manifest> placed) {
        Manifest stands = placed.get(image.digest());
        return stands.digest().equals(image.digest())
                ? image.child()
                : DockerFormat.entry(image.child(), stands.descriptor());
    }
}
