package io.github.syncimage.copy.docker;

import io.github.syncimage.copy.docker.DockerDaemon.LocalImage;
import io.github.syncimage.copy.manifest.DockerFormat;
import io.github.syncimage.copy.manifest.ImageIndex;
import io.github.syncimage.copy.manifest.ImageManifest;
import io.github.syncimage.copy.manifest.IndexEntry;
import io.github.syncimage.copy.manifest.InvalidManifestException;
import io.github.syncimage.copy.plan.CopyHistory;
import io.github.syncimage.copy.plan.CopyLimits;
import io.github.syncimage.copy.plan.CopyPlan;
import io.github.syncimage.copy.plan.CopyPlan.PlannedImage;
import io.github.syncimage.copy.plan.CopyProgress;
import io.github.syncimage.copy.plan.Planner;
import io.github.syncimage.copy.plan.PlatformCopy;
import io.github.syncimage.copy.source.Access;
import io.github.syncimage.copy.source.Parallel;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Platform;
import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.Credentials;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.HostDirectory;
import io.github.syncimage.registry.Manifest;
import io.github.syncimage.registry.MediaTypes;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.RegistryException.Kind;
import io.github.syncimage.registry.api.RegistryClient;
import io.github.syncimage.text.Sizes;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a daemon pull the image of one platform and push it under a temporary tag, whose manifest is then known by its
 * digest. One image at a time: its unpacked layers have to fit on the daemon's disk, and go before the next one comes.
 */
final class DockerCarrier {
    private static final Logger LOG = LoggerFactory.getLogger(DockerCarrier.class);

    private static final String PULL = "pull the image";
    private static final String READ = "read what the Docker daemon pushed";

    private final RegistryClient client;
    private final DockerDaemon daemon;
    private final Names names;
    private final CopyHistory history;
    private final CopyLimits limits;
    private final ReentrantLock turn = new ReentrantLock(true);

    DockerCarrier(RegistryClient client, DockerDaemon daemon, Names names, CopyHistory history, CopyLimits limits) {
        this.client = client;
        this.daemon = daemon;
        this.names = names;
        this.history = history;
        this.limits = limits;
    }

    PlatformCopy carry(CopyPlan plan, Platform platform, CopyProgress progress) {
        Map<Digest, Manifest> placed = new LinkedHashMap<>();
        long moved = 0;
        for (PlannedImage image : plan.carriedBy(platform)) {
            boolean read = image.image() != null;
            if (read) {
                progress.expected(image.image().size());
            }
            ImageManifest pushed = carryInTurn(plan, image);
            long size = (read ? image.image() : pushed).size();
            if (!read) {
                progress.expected(size);
            }
            progress.arrived(size);
            placed.put(image.digest(), pushed.manifest());
            moved += pushed.size();
        }
        return new PlatformCopy(platform, placed, plan.docker(), moved);
    }

    private ImageManifest carryInTurn(CopyPlan plan, PlannedImage image) {
        try {
            turn.lockInterruptibly();
        } catch (InterruptedException e) {
            throw Parallel.interrupted(e);
        }
        try {
            return carry(plan, image);
        } finally {
            turn.unlock();
        }
    }

    private ImageManifest carry(CopyPlan plan, PlannedImage image) {
        String source = names.of(plan.upstream().source().repository());
        String local = source + "@" + image.digest();
        ImageReference temporary = temporary(plan, image);
        String target = names.of(temporary.repository());
        // An image that was on this daemon before stays there.
        boolean kept = daemon.local(local).isPresent();
        try {
            pull(plan, image, source);
            check(plan, image, daemon.local(local));
            daemon.tag(local, target, temporary.tag());
            daemon.push(target, temporary.tag(), names.credentials(temporary.host(), Access.OPERATOR));
        } finally {
            daemon.forget(target + ":" + temporary.tag());
            if (!kept) {
                daemon.forget(local);
            }
        }
        ImageManifest pushed = pushed(temporary, image.child().platform());
        history.holds(
                temporary.repository(),
                pushed.blobs().stream().map(Descriptor::digest).toList());
        return plan.docker() ? inDockerFormat(temporary, pushed) : pushed;
    }

    private void pull(CopyPlan plan, PlannedImage image, String source) {
        Credentials credentials = names.credentials(
                plan.upstream().source().host(), plan.upstream().access());
        boolean choose =
                image.image() == null && MediaTypes.isIndex(plan.upstream().mediaType());
        Platform platform = choose ? image.child().platform() : null;
        long told = daemon.pull(source, image.digest(), platform, credentials, limits.imageSize());
        if (told > limits.imageSize()) {
            throw Planner.tooLarge(
                    plan.upstream(),
                    "has at least " + Sizes.text(told) + " for " + image.child().platform()
                            + ", more than the limit of " + Sizes.text(limits.imageSize()));
        }
    }

    private void check(CopyPlan plan, PlannedImage image, Optional<LocalImage> found) {
        ImageReference source = plan.upstream().source();
        LocalImage local = found.orElseThrow(
                () -> trouble(Kind.UNEXPECTED, PULL, source, "the Docker daemon does not have it afterwards"));
        Platform platform = image.child().platform();
        boolean chosenByDaemon = image.image() == null;
        if (chosenByDaemon && !local.platform().accepts(new Platform(platform.os(), platform.architecture(), null))) {
            throw trouble(
                    Kind.INVALID_CONTENT,
                    PULL,
                    source,
                    "the Docker daemon chose " + local.platform() + " for " + platform);
        }
        if (local.size() > limits.unpackedSize()) {
            throw Planner.tooLarge(
                    plan.upstream(),
                    "unpacks to " + Sizes.text(local.size()) + ", far more than the limit of "
                            + Sizes.text(limits.imageSize()) + " allows");
        }
    }

    /** A daemon that keeps images in containerd's store may push an index around the one image that it has. */
    private ImageManifest pushed(ImageReference temporary, Platform platform) {
        try {
            Manifest manifest = read(temporary);
            if (!MediaTypes.isIndex(manifest.mediaType())) {
                return ImageManifest.read(manifest);
            }
            IndexEntry child = ImageIndex.read(manifest).children().stream()
                    .filter(entry -> platform.equals(entry.platform()))
                    .findFirst()
                    .orElseThrow(() -> new InvalidManifestException("has no entry for " + platform));
            return ImageManifest.read(
                    read(temporary.repository().digest(child.descriptor().digest())));
        } catch (InvalidManifestException e) {
            throw trouble(Kind.INVALID_CONTENT, READ, temporary, "the manifest " + e.getMessage());
        }
    }

    private Manifest read(ImageReference pushed) {
        return client.getManifest(pushed).orElseThrow(() -> trouble(Kind.NOT_FOUND, READ, pushed, "it is not there"));
    }

    private ImageManifest inDockerFormat(ImageReference temporary, ImageManifest pushed) {
        if (DockerFormat.fits(pushed) || DockerFormat.hasZstd(pushed)) {
            return pushed;
        }
        Manifest converted = DockerFormat.manifest(pushed, Map.of());
        client.putManifest(temporary.repository().digest(converted.digest()), converted);
        return ImageManifest.read(converted);
    }

    /** Gives every try of a copy the same tag, so that one which broke leaves nothing that the next does not remove. */
    private static ImageReference temporary(CopyPlan plan, PlannedImage image) {
        String digits = image.digest().shortHex();
        String platform = image.child().platform().toString().replaceAll("[^a-z0-9.]+", "-");
        return plan.target().repository().tag("sync-image-" + digits + "-" + platform);
    }

    /** Called once the image's own tag stands. Where a registry deletes no tags, these stay, and do no harm. */
    void removeTags(CopyPlan plan, List<PlatformCopy> copied) {
        copied.forEach(copy -> plan.carriedBy(copy.platform())
                .forEach(
                        image -> removeTag(temporary(plan, image), copy.placed().get(image.digest()))));
    }

    private void removeTag(ImageReference temporary, Manifest placed) {
        try {
            ImageReference manifest = temporary.repository().digest(placed.digest());
            // Some registries delete the manifest that the tag points at; its blobs are still there.
            if (client.deleteTag(temporary) && client.headManifest(manifest).isEmpty()) {
                client.putManifest(manifest, placed);
            }
        } catch (RegistryException e) {
            LOG.warn("the temporary tag {} stays: {}", temporary, e.getMessage());
        }
    }

    private static RegistryException trouble(Kind kind, String action, ImageReference target, String detail) {
        return new RegistryException(kind, action, target.toString(), detail);
    }

    /** Names and credentials for a Docker daemon, which reads a registry's address from the image's name. */
    record Names(HostDirectory hosts, HostDirectory sources) {
        /** {@code docker.io/library/nginx}, or where another address serves the host, {@code mirror.example/library/nginx}. */
        String of(Repository repository) {
            URI endpoint = hosts.apply(repository.host()).network().endpoint();
            // A name has no room for a path of the API below the host.
            boolean named = endpoint != null
                    && (endpoint.getPath() == null || endpoint.getPath().matches("/?"));
            return (named ? endpoint.getAuthority() : repository.host()) + "/" + repository.path();
        }

        /** The credentials with which a registry is asked; null for an anonymous client. */
        Credentials credentials(String host, Access access) {
            return (access == Access.OPERATOR ? hosts : sources).apply(host).credentials();
        }
    }
}
