package io.github.syncimage.copy;

import io.github.syncimage.copy.manifest.ImageIndex;
import io.github.syncimage.copy.plan.CopyHistory;
import io.github.syncimage.copy.plan.CopyLimits;
import io.github.syncimage.copy.plan.CopyProgress;
import io.github.syncimage.copy.plan.CopyResult;
import io.github.syncimage.copy.plan.Dialect;
import io.github.syncimage.copy.plan.SignatureMode;
import io.github.syncimage.demo.ExchangeCall;
import io.github.syncimage.demo.LoopbackRegistry;
import io.github.syncimage.demo.SampleImage;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.registry.HostSettings;
import io.github.syncimage.registry.Manifest;
import io.github.syncimage.registry.api.RegistryClient;
import io.github.syncimage.registry.api.Samples;
import io.github.syncimage.settings.Clouds;
import io.github.syncimage.trust.VerifyRules;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** An upstream and a target on loopback, and copiers between them, until a test is over. */
public final class TwoRegistries implements AutoCloseable, AfterEachCallback {
    public final LoopbackRegistry upstream = new LoopbackRegistry();
    public final LoopbackRegistry target = new LoopbackRegistry();
    public final InProcessMemory memory = new InProcessMemory();
    public final RegistryClient client = new RegistryClient(this::settings, 8);

    private ImageCopier copier =
            new ImageCopier(client, memory, CopyLimits.DEFAULT, SignatureMode.AUTO, VerifyRules.NONE);

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
        copier.close();
        copier = new ImageCopier(client, with, limits, SignatureMode.AUTO, VerifyRules.NONE);
    }

    /** One that treats signatures so, with the same memory. */
    public void restart(SignatureMode mode) {
        restart(mode, CopyLimits.DEFAULT);
    }

    public void restart(SignatureMode mode, CopyLimits limits) {
        copier.close();
        copier = new ImageCopier(client, memory, limits, mode, VerifyRules.NONE);
    }

    /** A process whose operator asks for signatures. */
    void restart(VerifyRules verify) {
        copier.close();
        copier = new ImageCopier(client, memory, CopyLimits.DEFAULT, SignatureMode.AUTO, verify);
    }

    /** The same process, by another clock. */
    public void restart(Clock clock) {
        copier.close();
        copier = new ImageCopier(client, memory, CopyLimits.DEFAULT, SignatureMode.AUTO, VerifyRules.NONE, clock);
    }

    public ImageReference source(String name, SampleImage image) {
        ImageReference reference = ImageReference.parse(upstream.host() + "/" + name);
        upstream.add(reference.repository().path(), reference.tag(), image);
        return reference;
    }

    public ImageReference to(String name) {
        return ImageReference.parse(target.host() + "/" + name);
    }

    public CopyResult copy(ImageReference source, ImageReference to, String platforms) {
        return copier.copy(source, to, PlatformSelection.parse(platforms), Dialect.AUTO, CopyProgress.NONE);
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
}
