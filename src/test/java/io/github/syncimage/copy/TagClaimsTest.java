package io.github.syncimage.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.syncimage.copy.plan.CopyPlan;
import io.github.syncimage.copy.plan.CopyProgress;
import io.github.syncimage.copy.plan.Dialect;
import io.github.syncimage.copy.plan.TargetChoice;
import io.github.syncimage.copy.source.CopyRefusedException;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.demo.SampleImage;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.PlatformSelection;
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
    void theFirstThatIsMirroredHasTheRepositoryForAllTags() {
        assertThat(mirror(ours)).isEqualTo(preferred);

        assertThat(choose(other)).isEqualTo(qualified);
        assertThat(choose(ours)).isEqualTo(preferred);
        ImageReference next = registries.to("mirror/quay.metallb.controller:v2");
        assertThat(choice(other, registries.to("mirror/controller:v2"), next).image())
                .isEqualTo(next);
    }

    @Test
    void whoHasMirroredNothingYetHasNothing() {
        assertThat(choose(ours)).isEqualTo(preferred);

        assertThat(mirror(other)).isEqualTo(preferred);
        assertThat(choose(ours)).isEqualTo(qualified);
    }

    @Test
    void ofTwoAtOnceTheSecondIsBroughtToItsQualifiedName() {
        TargetChoice late = choice(ours);
        assertThat(mirror(other)).isEqualTo(preferred);

        assertThat(publish(ours, late)).isEqualTo(qualified);
        assertThat(registries.standing(preferred).digest()).isEqualTo(SECOND.digest());
        assertThat(registries.standing(qualified).digest()).isEqualTo(FIRST.digest());
    }

    @Test
    void aMovedTagKeepsItsTarget() {
        mirror(ours);
        SampleImage moved = LoopbackImages.index("moved", "linux/amd64");
        registries.source("ingress/controller:v1", moved);

        assertThat(choose(ours)).isEqualTo(preferred);
    }

    @Test
    void anEqualDigestProvesNothing() {
        registries.target.add("mirror/controller", "v1", FIRST);

        assertThat(choose(ours)).isEqualTo(qualified);
    }

    @Test
    void aTagOfTheOwnersThatHoldsSomethingElseIsQualifiedAlone() {
        mirror(ours);
        registries.target.add("mirror/controller", "v1", LoopbackImages.single("stranger", "linux/amd64"));

        assertThat(choose(ours)).isEqualTo(qualified);
        ImageReference next = registries.to("mirror/controller:v2");
        assertThat(choice(ours, next, qualified).image()).isEqualTo(next);
    }

    @Test
    void whereTheRegistryAllowsNoQualifiedNameNothingIsOverwritten() {
        mirror(other);

        assertThatThrownBy(() -> choice(ours, preferred, null))
                .isInstanceOf(CopyRefusedException.class)
                .hasMessageContaining("is taken");
    }

    @Test
    void aKnownOwnerCostsOneRequestAndANewNameNoMore() {
        registries.forgetCalls();
        choose(ours);
        assertThat(registries.target.calls()).hasSize(1);

        mirror(ours);
        registries.forgetCalls();
        plan(ours, choice(ours));
        assertThat(registries.target.calls()).hasSize(1);
    }

    private ImageReference mirror(ImageReference source) {
        return publish(source, choice(source));
    }

    private ImageReference publish(ImageReference source, TargetChoice choice) {
        return registries
                .copier()
                .copy(plan(source, choice), CopyProgress.NONE, () -> {})
                .target();
    }

    private CopyPlan plan(ImageReference source, TargetChoice choice) {
        ImageCopier copier = registries.copier();
        return copier.plan(copier.inspect(source), choice, PlatformSelection.ALL, Dialect.AUTO, () -> {});
    }

    private ImageReference choose(ImageReference source) {
        return choice(source).image();
    }

    private TargetChoice choice(ImageReference source) {
        return choice(source, preferred, qualified);
    }

    private TargetChoice choice(ImageReference source, ImageReference usual, ImageReference longer) {
        return registries.copier().chooseTarget(registries.copier().inspect(source), usual, longer);
    }
}
