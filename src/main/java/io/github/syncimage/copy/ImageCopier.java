package io.github.syncimage.copy;

import io.github.syncimage.copy.manifest.DockerFormat;
import io.github.syncimage.copy.parallel.Parallel;
import io.github.syncimage.copy.plan.CopyHistory;
import io.github.syncimage.copy.plan.CopyLimits;
import io.github.syncimage.copy.plan.CopyPlan;
import io.github.syncimage.copy.plan.CopyProgress;
import io.github.syncimage.copy.plan.CopyResult;
import io.github.syncimage.copy.plan.Dialect;
import io.github.syncimage.copy.plan.Dialects;
import io.github.syncimage.copy.plan.PlannedImage;
import io.github.syncimage.copy.plan.Planner;
import io.github.syncimage.copy.plan.PlatformCopy;
import io.github.syncimage.copy.plan.TopManifest;
import io.github.syncimage.copy.source.CopyRefusedException;
import io.github.syncimage.copy.source.Upstream;
import io.github.syncimage.copy.source.UpstreamInspector;
import io.github.syncimage.copy.target.Targets;
import io.github.syncimage.copy.transfer.BlobTransfers;
import io.github.syncimage.copy.transfer.ImageMover;
import io.github.syncimage.copy.transfer.ManifestPlacer;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Platform;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.Manifest;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.api.RegistryClient;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Copies images from registry to registry. All copies of one copier share its bounds and move a blob that several of them
 * need once.
 */
public final class ImageCopier implements Copier {
    private final RegistryClient client;
    private final Dialects dialects;
    private final Parallel parallel = new Parallel();
    private final Planner planner;
    private final Targets targets;
    private final UpstreamInspector inspector;
    private final BlobTransfers transfers;
    private final ImageMover mover;
    private final ManifestPlacer placer;

    public ImageCopier(RegistryClient client, CopyHistory memory, CopyLimits limits) {
        this(client, memory, limits, Clock.systemUTC());
    }

    /** @param clock by which what was learned of a target is forgotten */
    ImageCopier(RegistryClient client, CopyHistory memory, CopyLimits limits, Clock clock) {
        this.client = client;
        dialects = new Dialects(clock);
        planner = new Planner(dialects, limits);
        targets = new Targets(client, memory, parallel, host -> true);
        inspector = new UpstreamInspector(client, parallel);
        transfers = new BlobTransfers(client, memory, limits.concurrentBlobs(), limits.unpackedSize());
        mover = new ImageMover(client, transfers, memory, parallel);
        placer = new ManifestPlacer(client);
    }

    /** Asks the source by {@code HEAD}; what else the answer tells is read when it is asked for. */
    @Override
    public Upstream inspect(ImageReference source) {
        return inspector.inspect(source);
    }

    @Override
    public ImageReference chooseTarget(
            ImageReference source, Digest sourceDigest, ImageReference preferred, ImageReference qualified) {
        return targets.choose(source, sourceDigest, preferred, qualified);
    }

    @Override
    public boolean stands(ImageReference source, ImageReference target, PlatformSelection wanted) {
        return targets.have(inspect(source), target, wanted);
    }

    /**
     * Compares what is wanted with what is offered and with what the target has. A plan that is {@link CopyPlan#done}
     * needed no {@code GET} upstream where the memory or equal digests told so.
     */
    @Override
    public CopyPlan plan(Upstream upstream, ImageReference target, PlatformSelection wanted, Dialect dialect) {
        return plan(upstream, target, wanted, dialect, targets.standing(target));
    }

    @Override
    public PlatformCopy copyPlatform(CopyPlan plan, Platform platform, CopyProgress progress) {
        return plan.upstream().together(() -> move(plan, platform, progress));
    }

    @Override
    public CopyResult publish(CopyPlan plan, List<PlatformCopy> copied) {
        return targets.publish(
                plan,
                () -> plan(inspect(plan.upstream().source()), plan.target(), plan.wanted(), plan.dialect()),
                current -> publishAlone(current, copied));
    }

    private CopyResult publishAlone(CopyPlan plan, List<PlatformCopy> copied) {
        if (plan.done().isPresent()) {
            return plan.done().get().afterSending(PlatformCopy.moved(copied));
        }
        boolean converted = copied.stream().anyMatch(PlatformCopy::docker);
        CopyPlan current = converted ? as(plan, true) : asKnown(plan);
        CopyResult result;
        try {
            result = publishAs(current, copied);
        } catch (RegistryException e) {
            result = inDockersFormats(current, e, docker -> publishAs(docker, copied));
            converted = true;
        }
        if (converted && !plan.docker()) {
            dialects.learn(plan.target().repository());
        }
        return result;
    }

    /** The whole copy, every blob of every platform side by side. */
    @Override
    public CopyResult copy(
            ImageReference source,
            ImageReference target,
            PlatformSelection wanted,
            Dialect dialect,
            CopyProgress progress) {
        CompletableFuture<Optional<Descriptor>> standing = parallel.start(() -> targets.standing(target));
        Upstream upstream = inspect(source);
        return copy(plan(upstream, target, wanted, dialect, Parallel.join(standing)), progress);
    }

    /** The whole of a plan, every blob of every platform side by side. */
    @Override
    public CopyResult copy(CopyPlan plan, CopyProgress progress) {
        if (plan.done().isPresent()) {
            return publish(plan, List.of());
        }
        return publish(plan, List.of(move(plan, null, progress)));
    }

    private CopyPlan plan(
            Upstream upstream,
            ImageReference target,
            PlatformSelection wanted,
            Dialect dialect,
            Optional<Descriptor> standing) {
        Optional<CopyPlan> done = targets.done(upstream, target, standing, wanted, dialect);
        if (done.isPresent()) {
            return done.get();
        }
        List<Platform> before = targets.earlier(upstream, target, standing, wanted);
        boolean docker = dialects.docker(dialect, target.repository());
        CopyPlan plan = planner.plan(upstream, target, standing, wanted, dialect, docker, before);
        Map<Digest, Manifest> placed = foreseen(plan);
        if (placed.isEmpty() || standing.isEmpty()) {
            return plan;
        }
        Manifest top = TopManifest.of(plan, placed);
        Digest stands = standing.get().digest();
        return stands.matches(top.bytes())
                ? CopyPlan.done(
                        upstream, target, standing.get(), wanted, dialect, result(plan, placed, top, stands, 0, true))
                : plan;
    }

    /** What will stand at the target, where that can be told before zstd layers are compressed anew; else empty. */
    private static Map<Digest, Manifest> foreseen(CopyPlan plan) {
        Map<Digest, Manifest> placed = new LinkedHashMap<>();
        for (PlannedImage image : plan.images()) {
            boolean converts = plan.docker() && !DockerFormat.fits(image.image());
            if (converts && image.image().blobs().stream().anyMatch(DockerFormat::isZstd)) {
                return Map.of();
            }
            placed.put(
                    image.child().descriptor().digest(),
                    converts
                            ? DockerFormat.manifest(image.image(), Map.of())
                            : image.image().manifest());
        }
        return placed;
    }

    /** @param platform null for all that the plan has */
    private PlatformCopy move(CopyPlan plan, Platform platform, CopyProgress progress) {
        CopyPlan current = asKnown(plan);
        try {
            return moveAs(current, platform, progress);
        } catch (RegistryException e) {
            return inDockersFormats(current, e, docker -> moveAs(docker, platform, CopyProgress.NONE));
        }
    }

    /**
     * The same image once more in Docker's formats, where the target may have refused it for being OCI's. Whether that
     * was the reason shows when it is taken.
     */
    private <T> T inDockersFormats(CopyPlan plan, RegistryException refusal, Function<CopyPlan, T> attempt) {
        if (!Dialects.curable(plan.dialect(), refusal) || !TopManifest.isOci(plan)) {
            throw refusal;
        }
        try {
            return attempt.apply(as(plan, true));
        } catch (RegistryException e) {
            throw e.kind() == refusal.kind() ? refusal.with("in Docker's formats: " + e.detail()) : e;
        } catch (CopyRefusedException e) {
            throw e.with("in OCI's formats: " + refusal.detail());
        }
    }

    private PlatformCopy moveAs(CopyPlan plan, Platform platform, CopyProgress progress) {
        List<PlannedImage> images = platform == null ? plan.images() : plan.carriedBy(platform);
        ImageMover.Moved moved = mover.move(plan, images, progress);
        return new PlatformCopy(platform, moved.placed(), plan.docker(), moved.sent());
    }

    /** The plan for what is known of the target now: it may have refused OCI since the plan was made. */
    private CopyPlan asKnown(CopyPlan plan) {
        return as(plan, dialects.docker(plan.dialect(), plan.target().repository()));
    }

    private CopyPlan as(CopyPlan plan, boolean docker) {
        return docker == plan.docker()
                ? plan
                : planner.plan(
                        plan.upstream(),
                        plan.target(),
                        plan.standing(),
                        plan.wanted(),
                        plan.dialect(),
                        docker,
                        plan.platforms());
    }

    private CopyResult publishAs(CopyPlan plan, List<PlatformCopy> copied) {
        Map<Digest, Manifest> placed = new LinkedHashMap<>();
        copied.stream().filter(copy -> copy.docker() == plan.docker()).forEach(copy -> placed.putAll(copy.placed()));
        List<PlannedImage> missing = plan.images().stream()
                .filter(image -> !placed.containsKey(image.child().descriptor().digest()))
                .toList();
        long sent = PlatformCopy.moved(copied);
        if (!missing.isEmpty()) {
            ImageMover.Moved moved = mover.move(plan, missing, CopyProgress.NONE);
            placed.putAll(moved.placed());
            sent += moved.sent();
        }
        Manifest top = TopManifest.of(plan, placed);
        if (top.digest().equals(plan.upstream().contents().root().digest())) {
            plan.upstream().contents().nested().forEach(nested -> placer.place(plan, nested));
        }
        Digest stands = client.putManifest(plan.target(), top);
        return result(plan, placed, top, stands, sent, false);
    }

    private static CopyResult result(
            CopyPlan plan, Map<Digest, Manifest> placed, Manifest top, Digest stands, long sent, boolean present) {
        return plan.result(stands, TopManifest.difference(plan, placed, top), sent, present);
    }

    @Override
    public void close() {
        transfers.close();
        parallel.close();
    }
}
