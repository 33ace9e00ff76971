package io.github.syncimage.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.demo.Artifacts;
import io.github.syncimage.demo.ExchangeCall;
import io.github.syncimage.demo.LoopbackRegistry;
import io.github.syncimage.demo.SampleImage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Charts and models, from the issue to the answer, with a place of their own and without. */
@Tag("slow")
class ArtifactFlowTest {
    private static final String PULL = "[PORTER]helm pull oci://ghcr.io/org/chart --version 1.2.3+b";

    @RegisterExtension
    private final World world = new World().withoutProgress();

    private final LoopbackRegistry other = world.closing(new LoopbackRegistry());
    private final SampleImage chart = Artifacts.helm("chart");

    private void elsewhere() {
        world.with("registries.artifacts.registry", other.host()).with("registries.artifacts.namespace", "charts");
    }

    @Test
    void theAnswerHasTheCommandOfItsClient() {
        world.upstream.add("org/chart", "1.2.3_b", chart);

        String answer = world.answer(PULL + "|linux/arm64");

        assertThat(world.target.manifest("mirrored/chart", "1.2.3_b"))
                .hasValueSatisfying(there -> assertThat(there.digest()).isEqualTo(chart.digest()));
        assertThat(answer)
                .contains("\nhelm pull oci://" + world.target.host() + "/mirrored/chart --version 1.2.3+b\n")
                .contains("| Type | helm |")
                .doesNotContain("docker pull", "docker tag", "platform");
    }

    @Test
    void artifactsGoToTheirOwnPlaceAndImagesDoNot() {
        elsewhere();
        world.upstream.add("org/chart", "1.2.3_b", chart);

        assertThat(world.answer(PULL))
                .contains("\nhelm pull oci://" + other.host() + "/charts/chart --version 1.2.3+b\n");
        assertThat(world.answer(World.HELLO))
                .contains("docker pull " + world.target.host() + "/mirrored/hello-app:1.0");

        assertThat(other.manifest("charts/chart", "1.2.3_b"))
                .hasValueSatisfying(there -> assertThat(there.digest()).isEqualTo(chart.digest()));
        assertThat(other.repositories()).containsExactly("charts/chart");
        assertThat(world.target.repositories()).containsExactly("mirrored/hello-app");
    }

    @Test
    void whatIsThereIsNotWrittenAgain() {
        elsewhere();
        world.upstream.add("org/chart", "1.2.3_b", chart);
        world.answer(PULL);
        other.forgetCalls();
        world.target.forgetCalls();

        assertThat(world.answer(PULL))
                .contains("nothing was copied again", "helm pull oci://" + other.host() + "/charts/chart");

        assertThat(other.calls()).noneMatch(ExchangeCall::writes);
        assertThat(world.target.calls()).isEmpty();
    }

    /** The second source of a short name gets its qualified one there, as among images. */
    @Test
    void aNameBelongsToOneSourceThereToo() {
        elsewhere();
        world.upstream.add("org/chart", "1.2.3_b", chart);
        world.upstream.add("team/chart", "1.2.3_b", Artifacts.helm("other"));
        world.upstream.add("app/chart", "1.2.3_b", World.IMAGE);

        world.answer(PULL);
        String second = world.answer("[PORTER]oci://quay.io/team/chart --version 1.2.3_b");
        String image = world.answer("[PORTER]quay.io/app/chart:1.2.3_b");

        assertThat(second).contains("helm pull oci://" + other.host() + "/charts/quay.team.chart --version 1.2.3+b");
        assertThat(image).contains("docker pull " + world.target.host() + "/mirrored/chart:1.2.3_b");
        assertThat(other.manifest("charts/chart", "1.2.3_b"))
                .hasValueSatisfying(there -> assertThat(there.digest()).isEqualTo(chart.digest()));
    }

    @Test
    void whatTheTargetDoesNotTakeIsRefusedWithTheWayOut() {
        world.upstream.add("org/chart", "1.2.3_b", chart);
        world.target.refuseManifestsWith("helm.config", 400, "MANIFEST_INVALID");

        assertThat(world.answer(PULL))
                .contains(
                        "Not mirrored",
                        "of type helm (application/vnd.cncf.helm.config.v1+json)",
                        "registries.artifacts");
    }
}
