package io.github.syncimage.copy.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.copy.ImageCopier;
import io.github.syncimage.copy.TwoRegistries;
import io.github.syncimage.copy.plan.CopyHistory;
import io.github.syncimage.copy.plan.CopyLimits;
import io.github.syncimage.copy.plan.CopyProgress;
import io.github.syncimage.copy.plan.Dialect;
import io.github.syncimage.copy.plan.SignatureMode;
import io.github.syncimage.demo.registry.LoopbackImages;
import io.github.syncimage.demo.registry.SampleImage;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.trust.VerifyRules;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TagClaimsTest {
    private static final SampleImage FIRST = LoopbackImages.index("first", "linux/amd64", "linux/arm64");
    private static final SampleImage SECOND = LoopbackImages.index("second", "linux/amd64");

    @RegisterExtension
    private final TwoRegistries registries = new TwoRegistries();

    private final ImageReference preferred = registries.to("mirror/controller:v1");
    private final ImageReference qualified = registries.to("mirror/quay.metallb.controller:v1");
    private final ImageReference ours = registries.source("ingress/controller:v1", FIRST);
    private final ImageReference other = registries.source("metallb/controller:v1", SECOND);

    @Test
    void aFreeTargetIsTakenAndKept() {
        assertThat(choose(ours, FIRST)).isEqualTo(preferred);
        assertThat(choose(ours, FIRST)).isEqualTo(preferred);
    }

    @Test
    void twoRequestsAtOnceDoNotShareATarget() {
        assertThat(choose(ours, FIRST)).isEqualTo(preferred);
        assertThat(choose(other, SECOND)).isEqualTo(qualified);
    }

    @Test
    void anotherSourcesImageIsNeverOverwritten() {
        registries.copy(ours, preferred, "linux/amd64");
        registries.restart(registries.memory);

        assertThat(choose(other, SECOND)).isEqualTo(qualified);
        assertThat(choose(ours, FIRST)).isEqualTo(preferred);
    }

    @Test
    void aMovedTagKeepsItsTarget() {
        registries.copy(ours, preferred, "linux/amd64");
        registries.restart(registries.memory);
        SampleImage moved = LoopbackImages.index("moved", "linux/amd64");
        registries.source("ingress/controller:v1", moved);

        assertThat(choose(ours, moved)).isEqualTo(preferred);
    }

    @Test
    void withoutMemoryASubsetIsKnownByItsImages() {
        registries.copy(ours, preferred, "linux/amd64");
        registries.restart(CopyHistory.NONE);

        assertThat(choose(other, SECOND)).isEqualTo(qualified);
        assertThat(choose(ours, FIRST)).isEqualTo(preferred);
    }

    @Test
    void withoutMemoryWhateverElseStandsThereIsNotOverwritten() {
        registries.target.add("mirror/controller", "v1", LoopbackImages.single("stranger", "linux/amd64"));
        registries.restart(CopyHistory.NONE);

        assertThat(choose(ours, FIRST)).isEqualTo(qualified);
    }

    @Test
    void whatSomebodyElsePutOverOurImageIsNotOverwritten() {
        registries.copy(ours, preferred, "all");
        registries.target.add("mirror/controller", "v1", LoopbackImages.single("stranger", "linux/amd64"));
        registries.restart(registries.memory);

        assertThat(choose(ours, FIRST)).isEqualTo(qualified);
    }

    @Test
    void twoRequestsAtOnceBothLeaveWhatAStrangerPutThere() {
        registries.target.add("mirror/controller", "v1", LoopbackImages.single("stranger", "linux/amd64"));
        registries.target.latency(Duration.ofMillis(300));

        List<CompletableFuture<ImageReference>> chosen = Stream.generate(
                        () -> CompletableFuture.supplyAsync(() -> choose(ours, FIRST)))
                .limit(2)
                .toList();

        assertThat(chosen).extracting(CompletableFuture::join).containsOnly(qualified);
    }

    @Test
    void whoseImageStandsThereKeepsTheNameWhileAnotherAsksForIt() {
        registries.copy(other, preferred, "all");
        registries.restart(registries.memory);
        registries.target.latency(Duration.ofMillis(300));

        CompletableFuture<ImageReference> first = CompletableFuture.supplyAsync(() -> choose(ours, FIRST));
        CompletableFuture<ImageReference> second = CompletableFuture.supplyAsync(() -> choose(other, SECOND));

        assertThat(first.join()).isEqualTo(qualified);
        assertThat(second.join()).isEqualTo(preferred);
    }

    @Test
    void whatAnotherProcessPutThereSinceIsNotOverwritten() {
        assertThat(choose(ours, FIRST)).isEqualTo(preferred);
        try (ImageCopier process = new ImageCopier(
                registries.client, registries.memory, CopyLimits.DEFAULT, SignatureMode.AUTO, VerifyRules.NONE)) {
            process.copy(other, preferred, PlatformSelection.ALL, Dialect.AUTO, CopyProgress.NONE);
        }

        assertThat(choose(ours, FIRST)).isEqualTo(qualified);
    }

    private ImageReference choose(ImageReference source, SampleImage image) {
        return registries.copier().chooseTarget(source, image.digest(), preferred, qualified);
    }
}
