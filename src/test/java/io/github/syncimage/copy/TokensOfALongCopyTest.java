package io.github.syncimage.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.copy.plan.CopyHistory;
import io.github.syncimage.copy.plan.CopyLimits;
import io.github.syncimage.copy.plan.CopyProgress;
import io.github.syncimage.copy.plan.Dialect;
import io.github.syncimage.copy.plan.SignatureMode;
import io.github.syncimage.demo.Flavour;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.demo.LoopbackRegistry;
import io.github.syncimage.demo.SampleImage;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.registry.Credentials;
import io.github.syncimage.registry.HostSettings;
import io.github.syncimage.registry.api.RegistryClient;
import io.github.syncimage.trust.VerifyRules;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tokens that both registries take back while an image is copied. */
class TokensOfALongCopyTest {
    private static final Credentials ANN = new Credentials("ann", "secret");
    private static final SampleImage IMAGE = LoopbackImages.image(
            Flavour.OCI,
            "linux/amd64",
            IntStream.range(0, 12)
                    .mapToObj(i -> LoopbackImages.random(i, 600_000))
                    .toList());

    @Test
    void areRenewedInTheMiddle() {
        try (LoopbackRegistry upstream = new LoopbackRegistry().requireToken(ANN, false);
                LoopbackRegistry target = new LoopbackRegistry().requireToken(ANN, false);
                RegistryClient client =
                        new RegistryClient(host -> HostSettings.of(host).withCredentials(ANN), 2);
                ImageCopier copier = new ImageCopier(
                        client, CopyHistory.NONE, CopyLimits.DEFAULT, SignatureMode.AUTO, VerifyRules.NONE)) {
            upstream.add("a/app", "1", IMAGE);
            AtomicInteger before = new AtomicInteger();
            CopyProgress revoking = new CopyProgress() {
                private long copied;

                @Override
                public void expected(long bytes) {
                    // How much there is makes no difference.
                }

                @Override
                public synchronized void arrived(long bytes) {
                    copied += bytes;
                    // Once: a token that is taken back before its first use is no token that ended.
                    if (copied > 2_000_000 && before.get() == 0) {
                        before.set(tokens(upstream));
                        upstream.revokeTokens();
                        target.revokeTokens();
                    }
                }
            };

            copier.copy(
                    ImageReference.parse(upstream.host() + "/a/app:1"),
                    ImageReference.parse(target.host() + "/b/app:1"),
                    PlatformSelection.ALL,
                    Dialect.AUTO,
                    revoking);

            assertThat(target.manifest("b/app", "1").orElseThrow().digest()).isEqualTo(IMAGE.digest());
            assertThat(before.get()).isPositive();
            assertThat(tokens(upstream)).isGreaterThan(before.get());
        }
    }

    private static int tokens(LoopbackRegistry registry) {
        return (int) registry.calls().stream()
                .filter(call -> call.path().equals("/token"))
                .count();
    }
}
