package io.github.syncimage.copy.transfer;

import io.github.syncimage.concurrent.Cancellation;
import io.github.syncimage.copy.manifest.DockerFormat;
import io.github.syncimage.copy.manifest.ImageManifest;
import io.github.syncimage.copy.plan.CopyHistory;
import io.github.syncimage.copy.plan.CopyLimits;
import io.github.syncimage.copy.plan.CopyPlan;
import io.github.syncimage.copy.plan.CopyPlan.PlannedImage;
import io.github.syncimage.copy.plan.CopyProgress;
import io.github.syncimage.copy.plan.PlatformCopy;
import io.github.syncimage.copy.source.CopyRefusedException;
import io.github.syncimage.copy.source.CopyRefusedException.Reason;
import io.github.syncimage.copy.source.Parallel;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Platform;
import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.Manifest;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.api.RegistryClient;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Brings images' blobs to the target, all side by side, and each image's manifest once its blobs are there. */
public final class ImageMover implements AutoCloseable {
    private final RegistryClient client;
    private final BlobTransfers transfers;
    private final CopyHistory history;
    private final Parallel parallel;

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
        Map<Digest, BlobTransfers.Ticket> tickets = request(plan, images, progress);
        Map<Digest, CompletableFuture<Manifest>> manifests = new LinkedHashMap<>();
        try {
            for (PlannedImage image : images) {
                CompletableFuture<List<BlobJob.Placed>> blobs = whenBlobsAreThere(image.image(), tickets);
                Supplier<Manifest> put = Cancellation.carried(() -> put(plan, image.image(), blobs.join()));
                manifests.computeIfAbsent(
                        image.digest(), digest -> blobs.thenApplyAsync(placed -> put.get(), parallel.executor()));
            }
            // The first failure of any image ends all.
            Parallel.join(firstFailureOrAll(manifests.values()));
            Map<Digest, Manifest> placed = new LinkedHashMap<>();
            manifests.forEach((digest, manifest) -> placed.put(digest, manifest.join()));
            List<BlobJob.Placed> blobs = tickets.values().stream()
                    .map(ticket -> ticket.placed().join())
                    .toList();
            history.holds(
                    plan.target().repository(),
                    blobs.stream().map(blob -> blob.blob().digest()).toList());
            long sent = blobs.stream().mapToLong(BlobJob.Placed::sent).sum();
            return new PlatformCopy(platform, placed, plan.docker(), sent);
        } finally {
            manifests.values().forEach(manifest -> manifest.cancel(false));
            tickets.values().forEach(BlobTransfers.Ticket::close);
        }
    }

    private Map<Digest, BlobTransfers.Ticket> request(CopyPlan plan, List<PlannedImage> images, CopyProgress progress) {
        List<Descriptor> ranked = ImageManifest.blobs(
                        images.stream().map(PlannedImage::image).toList())
                .stream()
                .sorted(Comparator.comparingLong(Descriptor::size).reversed())
                .toList();
        boolean fresh = isFresh(plan, ranked.size());
        Map<Digest, List<Repository>> holders = history.holders(
                plan.target().host(), ranked.stream().map(Descriptor::digest).toList());
        progress.expected(ranked.stream().mapToLong(Descriptor::size).sum());
        Map<Digest, BlobTransfers.Ticket> tickets = new LinkedHashMap<>();
        for (Descriptor blob : ranked) {
            List<Repository> known = holders.getOrDefault(blob.digest(), List.of());
            BlobJob.Move move = new BlobJob.Move(
                    plan.upstream().reader(),
                    plan.upstream().source().repository(),
                    plan.target().repository(),
                    blob,
                    tickets.size(),
                    plan.docker() && DockerFormat.isZstd(blob),
                    fresh && !known.contains(plan.target().repository()),
                    known);
            tickets.put(blob.digest(), transfers.request(move, progress::arrived));
        }
        return tickets;
    }

    /**
     * Tells if the registry does not know the repository: it then holds only what a broken copy left, which the history
     * knows. Asking once spares asking for each blob, which pays from two blobs on.
     */
    private boolean isFresh(CopyPlan plan, int blobs) {
        return plan.task().standing().isEmpty()
                && blobs > 1
                && !client.knows(plan.target().repository());
    }

    private static CompletableFuture<List<BlobJob.Placed>> whenBlobsAreThere(
            ImageManifest image, Map<Digest, BlobTransfers.Ticket> tickets) {
        List<CompletableFuture<BlobJob.Placed>> blobs = image.blobs().stream()
                .map(blob -> tickets.get(blob.digest()).placed())
                .toList();
        return firstFailureOrAll(blobs)
                .thenApply(all -> blobs.stream().map(CompletableFuture::join).toList());
    }

    private Manifest put(CopyPlan plan, ImageManifest image, List<BlobJob.Placed> blobs) {
        Manifest manifest = DockerFormat.fits(image) || !plan.docker() ? image.manifest() : converted(image, blobs);
        // Under an index every manifest is reached by digest; a lone one is put under its tag, at the very end.
        if (plan.upstream().contents().index() != null) {
            place(plan, manifest);
        }
        return manifest;
    }

    private static Manifest converted(ImageManifest image, List<BlobJob.Placed> blobs) {
        Map<Digest, Descriptor> placed = new LinkedHashMap<>();
        Iterator<BlobJob.Placed> next = blobs.iterator();
        image.blobs().forEach(blob -> placed.put(blob.digest(), next.next().blob()));
        return DockerFormat.manifest(image, placed);
    }

    /**
     * Begins to copy the blobs of an artifact that belongs to no plan.
     *
     * @param reader asks {@code from}
     * @return completes with the bytes sent; cancelled, it ends what nobody else waits for
     */
    public CompletableFuture<Long> bring(
            RegistryClient reader, Repository from, Repository to, ImageManifest artifact) {
        List<BlobTransfers.Ticket> tickets = new ArrayList<>();
        for (Descriptor blob : artifact.blobs()) {
            BlobJob.Move move = new BlobJob.Move(reader, from, to, blob, 0, false, false, List.of());
            tickets.add(transfers.request(move, bytes -> {}));
        }
        List<CompletableFuture<BlobJob.Placed>> placed =
                tickets.stream().map(BlobTransfers.Ticket::placed).toList();
        CompletableFuture<Long> all = firstFailureOrAll(placed)
                .thenApply(none ->
                        placed.stream().mapToLong(blob -> blob.join().sent()).sum());
        all.whenComplete((sent, failure) -> tickets.forEach(BlobTransfers.Ticket::close));
        return all;
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
            client.putManifest(at, manifest);
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
