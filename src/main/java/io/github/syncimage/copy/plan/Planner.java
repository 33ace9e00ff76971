package io.github.syncimage.copy.plan;

import io.github.syncimage.copy.manifest.DockerFormat;
import io.github.syncimage.copy.manifest.ImageManifest;
import io.github.syncimage.copy.manifest.IndexEntry;
import io.github.syncimage.copy.plan.CopyPlan.PlannedImage;
import io.github.syncimage.copy.source.CopyRefusedException;
import io.github.syncimage.copy.source.CopyRefusedException.Reason;
import io.github.syncimage.copy.source.ImageTree;
import io.github.syncimage.copy.source.Upstream;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Platform;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.text.Sizes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Decides what is copied, and refuses what cannot be, before a byte of a blob moves. */
public record Planner(Dialect.Known dialects, CopyLimits limits) {
    /**
     * @param docker whether manifests have to be Docker's
     * @param earlier platforms that stand at the target and have to stay
     */
    public CopyPlan plan(CopyPlan.Task task, boolean docker, List<Platform> earlier) {
        Upstream upstream = task.upstream();
        boolean attestations = !docker && dialects.limits(task.target().host()).attestations();
        PlatformSelection wanted = task.wanted().with(earlier);
        List<IndexEntry> kept = kept(upstream.contents().children(), wanted, attestations);
        if (upstream.isArtifact(kept)) {
            kept = upstream.contents().children();
        } else {
            refuseUnlessOffered(task);
        }
        List<ImageManifest> manifests = upstream.tree().images(kept);
        List<PlannedImage> images = new ArrayList<>();
        for (int i = 0; i < kept.size(); i++) {
            images.add(new PlannedImage(kept.get(i), manifests.get(i), carrier(kept.get(i), kept)));
        }
        if (docker) {
            manifests.forEach(image -> refuseUnlessDocker(task, image));
        }
        return CopyPlan.of(task, docker, images, checkedSize(upstream, task.target(), manifests));
    }

    /** Plans an image whose manifests only a Docker daemon can read: its size is known once it was pulled. */
    public CopyPlan unread(CopyPlan.Task task, boolean docker, List<Platform> earlier) {
        List<Platform> offered = task.upstream().platforms();
        if (offered.isEmpty()) {
            throw new CopyRefusedException(
                    Reason.UNSUPPORTED_FORMAT,
                    task.upstream().source() + " names no platform: a Docker daemon carries container images only");
        }
        refuseUnlessOffered(task);
        List<PlannedImage> images = task.wanted().with(earlier).of(offered).stream()
                .map(platform ->
                        new PlannedImage(IndexEntry.unlisted(task.upstream().root(), platform), null, platform))
                .toList();
        ImageTree.refuseIfTooMany(task.upstream().source().repository(), images.size());
        return CopyPlan.of(task, docker, images, 0);
    }

    /**
     * What is no image comes along, but for attestations of images that are not wanted. An index without any image is an
     * artifact and is kept whole.
     */
    static List<IndexEntry> kept(List<IndexEntry> children, PlatformSelection wanted, boolean attestations) {
        List<IndexEntry> images =
                children.stream().filter(child -> child.platform() != null).toList();
        if (images.isEmpty()) {
            return children;
        }
        List<Platform> platforms = wanted.of(IndexEntry.platforms(images));
        List<IndexEntry> chosen = images.stream()
                .filter(child -> platforms.contains(child.platform()))
                .toList();
        if (!attestations) {
            return chosen;
        }
        List<Digest> digests =
                chosen.stream().map(child -> child.descriptor().digest()).toList();
        return children.stream()
                .filter(child -> child.platform() != null
                        ? chosen.contains(child)
                        : chosen.size() == images.size()
                                || child.attests() == null
                                || digests.contains(child.attests()))
                .toList();
    }

    private static Platform carrier(IndexEntry child, List<IndexEntry> kept) {
        if (child.attests() == null) {
            return child.platform();
        }
        return kept.stream()
                .filter(image -> image.descriptor().digest().equals(child.attests()))
                .findFirst()
                .map(IndexEntry::platform)
                .orElse(null);
    }

    private static void refuseUnlessDocker(CopyPlan.Task task, ImageManifest image) {
        Upstream upstream = task.upstream();
        if (upstream.contents().artifact()) {
            // Another format would be another thing, which its client does not read.
            boolean fits = DockerFormat.fits(image)
                    && upstream.root().mediaType().startsWith("application/vnd.docker.")
                    && DockerFormat.obstacle(image).isEmpty();
            if (!fits) {
                throw notTaken(task, image, "which takes Docker's formats only");
            }
            return;
        }
        DockerFormat.obstacle(image).ifPresent(obstacle -> {
            throw new CopyRefusedException(
                    Reason.UNSUPPORTED_FORMAT,
                    upstream.source() + " cannot go to a registry that takes Docker's formats only: " + obstacle);
        });
    }

    /** Refuses an artifact that its target does not take as it is. */
    public static CopyRefusedException notTaken(CopyPlan.Task task, ImageManifest artifact, String why) {
        return new CopyRefusedException(
                Reason.UNSUPPORTED_FORMAT,
                task.upstream().source() + " is no container image but of type "
                        + task.upstream().contents().type(List.of(artifact)).code() + " (" + artifact.artifactType()
                        + "), and cannot go to " + task.target().host() + ", " + why
                        + "; the operator can send such artifacts to another registry: registries.artifacts");
    }

    private long checkedSize(Upstream upstream, ImageReference target, List<ImageManifest> manifests) {
        long largest = dialects.limits(target.host()).largestLayer();
        for (Descriptor blob : ImageManifest.blobs(manifests)) {
            if (blob.size() > largest) {
                throw tooLarge(
                        upstream,
                        "has a layer of " + Sizes.text(blob.size()) + ", more than the " + Sizes.text(largest)
                                + " that " + target.host() + " takes");
            }
        }
        long size = ImageManifest.size(manifests);
        refuseIfTooLarge(upstream, size);
        return size;
    }

    public void refuseIfTooLarge(Upstream upstream, long size) {
        if (size > limits.imageSize()) {
            throw tooLarge(
                    upstream,
                    "has " + Sizes.text(size)
                            + (upstream.platforms().isEmpty() ? "" : " over the wanted platforms")
                            + ", more than the limit of " + Sizes.text(limits.imageSize()));
        }
    }

    public static CopyRefusedException tooLarge(Upstream upstream, String what) {
        return new CopyRefusedException(
                Reason.TOO_LARGE, upstream.source() + " " + what, upstream.platforms(), List.of(), "");
    }

    private static void refuseUnlessOffered(CopyPlan.Task task) {
        List<Platform> offered = task.upstream().platforms();
        if (offered.isEmpty() || !task.wanted().of(offered).isEmpty()) {
            return;
        }
        String exists = offered.stream().map(Platform::toString).collect(Collectors.joining(", "));
        throw new CopyRefusedException(
                Reason.NO_SUCH_PLATFORM,
                task.upstream().source() + " does not exist for " + task.wanted() + ", only for " + exists,
                offered,
                List.of(),
                "");
    }
}
