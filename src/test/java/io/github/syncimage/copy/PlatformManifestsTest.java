package io.github.syncimage.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.copy.manifest.ImageManifest;
import io.github.syncimage.copy.plan.CopyHistory;
import io.github.syncimage.copy.plan.CopyProgress;
import io.github.syncimage.copy.plan.CopyResult;
import io.github.syncimage.copy.plan.Dialect;
import io.github.syncimage.copy.source.PlatformImage;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.demo.SampleImage;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Platform;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.registry.Manifest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A copy tells what stands at the target for each platform, by the digest to pull it by, and remembers it. */
class PlatformManifestsTest {
    private static final SampleImage TWO = LoopbackImages.indexWithAttestations("two", "linux/amd64", "linux/arm64");

    @RegisterExtension
    private final TwoRegistries registries = new TwoRegistries();

    private final ImageReference to = registries.to("mirror/app:1");

    @Test
    void ofAWholeIndexInItsOrder() {
        CopyResult result = registries.copy(registries.source("a/app:1", TWO), to, "all");

        assertThat(result.images()).containsExactly(expected("linux/amd64", TWO, 0), expected("linux/arm64", TWO, 1));
        assertThat(registries.memory.mirrored(to).orElseThrow().images()).isEqualTo(result.images());
    }

    @Test
    void ofASubset() {
        CopyResult result = registries.copy(registries.source("a/app:1", TWO), to, "linux/arm64");

        assertThat(result.images()).containsExactly(expected("linux/arm64", TWO, 1));
    }

    @Test
    void ofALoneManifest() {
        SampleImage single = LoopbackImages.single("one", "linux/arm/v7");

        CopyResult result = registries.copy(registries.source("a/one:1", single), to, "all");

        assertThat(result.images()).singleElement().satisfies(image -> {
            assertThat(image.platform()).hasToString("linux/arm/v7");
            assertThat(image.digest()).isEqualTo(single.digest());
            assertThat(image.size()).isEqualTo(result.size());
        });
    }

    @Test
    void inDockersFormatsByTheDigestsThatTheTargetHas() {
        CopyResult result = registries
                .copier()
                .copy(
                        registries.source("a/app:1", LoopbackImages.zstd("zstd", "linux/amd64")),
                        to,
                        PlatformSelection.ALL,
                        Dialect.DOCKER,
                        CopyProgress.NONE);

        assertThat(result.images()).singleElement().satisfies(image -> {
            Manifest stands = registries
                    .target
                    .manifest("mirror/app", image.digest().toString())
                    .orElseThrow();
            assertThat(image.size()).isEqualTo(ImageManifest.read(stands).size());
            assertThat(image.digest()).isNotEqualTo(result.sourceDigest());
        });
    }

    @Test
    void whereItStandsThereAlreadyFromMemoryOrFromTheTarget() {
        ImageReference source = registries.source("a/app:1", TWO);
        List<PlatformImage> copied = registries.copy(source, to, "all").images();

        CopyResult remembered = registries.copy(source, to, "linux/arm64");
        registries.restart(CopyHistory.NONE);
        CopyResult read = registries.copy(source, to, "linux/arm64");

        assertThat(remembered.alreadyPresent()).isTrue();
        assertThat(remembered.images()).isEqualTo(copied);
        assertThat(read.alreadyPresent()).isTrue();
        assertThat(read.images()).isEqualTo(copied);
    }

    @Test
    void noneOfAnArtifact() {
        CopyResult result =
                registries.copy(registries.source("a/chart:1", LoopbackImages.helmChart("chart")), to, "all");

        assertThat(result.images()).isEmpty();
    }

    private static PlatformImage expected(String platform, SampleImage index, int child) {
        ImageManifest image = ImageManifest.read(index.children().get(child).manifest());
        return PlatformImage.of(Platform.parse(platform), image);
    }
}
