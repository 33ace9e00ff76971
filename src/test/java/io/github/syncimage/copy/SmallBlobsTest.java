package io.github.syncimage.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.syncimage.copy.plan.CopyLimits;
import io.github.syncimage.copy.plan.CopyResult;
import io.github.syncimage.demo.Flavour;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.demo.SampleImage;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.testing.Front;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Images of so many small layers that round trips, not bytes, are what they cost. */
class SmallBlobsTest {
    private static final SampleImage IMAGE = LoopbackImages.image(
            Flavour.OCI,
            "linux/amd64",
            IntStream.range(0, 40).mapToObj(i -> LoopbackImages.random(i, 1000)).toList());

    @RegisterExtension
    private final TwoRegistries registries = new TwoRegistries();

    private final ImageReference to = registries.to("mirror/small:1");

    @Test
    void areFetchedSideBySideMoreThanAreSentAtOnce() {
        registries.source("a/small:1", IMAGE);
        CountDownLatch together = new CountDownLatch(2 * CopyLimits.DEFAULT.concurrentBlobs());
        try (Front front = Front.of(registries.upstream.uri())) {
            // Its config is read before, alone.
            front.answer(request ->
                    request.line().contains("/blobs/") && front.requests().size() > 3 ? waited(together) : null);

            CopyResult result = registries.copy(ImageReference.parse(front.host() + "/a/small:1"), to, "all");

            assertThat(result.targetDigest()).isEqualTo(IMAGE.digest());
        }
        assertThat(together.getCount()).isZero();
    }

    @Test
    void thatAnotherRepositoryHoldsAreNotFetched() {
        ImageReference source = registries.source("a/small:1", IMAGE);
        registries.copy(source, registries.to("first/small:1"), "all");
        registries.restart(registries.memory);
        registries.forgetCalls();

        CopyResult result = registries.copy(source, to, "all");

        assertThat(result.moved()).isZero();
        assertThat(registries.upstreamCalls().stream().filter(call -> call.contains("/blobs/")))
                .as("its config, to tell the platform")
                .hasSizeLessThan(2);
    }

    @Test
    void thatCameSinceTheRepositoryWasAskedForAreNotFetchedAgain() {
        ImageReference source = registries.source("a/small:1", IMAGE);
        registries.copy(source, to, "all");
        registries.forgetCalls();
        // The answer of a moment ago, when another request's copy had not begun.
        registries.target.failNext(1, 404, call -> call.path().endsWith("/tags/list"));

        CopyResult result = registries.copy(source, registries.to("mirror/small:2"), "all");

        assertThat(registries.target.calls()).anyMatch(call -> call.path().endsWith("/tags/list"));
        assertThat(result.moved()).isZero();
        assertThat(registries.upstreamCalls().stream().filter(call -> call.contains("/blobs/")))
                .as("its config, to tell the platform")
                .hasSizeLessThan(2);
    }

    @Test
    void whoseContentDiffersFailAndLeaveNoTag() {
        registries.source("a/small:1", IMAGE);
        byte[] wrong = IMAGE.blobs().get(7).clone();
        wrong[0] ^= 1;
        String digest =
                io.github.syncimage.image.Digest.of(IMAGE.blobs().get(7)).toString();
        try (Front front = Front.of(registries.upstream.uri())) {
            front.answer(request -> request.line().endsWith(digest)
                    ? Front.reply(200, wrong, "Content-Type: application/octet-stream")
                    : null);
            ImageReference source = ImageReference.parse(front.host() + "/a/small:1");

            assertThatThrownBy(() -> registries.copy(source, to, "all"))
                    .isInstanceOfSatisfying(RegistryException.class, e -> assertThat(e.kind())
                            .isEqualTo(RegistryException.Kind.INVALID_CONTENT));
        }
        assertThat(registries.target.tags("mirror/small")).isEmpty();
    }

    /** Lets a call through when as many have come, or after a while, so that a failure is no hanging test. */
    private static byte[] waited(CountDownLatch together) {
        together.countDown();
        try {
            together.await(45, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return null;
    }
}
