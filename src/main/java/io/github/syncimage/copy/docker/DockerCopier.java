package io.github.syncimage.copy.docker;

import io.github.syncimage.copy.Copier;
import io.github.syncimage.copy.manifest.ImageManifest;
import io.github.syncimage.copy.parallel.Parallel;
import io.github.syncimage.copy.plan.CopyHistory;
import io.github.syncimage.copy.plan.CopyLimits;
import io.github.syncimage.copy.plan.CopyPlan;
import io.github.syncimage.copy.plan.CopyProgress;
import io.github.syncimage.copy.plan.CopyResult;
import io.github.syncimage.copy.plan.CopyResult.DigestDifference;
import io.github.syncimage.copy.plan.Dialect;
import io.github.syncimage.copy.plan.Dialects;
import io.github.syncimage.copy.plan.PlannedImage;
import io.github.syncimage.copy.plan.Planner;
import io.github.syncimage.copy.plan.PlatformCopy;
import io.github.syncimage.copy.source.CopyRefusedException;
import io.github.syncimage.copy.source.CopyRefusedException.Reason;
import io.github.syncimage.copy.source.ImageTree;
import io.github.syncimage.copy.source.Upstream;
import io.github.syncimage.copy.source.UpstreamInspector;
import io.github.syncimage.copy.target.AlreadyMirrored;
import io.github.syncimage.copy.target.Targets;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Platform;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.HostSettings;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.api.RegistryClient;
import io.github.syncimage.text.Sizes;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Copies images through a Docker daemon, for networks in which only that reaches the upstream. Manifests are read from
 * the upstream where this program reaches it after all, and otherwise are what the daemon says; the target is always
 * reached by both. The daemon makes each manifest anew, so digests differ, but an image's config stays: by it the same
 * image is known again.
 */
public final class DockerCopier implements Copier {
    private final RegistryClient client;
    private final DockerDaemon daemon;
    private final DaemonNames names;
    private final CopyLimits limits;
    private final Dialects dialects = new Dialects(Clock.systemUTC());
    private final Parallel parallel = new Parallel();
    private final UnreachableHosts hidden = new UnreachableHosts();
    private final Planner planner;
    private final Targets targets;
    private final UpstreamInspector inspector;
    private final DockerCarrier carrier;

    /**
     * @param client for the target, and for upstreams as far as it reaches them
     * @param daemon closed with this copier
     * @param hosts credentials and addresses of registries, for the daemon
     */
    public DockerCopier(
            RegistryClient client,
            DockerDaemon daemon,
            Function<String, HostSettings> hosts,
            CopyHistory memory,
            CopyLimits limits) {
        this.client = client;
        this.daemon = daemon;
        this.limits = limits;
        names = new DaemonNames(hosts);
        planner = new Planner(dialects, limits);
        targets = new Targets(client, memory, parallel, hidden::seen);
        inspector = new UpstreamInspector(client, parallel);
        carrier = new DockerCarrier(client, daemon, names, memory, limits);
    }

    /** Asks the source, and where it cannot be reached or refuses this program, lets the daemon ask it. */
    @Override
    public Upstream inspect(ImageReference source) {
        if (hidden.seen(source.host())) {
            try {
                return inspector.inspect(source);
            } catch (RegistryException e) {
                if (e.kind() == RegistryException.Kind.UNAVAILABLE) {
                    hidden.hide(source.host());
                }
            } catch (CopyRefusedException e) {
                if (e.reason() != Reason.PRIVATE_OR_ABSENT) {
                    throw e;
                }
            }
        }
        return throughDaemon(source);
    }

    private Upstream throughDaemon(ImageReference source) {
        String name = names.of(source.repository());
        try {
            RemoteImage found = daemon.find(
                    source.digest() == null ? name + ":" + source.tag() : name + "@" + source.digest(),
                    names.credentials(source.host()));
            UpstreamInspector.refuseSchema1(source, found.root());
            ImageTree reader = new ImageTree(client, source.repository(), parallel);
            return new Upstream(source, found.root(), reader, found.platforms());
        } catch (RegistryException e) {
            throw switch (e.kind()) {
                case NOT_FOUND -> refused(Reason.NOT_FOUND, source + " does not exist: " + e.getMessage());
                case DENIED -> refused(Reason.PRIVATE_OR_ABSENT, source + " is private or absent: " + e.getMessage());
                default -> e;
            };
        }
    }

    private static CopyRefusedException refused(Reason reason, String message) {
        return new CopyRefusedException(reason, message, List.of(), List.of());
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

    @Override
    public CopyPlan plan(Upstream upstream, ImageReference target, PlatformSelection wanted, Dialect dialect) {
        Optional<Descriptor> standing = targets.standing(target);
        Optional<CopyPlan> done = targets.done(upstream, target, standing, wanted, dialect);
        if (done.isPresent()) {
            return done.get();
        }
        List<Platform> before = targets.earlier(upstream, target, standing, wanted);
        if (!upstream.readable()) {
            return unread(upstream, target, standing, wanted, dialect, before);
        }
        // What a daemon carries has to be an image, and attestations stay behind: the rules of Docker's formats.
        CopyPlan plan = planner.plan(upstream, target, standing, wanted, Dialect.DOCKER, true, before);
        CopyPlan asked = plan.with(dialect, dialects.docker(dialect, target.repository()));
        return standing.filter(found -> holds(found, asked))
                .map(found -> CopyPlan.done(upstream, target, found, wanted, dialect, result(asked, found, 0, true)))
                .orElse(asked);
    }

    private CopyPlan unread(
            Upstream upstream,
            ImageReference target,
            Optional<Descriptor> standing,
            PlatformSelection wanted,
            Dialect dialect,
            List<Platform> before) {
        List<Platform> offered = upstream.platforms();
        List<PlannedImage> images = offered.stream()
                .filter(wanted.with(before)::accepts)
                .map(PlannedImage::unread)
                .toList();
        if (offered.isEmpty()) {
            throw refused(
                    Reason.UNSUPPORTED_FORMAT,
                    upstream.source() + " names no platform: a Docker daemon carries container images only");
        }
        if (offered.stream().noneMatch(wanted::accepts)) {
            throw Planner.noSuchPlatform(upstream, wanted);
        }
        return new CopyPlan(
                upstream,
                target,
                standing,
                wanted,
                dialect,
                dialects.docker(dialect, target.repository()),
                images,
                false,
                AlreadyMirrored.skipped(wanted, offered),
                0,
                Optional.empty());
    }

    /** Whether what stands under the tag is made of the plan's images, in its order. */
    private boolean holds(Descriptor standing, CopyPlan plan) {
        ImageTree reader = new ImageTree(client, plan.target().repository(), parallel);
        List<ImageManifest> stands = reader.images(reader.contents(standing).children());
        return configs(stands)
                .equals(configs(plan.images().stream().map(PlannedImage::image).toList()));
    }

    private static List<Digest> configs(List<ImageManifest> images) {
        return images.stream().map(image -> image.config().digest()).toList();
    }

    @Override
    public PlatformCopy copyPlatform(CopyPlan plan, Platform platform, CopyProgress progress) {
        return plan.upstream().together(() -> carrier.carry(plan, platform, progress));
    }

    @Override
    public CopyResult publish(CopyPlan plan, List<PlatformCopy> copied) {
        return targets.publish(
                plan,
                () -> plan(inspect(plan.upstream().source()), plan.target(), plan.wanted(), plan.dialect()),
                current ->
                        current.done().isPresent() ? dropped(plan, current, copied) : published(plan, current, copied));
    }

    /** What the daemon brought of an image that the tag no longer names upstream is of no use. */
    private CopyResult published(CopyPlan plan, CopyPlan current, List<PlatformCopy> copied) {
        if (current.upstream().digest().equals(plan.upstream().digest())) {
            return publishAs(current, copied);
        }
        carrier.removeTags(plan, copied);
        return publishAs(current, List.of()).afterSending(PlatformCopy.moved(copied));
    }

    private CopyResult dropped(CopyPlan plan, CopyPlan done, List<PlatformCopy> copied) {
        carrier.removeTags(plan, copied);
        return done.done().orElseThrow().afterSending(PlatformCopy.moved(copied));
    }

    private CopyResult publishAs(CopyPlan plan, List<PlatformCopy> carried) {
        List<PlatformCopy> copied = new ArrayList<>(carried);
        // Where another copy has set the tag since, its platforms stay: the daemon has to bring them again.
        plan.platforms().stream()
                .filter(platform -> carried.stream().noneMatch(copy -> platform.equals(copy.platform())))
                .forEach(platform -> copied.add(copyPlatform(plan, platform, CopyProgress.NONE)));
        DockerTop top = DockerTop.of(plan, copied);
        if (top.size() > limits.imageSize()) {
            carrier.removeTags(plan, copied);
            throw Planner.tooLarge(
                    plan.upstream(),
                    "has " + Sizes.text(top.size()) + " over the wanted platforms, more than the limit of "
                            + Sizes.text(limits.imageSize()));
        }
        client.putManifest(plan.target(), top.manifest());
        carrier.removeTags(plan, copied);
        CopyPlan sized = plan.withSize(top.size());
        return result(sized, top.manifest().descriptor(), PlatformCopy.moved(copied), false);
    }

    private static CopyResult result(CopyPlan plan, Descriptor top, long moved, boolean present) {
        boolean same = top.digest().equals(plan.upstream().digest());
        return plan.result(top.digest(), same ? DigestDifference.NONE : DigestDifference.ENGINE, moved, present);
    }

    @Override
    public CopyResult copy(
            ImageReference source,
            ImageReference target,
            PlatformSelection wanted,
            Dialect dialect,
            CopyProgress progress) {
        return copy(plan(inspect(source), target, wanted, dialect), progress);
    }

    @Override
    public CopyResult copy(CopyPlan plan, CopyProgress progress) {
        List<PlatformCopy> copied = new ArrayList<>();
        for (Platform platform : plan.platforms()) {
            copied.add(copyPlatform(plan, platform, progress));
        }
        return publish(plan, copied);
    }

    @Override
    public void close() {
        parallel.close();
        try {
            daemon.close();
        } catch (java.io.IOException e) {
            // Its connections go with the process.
        }
    }
}
