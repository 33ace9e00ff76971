package io.github.syncimage.copy.transfer;

import io.github.syncimage.concurrent.Cancellation;
import io.github.syncimage.concurrent.LruCache;
import io.github.syncimage.copy.manifest.DockerFormat;
import io.github.syncimage.copy.manifest.ImageManifest;
import io.github.syncimage.copy.plan.CopyHistory;
import io.github.syncimage.copy.plan.CopyLimits;
import io.github.syncimage.copy.plan.CopyPlan;
import io.github.syncimage.copy.plan.CopyPlan.PlannedImage;
import io.github.syncimage.copy.plan.CopyProgress;
import io.github.syncimage.copy.plan.Planner;
import io.github.syncimage.copy.plan.PlatformCopy;
import io.github.syncimage.copy.source.CopyRefusedException;
import io.github.syncimage.copy.source.CopyRefusedException.Reason;
import io.github.syncimage.copy.source.Parallel;
import io.github.syncimage.copy.transfer.BlobTransfers.Move;
import io.github.syncimage.copy.transfer.BlobTransfers.Placed;
import io.github.syncimage.copy.transfer.BlobTransfers.Ticket;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Platform;
import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.Manifest;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.api.RegistryClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Brings images' blobs to the target, all side by side, and each image's manifest once its blobs are there. */
public final class ImageMover implements AutoCloseable {
    /** What registries answer to a manifest of a kind that they do not take; Aliyun's says 403 to some. */
    private static final Set<Integer> REFUSALS = Set.of(400, 403, 405, 415);

    private final RegistryClient client;
    private final BlobTransfers transfers;
    private final CopyHistory history;
    private final Parallel parallel;
    /** What a host has answered to the manifest of an artifact, by host and kind: it may come to take them. */
    private final LruCache<String, String> refused = new LruCache<>(1000, Duration.ofDays(1));

    public ImageMover(RegistryClient client, CopyHistory history, CopyLimits limits, Parallel parallel) {
        this.client = client;
        this.history = history;
        this.parallel = parallel;
        transfers = new BlobTransfers(client, history, limits.concurrentBlobs(), limits.unpackedSize());
    }

    /** @param platform whose images these are, null for all that the plan has */
    public PlatformCopy move(CopyPlan plan, Platform platform, List<PlannedImage> images, CopyProgress progress) {
        Cancellation cancellation = new Cancellation();
        try {
            return cancellation.run(() -> moveTogether(plan, platform, images, progress));
        } finally {
            // Where one image failed, the transfers of the others end.
            cancellation.cancel();
        }
    }

    private PlatformCopy moveTogether(
            CopyPlan plan, Platform platform, List<PlannedImage> images, CopyProgress progress) {
        List<Ticket> tickets = new ArrayList<>();
        Map<Digest, CompletableFuture<Manifest>> manifests = new LinkedHashMap<>();
        try {
            Map<Digest, CompletableFuture<Placed>> blobs = request(plan, images, progress, tickets);
            for (PlannedImage image : images) {
                Supplier<Manifest> put = Cancellation.carried(() -> put(plan, image.image(), blobs));
                manifests.computeIfAbsent(image.digest(), digest -> firstFailureOrAll(image.image().blobs().stream()
                                .map(blob -> blobs.get(blob.digest()))
                                .toList())
                        .thenApplyAsync(none -> put.get(), parallel.executor()));
            }
            // The first failure of any image ends all.
            Parallel.join(firstFailureOrAll(manifests.values()));
            Map<Digest, Manifest> placed = new LinkedHashMap<>();
            manifests.forEach((digest, manifest) -> placed.put(digest, manifest.join()));
            history.holds(
                    plan.target().repository(),
                    blobs.values().stream()
                            .map(blob -> blob.join().blob().digest())
                            .toList());
            return new PlatformCopy(platform, placed, plan.docker(), sent(blobs.values()));
        } finally {
            manifests.values().forEach(manifest -> manifest.cancel(false));
            tickets.forEach(Ticket::close);
        }
    }

    /** @param tickets gets those that have to be given back */
    private Map<Digest, CompletableFuture<Placed>> request(
            CopyPlan plan, List<PlannedImage> images, CopyProgress progress, List<Ticket> tickets) {
        Repository target = plan.target().repository();
        List<Descriptor> ranked = ImageManifest.blobs(
                        images.stream().map(PlannedImage::image).toList())
                .stream()
                .sorted(Comparator.comparingLong(Descriptor::size).reversed())
                .toList();
        Map<Digest, List<Repository>> holders = history.holders(
                target.host(), ranked.stream().map(Descriptor::digest).toList());
        progress.expected(ranked.stream().mapToLong(Descriptor::size).sum());
        Map<Digest, CompletableFuture<Placed>> blobs = new LinkedHashMap<>();
        for (Descriptor blob : ranked) {
            List<Repository> known = holders.getOrDefault(blob.digest(), List.of());
            Ticket ticket = transfers.request(
                    new Move(
                            plan.upstream().reader(),
                            plan.upstream().source().repository(),
                            target,
                            blob,
                            tickets.size(),
                            plan.docker() && DockerFormat.isZstd(blob),
                            plan.task().choice().fresh() && !known.contains(target),
                            known),
                    progress::arrived);
            tickets.add(ticket);
            blobs.put(blob.digest(), ticket.placed());
        }
        return blobs;
    }

    /** @throws CopyRefusedException where the target has refused the like of this artifact a while ago */
    public void refuseIfKnown(CopyPlan plan) {
        if (plan.isArtifact()) {
            refused.find(kind(plan)).ifPresent(answer -> {
                throw notTaken(plan, answer);
            });
        }
    }

    private static String kind(CopyPlan plan) {
        return plan.target().host() + " " + plan.upstream().root().mediaType() + " "
                + plan.images().get(0).image().kind();
    }

    private static CopyRefusedException notTaken(CopyPlan plan, String answer) {
        return Planner.notTaken(plan.task(), plan.images().get(0).image(), "which answers " + answer);
    }

    /**
     * Puts a manifest of a plan.
     *
     * @throws CopyRefusedException where it is an artifact's, and the target does not take such
     */
    public Digest put(CopyPlan plan, ImageReference at, Manifest manifest) {
        try {
            return client.putManifest(at, manifest);
        } catch (RegistryException e) {
            boolean ofTheKind = e.kind() == RegistryException.Kind.MANIFEST_REFUSED
                    || REFUSALS.contains(e.status()) && e.kind() != RegistryException.Kind.RATE_LIMITED;
            if (!plan.isArtifact() || !ofTheKind) {
                throw e;
            }
            refused.put(kind(plan), e.detail());
            throw notTaken(plan, e.detail());
        }
    }

    private Manifest put(CopyPlan plan, ImageManifest image, Map<Digest, CompletableFuture<Placed>> blobs) {
        Manifest manifest = image.manifest();
        if (plan.docker() && !DockerFormat.fits(image)) {
            Map<Digest, Descriptor> placed = new HashMap<>();
            image.blobs()
                    .forEach(blob -> placed.put(
                            blob.digest(), blobs.get(blob.digest()).join().blob()));
            manifest = DockerFormat.manifest(image, placed);
        }
        // Under an index every manifest is reached by digest; a lone one is put under its tag, at the very end.
        if (plan.upstream().contents().index() != null) {
            place(plan, manifest);
        }
        return manifest;
    }

    /**
     * Begins to copy the blobs of an artifact that belongs to no plan.
     *
     * @param reader asks {@code from}
     * @return completes with the bytes sent; cancelled, it ends what nobody else waits for
     */
    public CompletableFuture<Long> bring(
            RegistryClient reader, Repository from, Repository to, ImageManifest artifact) {
        List<Ticket> tickets = artifact.blobs().stream()
                .map(blob ->
                        transfers.request(new Move(reader, from, to, blob, 0, false, false, List.of()), bytes -> {}))
                .toList();
        List<CompletableFuture<Placed>> placed =
                tickets.stream().map(Ticket::placed).toList();
        CompletableFuture<Long> all = firstFailureOrAll(placed).thenApply(none -> sent(placed));
        all.whenComplete((sent, failure) -> tickets.forEach(Ticket::close));
        return all;
    }

    private static long sent(Collection<CompletableFuture<Placed>> placed) {
        return placed.stream().mapToLong(blob -> blob.join().sent()).sum();
    }

    private static CompletableFuture<Void> firstFailureOrAll(Collection<? extends CompletableFuture<?>> futures) {
        CompletableFuture<Void> all = CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new));
        futures.forEach(future -> future.whenComplete((result, failure) -> {
            if (failure != null) {
                all.completeExceptionally(failure);
            }
        }));
        return all;
    }

    /**
     * Puts a manifest where an index reaches it: under the digest by which it names it. Not every registry keeps
     * manifests under SHA-512. Other formats are not tried then: they would change the digest.
     *
     * @throws CopyRefusedException where the target does not take the digest's algorithm
     */
    public void place(CopyPlan plan, Manifest manifest) {
        ImageReference at = plan.target().repository().digest(manifest.digest());
        boolean usual = manifest.digest().algorithm().equals("sha256");
        try {
            put(plan, at, manifest);
        } catch (RegistryException e) {
            boolean other = usual || e.temporary() || e.kind() == RegistryException.Kind.DENIED;
            throw other ? e : refused(plan, manifest, e.detail());
        }
        if (!usual && client.headManifest(at).isEmpty()) {
            throw refused(plan, manifest, "it took the manifest and does not find it under that digest");
        }
    }

    private static CopyRefusedException refused(CopyPlan plan, Manifest manifest, String why) {
        return new CopyRefusedException(
                Reason.UNSUPPORTED_FORMAT,
                plan.upstream().source() + " names its images by "
                        + manifest.digest().algorithm() + ", and "
                        + plan.target().host() + " does not take manifests by that: " + why);
    }

    @Override
    public void close() {
        transfers.close();
    }
}
