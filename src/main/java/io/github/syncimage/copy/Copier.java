package io.github.syncimage.copy;

import io.github.syncimage.concurrent.WorkLimit;
import io.github.syncimage.copy.manifest.ImageManifest;
import io.github.syncimage.copy.plan.CopyHistory;
import io.github.syncimage.copy.plan.CopyLimits;
import io.github.syncimage.copy.plan.CopyPlan;
import io.github.syncimage.copy.plan.CopyPlan.Task;
import io.github.syncimage.copy.plan.CopyProgress;
import io.github.syncimage.copy.plan.CopyResult;
import io.github.syncimage.copy.plan.Dialect;
import io.github.syncimage.copy.plan.Planner;
import io.github.syncimage.copy.plan.PlatformCopy;
import io.github.syncimage.copy.plan.TargetChoice;
import io.github.syncimage.copy.source.Access;
import io.github.syncimage.copy.source.CopyRefusedException;
import io.github.syncimage.copy.source.Parallel;
import io.github.syncimage.copy.source.Upstream;
import io.github.syncimage.copy.source.UpstreamInspector;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Platform;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.api.RegistryClient;
import io.github.syncimage.trust.Verification;
import io.github.syncimage.trust.VerifyRules;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Copies images between registries: in one go by {@link #copy}, or in the steps of a flow by {@link #inspect},
 * {@link #chooseTarget}, {@link #plan}, {@link #copyPlatform} for each of the plan's platforms, and {@link #publish}.
 * What one copier returns must not be passed to another. Safe for use by several threads. The steps that both engines
 * share are here; a subclass says how bytes get from one registry to the other.
 *
 * <p>All methods throw {@link RegistryException} when a registry fails, and {@link CopyRefusedException} when the copy
 * cannot be done as asked. To end one early, call it through {@link io.github.syncimage.concurrent.Cancellation#run}.
 */
public abstract class Copier implements AutoCloseable {
    protected final RegistryClient client;
    protected final Parallel parallel = new Parallel();
    protected final Dialect.Known dialects;
    protected final Planner planner;
    protected final TargetContents contents;
    private final CopyHistory history;
    protected final UpstreamInspector inspector;
    private final TagLocks locks;
    private final ImageVerifier verifier;
    private final Duration imageTime;

    /**
     * @param verify what has to be signed by whom
     * @param clock tells when what was learned of a target is too old
     */
    protected Copier(RegistryClient client, CopyHistory history, CopyLimits limits, VerifyRules verify, Clock clock) {
        this.client = client;
        this.history = history;
        imageTime = limits.imageTime();
        verifier = new ImageVerifier(verify);
        dialects = new Dialect.Known(client::limits, clock);
        planner = new Planner(dialects, limits);
        contents = new TargetContents(client, history);
        inspector = new UpstreamInspector(client, parallel);
        locks = new TagLocks(history, contents);
    }

    /** Asks as the operator: see {@link #inspect(ImageReference, Access)}. */
    public final Upstream inspect(ImageReference source) {
        return inspect(source, Access.OPERATOR);
    }

    /**
     * Asks by {@code HEAD} what the source's name stands for now; everything else is read when it is needed. Close it when
     * all is done about it.
     */
    public final Upstream inspect(ImageReference source, Access access) {
        WorkLimit work = new WorkLimit(
                imageTime,
                () -> new RegistryException(
                        RegistryException.Kind.TOO_SLOW,
                        "mirror the image",
                        source.toString(),
                        "too_slow: it was at work for longer than limits.image_time allows, "
                                + imageTime.toString().substring("PT".length()).toLowerCase(Locale.ROOT)));
        return work.run(() -> look(source, access, work));
    }

    protected Upstream look(ImageReference source, Access access, WorkLimit work) {
        return inspector.inspect(source, access, work);
    }

    /**
     * The target to use: the preferred one, unless its repository is or may be another source's, or something else stands
     * under its tag; then the qualified one.
     *
     * @param qualified a name that no other source can have; the same as {@code preferred} where nothing is to be decided,
     *     null where there is none
     */
    public final TargetChoice chooseTarget(Upstream upstream, ImageReference preferred, ImageReference qualified) {
        return contents.choose(upstream, preferred, qualified);
    }

    /** The source repository that is known to own this repository at the target; nothing is asked of the registry. */
    public final Optional<Repository> owner(Repository target) {
        return history.owner(target);
    }

    /**
     * Tells if what the source names is known to be no container image, or to be one; empty where nobody knows. Nothing is
     * asked of a registry.
     *
     * @param targets under which a copy may have put it
     */
    public final Optional<Boolean> knownArtifact(Upstream upstream, Stream<ImageReference> targets) {
        return targets.flatMap(target -> history.mirrored(target).stream())
                .filter(mirrored -> mirrored.sourceDigest().equals(upstream.digest()) && mirrored.type() != null)
                .map(mirrored -> !mirrored.type().isImage())
                .findFirst();
    }

    /** As {@link #knownArtifact}; where nobody knows, the source's manifest is read. */
    public final boolean isArtifact(Upstream upstream, Stream<ImageReference> targets, Runnable beforeReading) {
        return knownArtifact(upstream, targets).orElseGet(() -> {
            beforeReading.run();
            return upstream.working(() -> upstream.isArtifact(List.of()));
        });
    }

    /** The result where nothing has to be done; empty where there is something. */
    public final Optional<CopyResult> standing(Upstream upstream, ImageReference target, PlatformSelection wanted) {
        TargetChoice choice = TargetChoice.of(target).found(contents.standing(target), false);
        return contents.done(task(upstream, choice, wanted, Dialect.AUTO));
    }

    private Task task(Upstream upstream, TargetChoice target, PlatformSelection wanted, Dialect dialect) {
        return new Task(upstream, looked(target), wanted, dialect, null, false);
    }

    private TargetChoice looked(TargetChoice target) {
        return target.standing() == null ? contents.looked(target) : target;
    }

    /**
     * Compares what is wanted with what is offered and with what the target has. A plan that is {@link CopyPlan#done}
     * needed no {@code GET} upstream where the history or equal digests told so. What is planned is verified, also where
     * a plan is made again because the tag has moved; all but what {@link #keep} puts aside.
     *
     * @param beforeReading is run before manifests of the upstream are read; it throws where they must not be
     */
    public final CopyPlan plan(
            Upstream upstream, TargetChoice target, PlatformSelection wanted, Dialect dialect, Runnable beforeReading) {
        return upstream.working(() -> plan(task(upstream, target, wanted, dialect), beforeReading));
    }

    private CopyPlan plan(Task task, Runnable beforeReading) {
        CopyPlan plan = contents.done(task)
                .map(result -> CopyPlan.done(task, result))
                .orElseGet(() -> {
                    beforeReading.run();
                    return compare(task, contents.earlier(task));
                });
        return task.kept() ? plan.with(Verification.NOT_ASKED) : verifier.verified(plan);
    }

    /**
     * Puts what stands at a target under another name too, before it is overwritten. No rule on signatures is asked: they
     * are about what comes in, and a rule that denies all other names than the upstreams' would deny the target's own.
     *
     * @param standing by its digest
     * @param stillOurs is run right before the tag is set; it throws where another process has taken it over
     */
    public final void keep(ImageReference standing, ImageReference backup, Runnable stillOurs) {
        try (Upstream upstream = inspect(standing)) {
            TargetChoice choice = looked(TargetChoice.of(backup));
            Task task = new Task(upstream, choice, PlatformSelection.ALL, Dialect.AUTO, null, true);
            copy(plan(task, () -> {}), CopyProgress.NONE, stillOurs);
        }
    }

    /**
     * How an image stands by the rules on signatures, with all of its platforms.
     *
     * @param target where it would go; null where that is not known
     */
    public final Verification verify(Upstream upstream, ImageReference target) {
        return verifier.look(upstream, target);
    }

    /**
     * Plans a copy that may still turn out to be needless.
     *
     * @param earlier platforms that stand at the target and have to stay
     */
    protected abstract CopyPlan compare(Task task, List<Platform> earlier);

    /**
     * What carrying out a plan would move, as far as that can be told without writing anything.
     *
     * @param send blobs that have to be sent
     * @param mount blobs that a repository beside the target's is known to hold, so that a registry can be expected to
     *     mount them
     * @param present blobs that the target's repository holds
     */
    public record Forecast(CopyPlan plan, Share send, Share mount, Share present) {
        public record Share(int blobs, long bytes) {
            Share and(long size) {
                return new Share(blobs + 1, bytes + size);
            }
        }
    }

    /** Says how each blob of a plan would get to its target; asks by {@code HEAD} alone. */
    public final Forecast forecast(CopyPlan plan) {
        Collection<Descriptor> blobs = ImageManifest.blobs(plan.images().stream()
                .map(CopyPlan.PlannedImage::image)
                .filter(Objects::nonNull)
                .toList());
        Repository target = plan.target().repository();
        boolean sameHost = plan.upstream().source().host().equals(target.host());
        Map<Digest, List<Repository>> holders = history.holders(
                target.host(), blobs.stream().map(Descriptor::digest).toList());
        Forecast.Share send = new Forecast.Share(0, 0);
        Forecast.Share mount = send;
        Forecast.Share present = send;
        for (Descriptor blob : blobs) {
            boolean held =
                    holders.getOrDefault(blob.digest(), List.of()).stream().anyMatch(holder -> !holder.equals(target));
            if (client.hasBlob(target, blob.digest())) {
                present = present.and(blob.size());
            } else if (sameHost || held) {
                mount = mount.and(blob.size());
            } else {
                send = send.and(blob.size());
            }
        }
        return new Forecast(plan, send, mount, present);
    }

    /**
     * Brings one platform's blobs and manifests to the target; nothing shows under the tag yet. When it fails, copies
     * of other platforms of the same {@link Upstream} end at once with the same exception.
     */
    public final PlatformCopy copyPlatform(CopyPlan plan, Platform platform, CopyProgress progress) {
        return plan.upstream().together(() -> move(plan, platform, progress));
    }

    protected abstract PlatformCopy move(CopyPlan plan, Platform platform, CopyProgress progress);

    /**
     * Puts the index or the lone manifest under the target's tag. Where another source has got the name since it was
     * chosen, the image is brought to its qualified one instead.
     *
     * @param copied of every platform of the plan
     * @param stillOurs is run right before the tag is set; it throws where another process has taken it over
     */
    public final CopyResult publish(CopyPlan plan, List<PlatformCopy> copied, Runnable stillOurs) {
        Task task = plan.task();
        Upstream upstream = task.upstream();
        ImageReference named = contents.claimed(upstream.source(), task.choice());
        if (!named.equals(task.target())) {
            Task elsewhere = task.with(upstream, looked(TargetChoice.of(named)));
            return copy(upstream.working(() -> plan(elsewhere, () -> {})), CopyProgress.NONE, stillOurs);
        }
        return upstream.working(() -> locks.publish(plan, () -> plan(anew(task), () -> {}), (current, beforeTag) -> {
            CopyResult result = publish(plan, current, copied, () -> {
                // It may wait, so that the turn is looked at after it.
                stillOurs.run();
                beforeTag.run();
            });
            return result.with(current.verified());
        }));
    }

    private Task anew(Task task) {
        Upstream now = inspect(task.upstream().source(), task.upstream().access());
        return task.with(now.insteadOf(task.upstream()), looked(TargetChoice.of(task.target())));
    }

    /**
     * Publishes while no other copy sets the tag.
     *
     * @param current the plan as it is now, another one where a copy has set the tag since {@code plan} was made
     * @param beforeTag to run right before the tag is set
     */
    protected abstract CopyResult publish(
            CopyPlan plan, CopyPlan current, List<PlatformCopy> copied, Runnable beforeTag);

    /**
     * Changes a tag of a target otherwise than by a copy, while no copy sets it, here or in another process.
     *
     * @param change is given what to run right before the change; it may be called again
     */
    public final <T> T change(ImageReference tag, Function<Runnable, T> change) {
        return locks.change(tag, change);
    }

    /** The tags of a target repository under which a copy has put this digest last, as far as that is remembered. */
    public final List<ImageReference> tagsOf(Repository repository, Digest digest) {
        return history.tagsOf(repository, digest);
    }

    /** Tells when nothing was last found attached to what stands there of a source; empty if something was, or nobody knows. */
    public final Optional<Instant> bareAt(ImageReference target, Digest source) {
        return history.mirrored(target)
                .filter(mirrored -> mirrored.sourceDigest().equals(source))
                .map(CopyHistory.Mirrored::bareAt);
    }

    /** All steps of a copy. */
    public final CopyResult copy(
            ImageReference source,
            ImageReference target,
            PlatformSelection wanted,
            Dialect dialect,
            CopyProgress progress) {
        CompletableFuture<TargetChoice> looked = parallel.start(() -> looked(TargetChoice.of(target)));
        try (Upstream upstream = inspect(source)) {
            CopyPlan plan =
                    upstream.working(() -> plan(task(upstream, Parallel.join(looked), wanted, dialect), () -> {}));
            return copy(plan, progress, () -> {});
        }
    }

    /** @param stillOurs as {@link #publish(CopyPlan, List, Runnable)} asks it */
    public final CopyResult copy(CopyPlan plan, CopyProgress progress, Runnable stillOurs) {
        List<PlatformCopy> moved =
                plan.done().isPresent() ? List.of() : plan.upstream().working(() -> moveAll(plan, progress));
        return publish(plan, moved, stillOurs);
    }

    protected abstract List<PlatformCopy> moveAll(CopyPlan plan, CopyProgress progress);

    @Override
    public void close() {
        parallel.close();
    }
}
