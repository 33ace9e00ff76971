package io.github.syncimage.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.syncimage.copy.manifest.ImageIndex;
import io.github.syncimage.copy.plan.CopyHistory;
import io.github.syncimage.copy.plan.CopyLimits;
import io.github.syncimage.copy.plan.CopyPlan;
import io.github.syncimage.copy.plan.CopyProgress;
import io.github.syncimage.copy.plan.CopyResult;
import io.github.syncimage.copy.plan.Dialect;
import io.github.syncimage.copy.plan.PlatformCopy;
import io.github.syncimage.copy.plan.SignatureMode;
import io.github.syncimage.copy.plan.TargetChoice;
import io.github.syncimage.copy.source.CopyRefusedException;
import io.github.syncimage.demo.ExchangeCall;
import io.github.syncimage.demo.LoopbackRegistry;
import io.github.syncimage.demo.SampleImage;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.HostDirectory;
import io.github.syncimage.registry.HostSettings;
import io.github.syncimage.registry.Manifest;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.api.RegistryClient;
import io.github.syncimage.registry.api.Samples;
import io.github.syncimage.settings.Clouds;
import io.github.syncimage.trust.VerifyRules;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** An upstream and a target on loopback, and copiers between them, until a test is over. */
public final class TwoRegistries implements AutoCloseable, AfterEachCallback {
    public final LoopbackRegistry upstream = new LoopbackRegistry();
    public final LoopbackRegistry target = new LoopbackRegistry();
    public final Memory memory = new Memory();
    public RegistryClient client = new RegistryClient(this::settings, 8);

    private ImageCopier copier;

    public TwoRegistries() {
        restart(memory);
    }

    /** Hosts by other names than their address are the target: SWR's, Aliyun's. */
    private HostSettings settings(String host) {
        return host.startsWith("127.")
                ? HostSettings.of(host)
                : Samples.at(host, target.uri()).withLimits(Clouds.limits(host));
    }

    public ImageCopier copier() {
        return copier;
    }

    /** A process that starts anew, with the same memory or none. */
    public void restart(CopyHistory with) {
        restart(with, CopyLimits.DEFAULT);
    }

    public void restart(CopyHistory with, CopyLimits limits) {
        restart(with, limits, SignatureMode.AUTO, VerifyRules.NONE, Clock.systemUTC());
    }

    /** One that treats signatures so, with the same memory. */
    public void restart(SignatureMode mode) {
        restart(memory, CopyLimits.DEFAULT, mode, VerifyRules.NONE, Clock.systemUTC());
    }

    /** A process whose operator asks for signatures. */
    void restart(VerifyRules verify) {
        restart(memory, CopyLimits.DEFAULT, SignatureMode.AUTO, verify, Clock.systemUTC());
    }

    /** The same process, by another clock. */
    public void restart(Clock clock) {
        restart(memory, CopyLimits.DEFAULT, SignatureMode.AUTO, VerifyRules.NONE, clock);
    }

    /** A process that reaches hosts so. */
    void restart(HostDirectory hosts) {
        copier.close();
        client.close();
        client = new RegistryClient(hosts, 8);
        restart(memory);
    }

    private void restart(CopyHistory with, CopyLimits limits, SignatureMode mode, VerifyRules verify, Clock clock) {
        if (copier != null) {
            copier.close();
        }
        copier = new ImageCopier(client, with, limits, mode, verify, clock);
    }

    public ImageReference source(String name, SampleImage image) {
        ImageReference reference = at(upstream.host(), name);
        upstream.add(reference.repository().path(), reference.tag(), image);
        return reference;
    }

    public ImageReference to(String name) {
        return at(target.host(), name);
    }

    public static ImageReference at(String host, String name) {
        return ImageReference.parse(host + "/" + name);
    }

    public CopyResult copy(ImageReference source, ImageReference to, String platforms) {
        return copy(source, to, platforms, Dialect.AUTO);
    }

    public CopyResult copy(ImageReference source, ImageReference to, String platforms, Dialect dialect) {
        return copier.copy(source, to, PlatformSelection.parse(platforms), dialect, CopyProgress.NONE);
    }

    public CopyPlan plan(ImageReference source, ImageReference to, String platforms) {
        return plan(copier, source, to, platforms);
    }

    public static CopyPlan plan(Copier copier, ImageReference source, ImageReference to, String platforms) {
        return copier.plan(
                copier.inspect(source),
                TargetChoice.of(to),
                PlatformSelection.parse(platforms),
                Dialect.AUTO,
                () -> {});
    }

    /** Copies the first platform of a plan, as a flow does. */
    public PlatformCopy copyFirst(CopyPlan plan) {
        return copier.copyPlatform(plan, plan.platforms().get(0), CopyProgress.NONE);
    }

    /** What a copy is refused with. */
    public CopyRefusedException refused(ImageReference source, ImageReference to, String platforms) {
        CopyRefusedException refused =
                catchThrowableOfType(CopyRefusedException.class, () -> copy(source, to, platforms));
        assertThat(refused).isNotNull();
        return refused;
    }

    /** What a copy fails with. */
    public RegistryException failure(ImageReference source, ImageReference to, String platforms) {
        RegistryException failure = catchThrowableOfType(RegistryException.class, () -> copy(source, to, platforms));
        assertThat(failure).isNotNull();
        return failure;
    }

    /** What stands under the target's tag. */
    public Manifest standing(ImageReference reference) {
        return target.manifest(reference.repository().path(), reference.tag()).orElseThrow();
    }

    public List<Digest> childrenOf(ImageReference reference) {
        return ImageIndex.read(standing(reference)).children().stream()
                .map(child -> child.descriptor().digest())
                .toList();
    }

    public List<String> upstreamCalls() {
        return upstream.calls().stream().map(ExchangeCall::toString).toList();
    }

    public List<String> targetCalls() {
        return target.calls().stream().map(ExchangeCall::toString).toList();
    }

    public List<String> targetWrites() {
        return target.calls().stream()
                .filter(ExchangeCall::writes)
                .map(ExchangeCall::toString)
                .toList();
    }

    public void forgetCalls() {
        upstream.forgetCalls();
        target.forgetCalls();
    }

    @Override
    public void afterEach(ExtensionContext test) {
        close();
    }

    @Override
    public void close() {
        copier.close();
        client.close();
        upstream.close();
        target.close();
    }

    /** A memory that outlives copiers, as the database does. */
    public static final class Memory implements CopyHistory {
        private final Map<Repository, Set<Digest>> held = new ConcurrentHashMap<>();
        private final Map<Repository, Repository> owners = new ConcurrentHashMap<>();
        private final Map<ImageReference, Mirrored> mirrored = new ConcurrentHashMap<>();

        @Override
        public Map<Digest, List<Repository>> holders(String host, Collection<Digest> blobs) {
            Map<Digest, List<Repository>> holders = new HashMap<>();
            held.forEach((repository, held) -> blobs.stream()
                    .filter(blob -> repository.host().equals(host) && held.contains(blob))
                    .forEach(blob -> holders.computeIfAbsent(blob, digest -> new ArrayList<>())
                            .add(repository)));
            return holders;
        }

        List<Repository> holders(String host, Digest blob) {
            return holders(host, Set.of(blob)).getOrDefault(blob, List.of());
        }

        /** A repository is believed to hold all blobs of an image. */
        void holds(Repository repository, SampleImage image) {
            holds(repository, image.blobs().stream().map(Digest::of).toList());
        }

        @Override
        public void holds(Repository repository, Collection<Digest> blobs) {
            held.computeIfAbsent(repository, key -> ConcurrentHashMap.newKeySet())
                    .addAll(blobs);
        }

        @Override
        public void lacks(Repository repository, Digest blob) {
            held.getOrDefault(repository, Set.of()).remove(blob);
        }

        @Override
        public Optional<Mirrored> mirrored(ImageReference target) {
            return Optional.ofNullable(mirrored.get(target));
        }

        @Override
        public Optional<Repository> owner(Repository target) {
            return Optional.ofNullable(owners.get(target));
        }

        @Override
        public Optional<Repository> claim(Repository target, Repository source) {
            return Optional.of(owners.computeIfAbsent(target, free -> source.upstream()));
        }

        @Override
        public void remember(Mirrored copy) {
            mirrored.put(copy.target(), copy);
        }
    }
}
