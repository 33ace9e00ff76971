package io.github.syncimage.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.copy.plan.CopyHistory;
import io.github.syncimage.copy.plan.CopyLimits;
import io.github.syncimage.copy.plan.CopyResult;
import io.github.syncimage.demo.Flavour;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.demo.SampleImage;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.testing.Front;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Shows what a first copy into a repository asks of upstream and target. */
class FirstCopyTest {
    private static final int MIB = 1 << 20;
    private static final SampleImage IMAGE = LoopbackImages.image(
            Flavour.OCI, "linux/amd64", List.of(LoopbackImages.random(1, 2 * MIB), LoopbackImages.random(2, 1000)));

    /** So many small layers that round trips, not bytes, are what they cost. */
    private static final SampleImage SMALL = LoopbackImages.image(
            Flavour.OCI,
            "linux/amd64",
            IntStream.range(0, 40).mapToObj(i -> LoopbackImages.random(i, 1000)).toList());

    @RegisterExtension
    private final TwoRegistries registries = new TwoRegistries();

    private final ImageReference to = registries.to("mirror/app:1");

    @Test
    void asksForNoBlobOfARepositoryThatTheTargetDoesNotKnow() {
        registries.copy(registries.source("a/app:1", IMAGE), to, "all");

        assertThat(targetCalls())
                .containsExactlyInAnyOrder(
                        "HEAD /v2/mirror/app/manifests/1",
                        "GET /v2/mirror/app/tags/list",
                        "POST /v2/mirror/app/blobs/uploads/", // the config, whole
                        "POST /v2/mirror/app/blobs/uploads/", // the small layer, whole
                        "POST /v2/mirror/app/blobs/uploads/", // a session for the large one
                        "PUT /v2/mirror/app/blobs/uploads/",
                        "PUT /v2/mirror/app/manifests/1");
    }

    @Test
    void asksForEachBlobWhereTheRepositoryIsThere() {
        ImageReference source = registries.source("a/app:1", IMAGE);
        registries.copy(source, to, "all");
        registries.forgetCalls();
        registries.restart(CopyHistory.NONE);

        registries.copy(source, registries.to("mirror/app:2"), "all");

        List<String> expected = new ArrayList<>(List.of(
                "HEAD /v2/mirror/app/manifests/2", "GET /v2/mirror/app/tags/list", "PUT /v2/mirror/app/manifests/2"));
        IMAGE.blobs().forEach(blob -> expected.add("HEAD /v2/mirror/app/blobs/" + Digest.of(blob)));
        assertThat(targetCalls()).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void aLargeBlobThatABrokenCopyLeftIsNotSentAgainByAnotherProcess() {
        ImageReference source = registries.source("a/app:1", IMAGE);
        Digest large = Digest.of(IMAGE.blobs().get(1));
        try (Front front = Front.of(registries.upstream.uri())) {
            front.answer(request ->
                    request.line().endsWith("/blobs/" + Digest.of(IMAGE.blobs().get(2)))
                            ? refusedOnceItStands(large)
                            : null);
            ImageReference breaking = TwoRegistries.at(front.host(), "a/app:1");
            registries.failure(breaking, to, "all");
        }
        registries.restart(registries.memory);
        registries.forgetCalls();
        // Without a manifest the target does not know the repository.
        registries.target.failNext(1, 404, call -> call.path().endsWith("/tags/list"));

        CopyResult result = registries.copy(source, to, "all");

        assertThat(result.moved()).isLessThan(MIB);
        assertThat(targetCalls())
                .contains("HEAD /v2/mirror/app/blobs/" + Digest.of(IMAGE.blobs().get(1)));
    }

    private byte[] refusedOnceItStands(Digest blob) {
        await().until(() -> !registries.memory.holders(to.host(), blob).isEmpty());
        return Front.reply(404, "{}");
    }

    /** Without queries and the names of sessions. */
    private List<String> targetCalls() {
        return registries.targetCalls().stream()
                .map(call -> call.replaceFirst("\\?.*", "").replaceFirst("(/blobs/uploads/).*", "$1"))
                .toList();
    }

    @Test
    void smallBlobsAreFetchedSideBySideMoreThanAreSentAtOnce() {
        registries.source("a/small:1", SMALL);
        CountDownLatch together = new CountDownLatch(2 * CopyLimits.DEFAULT.concurrentBlobs());
        try (Front front = Front.of(registries.upstream.uri())) {
            // Its config is read before, alone.
            front.answer(request ->
                    request.line().contains("/blobs/") && front.requests().size() > 3 ? waited(together) : null);

            CopyResult result = registries.copy(TwoRegistries.at(front.host(), "a/small:1"), to, "all");

            assertThat(result.targetDigest()).isEqualTo(SMALL.digest());
        }
        assertThat(together.getCount()).isZero();
    }

    private void assertNoneIsFetched(CopyResult result) {
        assertThat(result.moved()).isZero();
        assertThat(registries.upstreamCalls().stream().filter(call -> call.contains("/blobs/")))
                .as("its config, to tell the platform")
                .hasSizeLessThan(2);
    }

    @Test
    void smallBlobsThatCameSinceTheRepositoryWasAskedForAreNotFetchedAgain() {
        ImageReference source = registries.source("a/small:1", SMALL);
        registries.copy(source, to, "all");
        registries.forgetCalls();
        // The answer of a moment ago, when another request's copy had not begun.
        registries.target.failNext(1, 404, call -> call.path().endsWith("/tags/list"));

        CopyResult result = registries.copy(source, registries.to("mirror/app:2"), "all");

        assertThat(registries.target.calls()).anyMatch(call -> call.path().endsWith("/tags/list"));
        assertNoneIsFetched(result);
    }

    @Test
    void smallBlobsWhoseContentDiffersFailAndLeaveNoTag() {
        registries.source("a/small:1", SMALL);
        byte[] wrong = SMALL.blobs().get(7).clone();
        wrong[0] ^= 1;
        String digest = Digest.of(SMALL.blobs().get(7)).toString();
        try (Front front = Front.of(registries.upstream.uri())) {
            front.answer(request -> request.line().endsWith(digest)
                    ? Front.reply(200, wrong, "Content-Type: application/octet-stream")
                    : null);
            RegistryException failure = registries.failure(TwoRegistries.at(front.host(), "a/small:1"), to, "all");

            assertThat(failure.kind()).isEqualTo(RegistryException.Kind.INVALID_CONTENT);
        }
        assertThat(registries.target.tags("mirror/app")).isEmpty();
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
