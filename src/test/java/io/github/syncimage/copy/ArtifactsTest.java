package io.github.syncimage.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.syncimage.copy.manifest.ImageManifest;
import io.github.syncimage.copy.plan.CopyHistory.Mirrored;
import io.github.syncimage.copy.plan.CopyLimits;
import io.github.syncimage.copy.plan.CopyResult;
import io.github.syncimage.copy.plan.Dialect;
import io.github.syncimage.copy.source.CopyRefusedException;
import io.github.syncimage.copy.source.CopyRefusedException.Reason;
import io.github.syncimage.demo.Artifacts;
import io.github.syncimage.demo.ExchangeCall;
import io.github.syncimage.demo.LoopbackRegistry;
import io.github.syncimage.demo.SampleImage;
import io.github.syncimage.image.ArtifactType;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Platform;
import io.github.syncimage.testing.Front;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no container image: what it is, that it arrives whole, and where it cannot. */
class ArtifactsTest {
    private static final String TAG = "1.2.3_b";

    @RegisterExtension
    private final TwoRegistries registries = new TwoRegistries();

    private final LoopbackRegistry target = registries.target;

    private ImageReference source(SampleImage artifact) {
        return registries.source("a/thing:" + TAG, artifact);
    }

    private ImageReference to() {
        return registries.to("b/thing:" + TAG);
    }

    private static final String TABLE = """
            helm                  | helm         | helm pull oci://R --version 1.2.3+b
            ollama                | ollama       | ollama pull T
            docker model          | docker-model | docker model pull T
            modelpack             | modelpack    | modctl pull T
            kitops                | kitops       | kit pull T
            flux                  | flux         | flux pull artifact oci://T --output .
            tekton                | tekton       | tkn bundle list T
            opa                   | artifact     | oras pull T
            conftest              | artifact     | oras pull T
            oras                  | artifact     | oras pull T
            hostile title         | artifact     | oras pull T
            config only           | artifact     | oras copy T --to-oci-layout thing:1.2.3_b
            wasm artifact         | artifact     | oras copy T --to-oci-layout thing:1.2.3_b
            two artifacts         | artifact     | oras pull T
            typed entries         | artifact     | oras copy T --to-oci-layout thing:1.2.3_b
            artifacts by platform | artifact     | oras pull T
            bottles               | artifact     | oras pull T
            """;

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = TABLE)
    void arrivesWholeWhateverPlatformsAreAsked(String what, String type, String command) {
        SampleImage artifact = Artifacts.of(what);
        ImageReference source = source(artifact);

        for (String platforms : List.of("linux/amd64,linux/arm64", "linux/arm64", "all")) {
            registries.restart(new TwoRegistries.Memory());
            CopyResult result = registries.copy(source, to(), platforms);

            assertThat(result.targetDigest()).isEqualTo(artifact.digest());
            assertThat(registries.standing(to()).digest()).isEqualTo(artifact.digest());
            assertThat(List.of(result.upstream(), result.mirrored(), result.skipped()))
                    .allMatch(List::isEmpty);
            assertThat(result.type().code()).isEqualTo(type);
            assertThat(result.command())
                    .isEqualTo(command.replace("T", to().toString())
                            .replace("R", to().repository().toString()));
        }
    }

    /** From the first copy on, and from the target alone, where nothing is remembered of it. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = TABLE)
    void isKnownAgainAndNotWrittenTwice(String what, String type) {
        ImageReference source = source(Artifacts.of(what));
        registries.copy(source, to(), "linux/arm64");

        for (TwoRegistries.Memory memory : List.of(registries.memory, new TwoRegistries.Memory())) {
            registries.restart(memory);
            target.forgetCalls();
            CopyResult again = registries.copy(source, to(), "linux/amd64");

            assertThat(again.alreadyPresent()).isTrue();
            assertThat(again.type().code()).isEqualTo(type);
            assertThat(again.mirrored()).isEmpty();
            assertThat(registries.targetWrites()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            wasm       | wasip1/wasm           | linux/amd64 | docker pull --platform wasip1/wasm T
            wasm index | wasip1/wasm,wasi/wasm | linux/amd64 | docker pull --platform wasip1/wasm T
            wasm index | wasi/wasm             | wasi/wasm   | docker pull --platform wasi/wasm T
            """)
    void whatIsForWebAssemblyOnlyNeedsNoAll(String what, String mirrored, String asked, String command) {
        CopyResult result = registries.copy(source(Artifacts.of(what)), to(), asked);

        assertThat(result.mirrored().stream().map(Platform::toString)).containsExactly(mirrored.split(","));
        assertThat(result.skipped()).isEmpty();
        assertThat(result.type()).isEqualTo(ArtifactType.WASM);
        assertThat(result.command()).isEqualTo(command.replace("T", to().toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"image", "old image"})
    void anImageIsOne(String what) {
        CopyResult result = registries.copy(source(Artifacts.of(what)), to(), "linux/amd64");

        assertThat(result.type()).isEqualTo(ArtifactType.IMAGE);
        assertThat(result.command()).isEqualTo("docker pull " + to());
    }

    @Test
    void aChartBesideImagesComesWithAnyOfThem() {
        SampleImage index = Artifacts.imagesAndChart();

        CopyResult result = registries.copy(source(index), to(), "linux/arm64");

        assertThat(registries.childrenOf(to()))
                .containsExactly(
                        index.children().get(1).digest(),
                        index.children().get(2).digest());
        assertThat(result.type()).isEqualTo(ArtifactType.IMAGE);
        assertThat(result.mirrored()).containsExactly(Platform.parse("linux/arm64"));
    }

    @Test
    void whatWasMirroredBeforeTypesWereKnownHasNone() {
        ImageReference source = source(Artifacts.helm("chart"));
        registries.copy(source, to(), "all");
        Mirrored known = registries.memory.mirrored(to()).orElseThrow();
        registries.memory.remember(new Mirrored(
                null,
                known.source(),
                known.target(),
                known.sourceDigest(),
                known.targetDigest(),
                known.platforms(),
                known.images(),
                known.wanted(),
                known.offered(),
                known.size(),
                known.difference(),
                known.time(),
                known.bareAt()));

        CopyResult again = registries.copy(source, to(), "all");

        assertThat(again.type()).isNull();
        assertThat(again.command()).isEqualTo("docker pull " + to());
    }

    @ParameterizedTest
    @ValueSource(strings = {"helm", "ollama", "opa", "two artifacts"})
    void isNotConverted(String what) {
        ImageReference source = source(Artifacts.of(what));

        CopyRefusedException refused = catchThrowableOfType(
                CopyRefusedException.class, () -> registries.copy(source, to(), "all", Dialect.DOCKER));

        assertThat(refused.reason()).isEqualTo(Reason.UNSUPPORTED_FORMAT);
        assertThat(refused)
                .hasMessageContainingAll(
                        "of type " + (what.equals("helm") || what.equals("ollama") ? what : "artifact"),
                        "registries.artifacts");
        assertThat(registries.targetWrites()).isEmpty();
    }

    /** Aliyun answers 403 to the empty config; others 400, 415, or that a manifest of the kind is invalid. */
    @ParameterizedTest
    @CsvSource({
        "helm,          helm.config, 400, MANIFEST_INVALID",
        "helm,          helm.config, 415, UNSUPPORTED",
        "helm,          helm.config, 405, UNSUPPORTED",
        "oras,          oci.empty,   403, DENIED",
        "two artifacts, oci.empty,   403, DENIED"
    })
    void whatAHostRefusesItIsNotSentAgain(String what, String marked, int status, String code) {
        target.refuseManifestsWith(marked, status, code);
        ImageReference source = source(Artifacts.of(what));
        ImageReference like = registries.source("a/like:1", Artifacts.of(what));

        assertThat(registries.refused(source, to(), "all"))
                .hasMessageContainingAll("of type", code, "registries.artifacts")
                .extracting(CopyRefusedException::reason)
                .isEqualTo(Reason.UNSUPPORTED_FORMAT);
        target.forgetCalls();
        assertThat(registries.refused(like, registries.to("b/like:1"), "all").reason())
                .isEqualTo(Reason.UNSUPPORTED_FORMAT);
        assertThat(registries.targetWrites()).isEmpty();

        registries.copy(registries.source("a/app:1", Artifacts.of("image")), registries.to("b/app:1"), "all");
        registries.copy(registries.source("a/flux:1", Artifacts.of("flux")), registries.to("b/flux:1"), "all");
    }

    @ParameterizedTest
    @CsvSource({"401, UNAUTHORIZED", "404, NAME_UNKNOWN"})
    void whatIsNotAboutTheKindIsNotRemembered(int status, String code) {
        ImageReference source = source(Artifacts.of("flux"));
        target.failNext(9, status, code, ExchangeCall::writes);

        assertThat(catchThrowableOfType(RuntimeException.class, () -> registries.copy(source, to(), "all")))
                .isNotNull()
                .isNotInstanceOf(CopyRefusedException.class);
        target.behave();
        registries.restart(registries.memory);
        assertThat(registries.copy(source, to(), "all").type()).isEqualTo(ArtifactType.FLUX);
    }

    @Test
    void aLayerOfAnyTypeIsResumed() {
        byte[] weights = new byte[40 << 20];
        new Random(1).nextBytes(weights);
        SampleImage model = Artifacts.large("application/vnd.kitops.modelkit.model.v1.tar", weights);
        registries.source("a/model:1", model);
        try (Front front = Front.of(registries.upstream.uri()).cutAnswersAfter(8 << 20)) {
            registries.copy(TwoRegistries.at(front.host(), "a/model:1"), to(), "all");

            assertThat(front.bytesServed()).isLessThan(60L << 20);
        }
        assertThat(registries.standing(to()).digest()).isEqualTo(model.digest());
    }

    @Test
    void oneThatIsTooLargeHasNoPlatformsToChooseFrom() {
        registries.restart(registries.memory, new CopyLimits(8, 1, Duration.ofHours(1)));

        CopyRefusedException artifact = registries.refused(source(Artifacts.of("kitops")), to(), "all");
        CopyRefusedException image =
                registries.refused(registries.source("a/app:1", Artifacts.of("image")), to(), "all");

        assertThat(artifact.reason()).isEqualTo(Reason.TOO_LARGE);
        assertThat(artifact.getMessage()).doesNotContain("platform");
        assertThat(artifact.platforms()).isEmpty();
        assertThat(image.platforms()).hasSize(2);
    }

    @Test
    void aTitleIsAnybodysText() {
        ImageManifest manifest =
                ImageManifest.read(Artifacts.of("hostile title").manifest());

        assertThat(manifest.layers().get(0).title()).isEqualTo("../$(id)\n`x`");
        assertThat(manifest.type().command(to(), List.of())).isEqualTo("oras pull " + to());
    }
}
