package io.github.syncimage.copy;

import io.github.syncimage.copy.manifest.DockerFormat;
import io.github.syncimage.copy.manifest.ImageManifest;
import io.github.syncimage.copy.plan.CopyHistory;
import io.github.syncimage.copy.plan.CopyLimits;
import io.github.syncimage.copy.plan.CopyPlan;
import io.github.syncimage.copy.plan.CopyPlan.PlannedImage;
import io.github.syncimage.copy.plan.CopyProgress;
import io.github.syncimage.copy.plan.CopyResult;
import io.github.syncimage.copy.plan.Dialect;
import io.github.syncimage.copy.plan.PlatformCopy;
import io.github.syncimage.copy.plan.SignatureMode;
import io.github.syncimage.copy.signatures.SignatureCopier;
import io.github.syncimage.copy.source.CopyRefusedException;
import io.github.syncimage.copy.transfer.ImageMover;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.Platform;
import io.github.syncimage.registry.Manifest;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.api.RegistryClient;
import io.github.syncimage.trust.VerifyRules;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Copies images from registry to registry. All copies of one copier share its bounds and move a blob that several of
 * them need once.
 */
public final class ImageCopier extends Copier {
    private final ImageMover mover;
    private final SignatureCopier signatures;

    public ImageCopier(
            RegistryClient client, CopyHistory history, CopyLimits limits, SignatureMode mode, VerifyRules verify) {
        this(client, history, limits, mode, verify, Clock.systemUTC());
    }

    public ImageCopier(
            RegistryClient client,
            CopyHistory history,
            CopyLimits limits,
            SignatureMode mode,
            VerifyRules verify,
            Clock clock) {
        super(client, history, limits, verify, clock);
        mover = new ImageMover(client, history, limits, parallel);
        signatures = new SignatureCopier(client, mover, mode, limits, history, clock);
    }

    @Override
    protected CopyResult publish(CopyPlan made, CopyPlan plan, List<PlatformCopy> copied, Runnable beforeTag) {
        if (plan.done().isPresent()) {
            CopyResult stands = plan.done().get().afterSending(PlatformCopy.moved(copied));
            return signatures.again(plan, stands, docker(plan.task()));
        }
        boolean converted = copied.stream().anyMatch(PlatformCopy::docker);
        CopyPlan current = as(plan, converted || docker(plan.task()));
        CopyResult result;
        try {
            result = publishAs(current, copied, beforeTag);
        } catch (RegistryException e) {
            result = inDockersFormats(current, e, docker -> publishAs(docker, copied, beforeTag));
            converted = true;
        }
        if (converted && !plan.docker()) {
            dialects.learn(plan.target().repository());
        }
        return result;
    }

    /** Every blob of every platform side by side. */
    @Override
    protected List<PlatformCopy> moveAll(CopyPlan plan, CopyProgress progress) {
        return List.of(move(plan, null, progress));
    }

    @Override
    protected CopyPlan compare(CopyPlan.Task task, List<Platform> earlier) {
        CopyPlan plan = planner.plan(task, docker(task), earlier);
        mover.refuseIfKnown(plan);
        Map<Digest, Manifest> placed = foreseen(plan);
        if (placed.isEmpty() || task.standing().isEmpty()) {
            return plan;
        }
        Manifest top = plan.top(placed);
        Digest stands = task.standing().get().digest();
        return stands.matches(top.bytes()) ? CopyPlan.done(task, result(plan, placed, top, stands)) : plan;
    }

    /** Foresees what will stand at the target; empty if that can be told only once zstd layers are compressed anew. */
    private static Map<Digest, Manifest> foreseen(CopyPlan plan) {
        Map<Digest, Manifest> placed = new LinkedHashMap<>();
        for (PlannedImage image : plan.images()) {
            ImageManifest manifest = image.image();
            boolean converts = plan.docker() && !DockerFormat.fits(manifest);
            if (converts && manifest.blobs().stream().anyMatch(DockerFormat::isZstd)) {
                return Map.of();
            }
            placed.put(image.digest(), converts ? DockerFormat.manifest(manifest, Map.of()) : manifest.manifest());
        }
        return placed;
    }

    @Override
    protected PlatformCopy move(CopyPlan plan, Platform platform, CopyProgress progress) {
        // The target may have refused OCI since the plan was made.
        CopyPlan current = as(plan, docker(plan.task()));
        signatures.begin(current);
        try {
            return moveAs(current, platform, progress);
        } catch (RegistryException e) {
            return inDockersFormats(current, e, docker -> moveAs(docker, platform, CopyProgress.NONE));
        }
    }

    /**
     * Tries the same image once more in Docker's formats, where the target may have refused it for being OCI's. That
     * was the reason if the target takes it now.
     */
    private <T> T inDockersFormats(CopyPlan plan, RegistryException refusal, Function<CopyPlan, T> attempt) {
        boolean curable = refusal.kind() == RegistryException.Kind.MANIFEST_REFUSED
                && plan.task().dialect() == Dialect.AUTO
                && plan.isOci();
        if (!curable) {
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
        return mover.move(plan, platform, images, progress);
    }

    private boolean docker(CopyPlan.Task task) {
        return dialects.docker(task.dialect(), task.target().repository());
    }

    private CopyPlan as(CopyPlan plan, boolean docker) {
        return docker == plan.docker() ? plan : planner.plan(plan.task(), docker, plan.platforms());
    }

    private CopyResult publishAs(CopyPlan plan, List<PlatformCopy> copied, Runnable beforeTag) {
        Map<Digest, Manifest> placed = new LinkedHashMap<>();
        copied.stream().filter(copy -> copy.docker() == plan.docker()).forEach(copy -> placed.putAll(copy.placed()));
        List<PlannedImage> missing = plan.images().stream()
                .filter(image -> !placed.containsKey(image.digest()))
                .toList();
        long sent = PlatformCopy.moved(copied);
        if (!missing.isEmpty()) {
            PlatformCopy moved = mover.move(plan, null, missing, CopyProgress.NONE);
            placed.putAll(moved.placed());
            sent += moved.moved();
        }
        Manifest top = plan.top(placed);
        if (top.digest().equals(plan.upstream().digest())) {
            plan.upstream().contents().nested().forEach(nested -> mover.place(plan, nested));
        }
        UnaryOperator<CopyResult> attached =
                signatures.bring(plan, plan.difference(placed, top), top, () -> mover.place(plan, top));
        beforeTag.run();
        Digest stands = mover.put(plan, plan.target(), top);
        return attached.apply(result(plan, placed, top, stands).written(sent));
    }

    private static CopyResult result(CopyPlan plan, Map<Digest, Manifest> placed, Manifest top, Digest stands) {
        List<ImageManifest> images = plan.images().stream()
                .map(image -> {
                    Manifest manifest = placed.get(image.digest());
                    return manifest.digest().equals(image.digest()) ? image.image() : ImageManifest.read(manifest);
                })
                .toList();
        return plan.result(stands, plan.difference(placed, top), images, plan.size());
    }

    @Override
    public void close() {
        mover.close();
        super.close();
    }
}
