package io.github.syncimage.copy.docker;

import io.github.syncimage.concurrent.LruCache;
import io.github.syncimage.concurrent.WorkLimit;
import io.github.syncimage.copy.Copier;
import io.github.syncimage.copy.docker.DockerDaemon.RemoteImage;
import io.github.syncimage.copy.manifest.DockerFormat;
import io.github.syncimage.copy.manifest.ImageIndex;
import io.github.syncimage.copy.manifest.ImageManifest;
import io.github.syncimage.copy.manifest.IndexEntry;
import io.github.syncimage.copy.plan.CopyHistory;
import io.github.syncimage.copy.plan.CopyLimits;
import io.github.syncimage.copy.plan.CopyPlan;
import io.github.syncimage.copy.plan.CopyPlan.PlannedImage;
import io.github.syncimage.copy.plan.CopyProgress;
import io.github.syncimage.copy.plan.CopyResult;
import io.github.syncimage.copy.plan.CopyResult.DigestDifference;
import io.github.syncimage.copy.plan.PlatformCopy;
import io.github.syncimage.copy.plan.SignatureMode;
import io.github.syncimage.copy.signatures.SignatureCopier;
import io.github.syncimage.copy.source.Access;
import io.github.syncimage.copy.source.CopyRefusedException;
import io.github.syncimage.copy.source.CopyRefusedException.Reason;
import io.github.syncimage.copy.source.ImageTree;
import io.github.syncimage.copy.source.Upstream;
import io.github.syncimage.copy.source.UpstreamInspector;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Platform;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.HostDirectory;
import io.github.syncimage.registry.Manifest;
import io.github.syncimage.registry.MediaTypes;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.api.RegistryClient;
import io.github.syncimage.trust.VerifyRules;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Copies images through a Docker daemon, for networks in which only that reaches the upstream. Manifests are read from
 * the upstream where this program reaches it after all, and otherwise are what the daemon says; the target is always
 * reached by both. The daemon makes each manifest anew, so digests differ; an image's config stays, and the same image
 * is recognised by it.
 */
public final class DockerCopier extends Copier {
    /** Far more than upstreams that one configuration names. */
    private static final int MOST_HOSTS = 1000;
    /** Where a firewall drops packets, trying takes over a minute: at most a tenth of the time goes into it. */
    private static final Duration FORGOTTEN = Duration.ofMinutes(15);

    private final DockerDaemon daemon;
    private final DockerCarrier.Names names;
    /** Registries that could not be reached lately, so that not every image waits for a timeout. */
    private final LruCache<String, Boolean> unreachable = new LruCache<>(MOST_HOSTS, FORGOTTEN);

    private final DockerCarrier carrier;
    private final SignatureCopier signatures;

    /**
     * @param client for the target, and for upstreams as far as it reaches them
     * @param daemon closed with this copier
     * @param hosts credentials and addresses of registries, for the daemon
     */
    public DockerCopier(
            RegistryClient client,
            DockerDaemon daemon,
            HostDirectory hosts,
            CopyHistory history,
            CopyLimits limits,
            SignatureMode mode,
            VerifyRules verify) {
        super(client, history, limits, verify, Clock.systemUTC());
        this.daemon = daemon;
        this.names = new DockerCarrier.Names(hosts, hosts.ofSources());
        signatures = new SignatureCopier(client, null, mode, limits, history, Clock.systemUTC());
        carrier = new DockerCarrier(client, daemon, names, history, limits);
    }

    /**
     * Asks the source, and where it cannot be reached or refuses this program, lets the daemon ask it; for a stranger
     * neither of them shows a login.
     */
    @Override
    protected Upstream look(ImageReference source, Access access, WorkLimit work) {
        if (unreachable.find(source.host()).isEmpty()) {
            try {
                return super.look(source, access, work);
            } catch (RegistryException e) {
                if (e.kind() == RegistryException.Kind.UNAVAILABLE) {
                    unreachable.put(source.host(), true);
                }
            } catch (CopyRefusedException e) {
                if (e.reason() != Reason.PRIVATE_OR_ABSENT || access == Access.PUBLIC) {
                    throw e;
                }
            }
        }
        return throughDaemon(source, access, work);
    }

    private Upstream throughDaemon(ImageReference source, Access access, WorkLimit work) {
        String name = names.of(source.repository());
        try {
            RemoteImage found = daemon.find(
                    source.digest() == null ? name + ":" + source.tag() : name + "@" + source.digest(),
                    access == Access.PUBLIC ? null : names.credentials(source.host(), access));
            return inspector.found(source, found.root(), found.platforms(), access, work);
        } catch (RegistryException e) {
            throw switch (e.kind()) {
                case NOT_FOUND ->
                    new CopyRefusedException(Reason.NOT_FOUND, source + " does not exist: " + e.getMessage());
                case DENIED -> UpstreamInspector.privateOrAbsent(source, access, e.getMessage());
                default -> e;
            };
        }
    }

    @Override
    protected CopyPlan compare(CopyPlan.Task task, List<Platform> earlier) {
        boolean docker = dialects.docker(task.dialect(), task.target().repository());
        if (!task.upstream().readable()) {
            return planner.unread(task, docker, earlier);
        }
        // What a daemon carries has to be an image, and attestations stay behind: the rules of Docker's formats.
        CopyPlan plan = planner.plan(task, true, earlier).with(docker);
        return task.standing().flatMap(found -> done(plan, found)).orElse(plan);
    }

    /** Makes a plan with nothing to do if what stands under the tag is made of the plan's images, in its order. */
    private Optional<CopyPlan> done(CopyPlan plan, Descriptor standing) {
        ImageTree tree = contents.tree(plan.upstream().tree(), plan.target());
        List<ImageManifest> stands = tree.images(tree.contents(standing).children());
        List<ImageManifest> wanted =
                plan.images().stream().map(PlannedImage::image).toList();
        return configs(stands).equals(configs(wanted))
                ? Optional.of(CopyPlan.done(plan.task(), result(plan, standing, stands, plan.size())))
                : Optional.empty();
    }

    private static List<Digest> configs(List<ImageManifest> images) {
        return images.stream().map(image -> image.config().digest()).toList();
    }

    @Override
    protected PlatformCopy move(CopyPlan plan, Platform platform, CopyProgress progress) {
        signatures.begin(plan);
        return carrier.carry(plan, platform, progress);
    }

    @Override
    protected CopyResult publish(CopyPlan plan, CopyPlan current, List<PlatformCopy> copied, Runnable beforeTag) {
        if (current.done().isPresent()) {
            carrier.removeTags(plan, copied);
            return signatures.again(current, current.done().get().afterSending(PlatformCopy.moved(copied)), false);
        }
        if (current.upstream().digest().equals(plan.upstream().digest())) {
            return publishAs(current, copied, beforeTag);
        }
        // The tag names another image upstream by now: what the daemon brought is of no use.
        carrier.removeTags(plan, copied);
        return publishAs(current, List.of(), beforeTag).afterSending(PlatformCopy.moved(copied));
    }

    private CopyResult publishAs(CopyPlan plan, List<PlatformCopy> carried, Runnable beforeTag) {
        List<PlatformCopy> copied = new ArrayList<>(carried);
        // Where another copy has set the tag since, its platforms stay: the daemon has to bring them again.
        plan.platforms().stream()
                .filter(platform -> carried.stream().noneMatch(copy -> platform.equals(copy.platform())))
                .forEach(platform -> copied.add(copyPlatform(plan, platform, CopyProgress.NONE)));
        PushedImage top = PushedImage.of(plan, copied);
        try {
            planner.refuseIfTooLarge(plan.upstream(), top.size());
        } catch (CopyRefusedException e) {
            carrier.removeTags(plan, copied);
            throw e;
        }
        UnaryOperator<CopyResult> attached = signatures.bring(plan, DigestDifference.ENGINE, top.manifest(), () -> {});
        beforeTag.run();
        client.putManifest(plan.target(), top.manifest());
        carrier.removeTags(plan, copied);
        return attached.apply(result(plan, top.manifest().descriptor(), top.images(), top.size())
                .written(PlatformCopy.moved(copied)));
    }

    private static CopyResult result(CopyPlan plan, Descriptor top, List<ImageManifest> stands, long size) {
        boolean same = top.digest().equals(plan.upstream().digest());
        return plan.result(top.digest(), same ? DigestDifference.NONE : DigestDifference.ENGINE, stands, size);
    }

    @Override
    protected List<PlatformCopy> moveAll(CopyPlan plan, CopyProgress progress) {
        return plan.platforms().stream()
                .map(platform -> copyPlatform(plan, platform, progress))
                .toList();
    }

    @Override
    public void close() {
        super.close();
        daemon.close();
    }

    /**
     * What goes under the tag of an image whose manifests a daemon made.
     *
     * @param manifest the only one there is, or else a list or index of them
     * @param images what the daemon made of the plan's, in its order
     * @param size compressed bytes of all, shared blobs once
     */
    private record PushedImage(Manifest manifest, List<ImageManifest> images, long size) {
        static PushedImage of(CopyPlan plan, List<PlatformCopy> copied) {
            List<IndexEntry> entries = new ArrayList<>();
            List<ImageManifest> images = new ArrayList<>();
            for (PlannedImage image : plan.images()) {
                Manifest placed = copied.stream()
                        .filter(copy -> image.carrier().equals(copy.platform()))
                        .findFirst()
                        .orElseThrow()
                        .placed()
                        .get(image.digest());
                images.add(ImageManifest.read(placed));
                entries.add(DockerFormat.entry(image.child(), placed.descriptor()));
            }
            long size = ImageManifest.size(images);
            if (images.size() == 1) {
                return new PushedImage(images.get(0).manifest(), images, size);
            }
            boolean docker = images.stream()
                    .allMatch(image -> image.manifest().mediaType().equals(MediaTypes.DOCKER_MANIFEST));
            return new PushedImage(
                    ImageIndex.of(docker ? MediaTypes.DOCKER_LIST : MediaTypes.OCI_INDEX, entries), images, size);
        }
    }
}
