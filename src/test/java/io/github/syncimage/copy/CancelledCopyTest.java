package io.github.syncimage.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.concurrent.Cancellation;
import io.github.syncimage.concurrent.CancelledException;
import io.github.syncimage.copy.plan.CopyHistory;
import io.github.syncimage.copy.plan.CopyLimits;
import io.github.syncimage.copy.plan.CopyPlan;
import io.github.syncimage.copy.plan.CopyProgress;
import io.github.syncimage.copy.plan.CopyResult;
import io.github.syncimage.copy.plan.Dialect;
import io.github.syncimage.copy.plan.PlatformCopy;
import io.github.syncimage.demo.Flavour;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.demo.SampleImage;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Platform;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.testing.DaemonThread;
import io.github.syncimage.testing.Front;
import io.github.syncimage.testing.Gate;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A copy that is ended from outside, or by its own failure, leaves nothing on the line. */
@Tag("slow")
class CancelledCopyTest {
    private static final int MIB = 1 << 20;
    /** Blobs: the config, the large layer, the small one. */
    private static final SampleImage IMAGE = LoopbackImages.image(
            Flavour.OCI, "linux/amd64", List.of(LoopbackImages.random(1, 24 * MIB), LoopbackImages.random(2, 3 * MIB)));

    private static final List<String> DIGESTS =
            IMAGE.blobs().stream().map(blob -> Digest.of(blob).toString()).toList();

    @RegisterExtension
    private final TwoRegistries registries = new TwoRegistries();

    private final ImageReference to = registries.to("mirror/large:1");
    private final Cancellation cancellation = new Cancellation();

    /** Its upstream keeps silent in the middle of the large layer, and refuses the small one meanwhile. */
    @ParameterizedTest
    @ValueSource(ints = {0, 100})
    void whenABlobFailsTheConnectionsOfTheOthersEnd(int millisecondsAway) {
        registries.source("a/large:1", IMAGE);
        registries.upstream.latency(Duration.ofMillis(millisecondsAway));
        AtomicInteger open = new AtomicInteger();
        CountDownLatch begun = new CountDownLatch(1);
        try (Front front = silent(open, begun)) {
            front.answer(request -> {
                if (!request.line().endsWith(digest(2))) {
                    return null;
                }
                awaitLatch(begun);
                return Front.reply(404, "{}");
            });
            ImageReference source = TwoRegistries.at(front.host(), "a/large:1");

            assertThat(registries.failure(source, to, "all").kind()).isEqualTo(RegistryException.Kind.NOT_FOUND);

            await().until(() -> open.get() == 0);
        }
    }

    /** The large layer never comes; the registries are given time enough to answer everything else. */
    @Test
    void anImageThatIsAtWorkForTooLongFailsAndLeavesNoTag() {
        registries.source("a/large:1", IMAGE);
        registries.restart(registries.memory, atWorkFor(Duration.ofSeconds(1)));
        AtomicInteger open = new AtomicInteger();
        try (Front front = silent(open, new CountDownLatch(1))) {
            ImageReference source = TwoRegistries.at(front.host(), "a/large:1");

            RegistryException failure = registries.failure(source, to, "all");

            assertThat(failure.kind()).isEqualTo(RegistryException.Kind.TOO_SLOW);
            assertThat(failure.temporary()).isFalse();
            assertThat(failure)
                    .hasMessage("could not mirror the image (" + source
                            + "): too_slow: it was at work for longer than limits.image_time allows, 1s");

            await().until(() -> open.get() == 0);
            assertThat(registries.target.tags("mirror/large")).isEmpty();
        }
    }

    /** It waits for longer than an image may be at work, which is far more than it needs. */
    @Test
    void aRegistrysLimitIsNoWork() {
        SampleImage small = LoopbackImages.single("small", "linux/amd64");
        registries.source("a/small:1", small);
        registries.restart(registries.memory, atWorkFor(Duration.ofSeconds(3)));
        AtomicInteger limits = new AtomicInteger();
        try (Front front = Front.of(registries.upstream.uri())) {
            front.answer(request -> limits.getAndIncrement() == 0 ? Front.reply(429, "{}", "Retry-After: 4") : null);

            CopyResult result = registries.copy(
                    TwoRegistries.at(front.host(), "a/small:1"), registries.to("mirror/small:1"), "all");

            assertThat(result.targetDigest()).isEqualTo(small.digest());
        }
    }

    /** An upstream that stops in the middle of the large layer. */
    private Front silent(AtomicInteger open, CountDownLatch begun) {
        return Front.of(registries.upstream.uri()).script((request, socket) -> {
            if (!request.line().endsWith(digest(1))) {
                return false;
            }
            open.incrementAndGet();
            begun.countDown();
            try {
                beginsAndWaits(request, socket);
            } finally {
                open.decrementAndGet();
            }
            return true;
        });
    }

    private static CopyLimits atWorkFor(Duration most) {
        return new CopyLimits(8, CopyLimits.DEFAULT.imageSize(), most);
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String digest(int blob) {
        return DIGESTS.get(blob);
    }

    /** Sends less than was asked for, and returns when the other side ends the connection. */
    private static void beginsAndWaits(Front.Request request, Socket socket) throws IOException {
        byte[] blob = IMAGE.blobs().get(1);
        String range = request.header("Range");
        String head = "HTTP/1.1 200 OK\r\nContent-Length: " + blob.length + "\r\n\r\n";
        if (range != null) {
            String[] ends = range.substring("bytes=".length()).split("-");
            int from = Integer.parseInt(ends[0]);
            int to = Integer.parseInt(ends[1]);
            head = "HTTP/1.1 206 Partial Content\r\nContent-Length: " + (to - from + 1) + "\r\nContent-Range: bytes "
                    + from + "-" + to + "/" + blob.length + "\r\n\r\n";
            blob = Arrays.copyOfRange(blob, from, to + 1);
        }
        socket.getOutputStream().write(head.getBytes());
        socket.getOutputStream().write(blob, 0, 1000);
        try {
            assertThat(socket.getInputStream().read()).isNegative();
        } catch (IOException e) {
            // Ended by a reset: ended all the same.
        }
    }

    @Test
    void whenAPlatformFailsTheCopyOfAnotherEndsWithItsFailure() {
        SampleImage two = LoopbackImages.index("two", "linux/amd64", "linux/arm64");
        registries.source("a/two:1", two);
        String held = blobOf(two, 0);
        String refused = blobOf(two, 1);
        try (Gate gate =
                Gate.closed(registries.upstream.uri(), call -> call.line().endsWith(held))) {
            CopyPlan plan =
                    registries.plan(TwoRegistries.at(gate.host(), "a/two:1"), registries.to("mirror/two:1"), "all");
            CompletableFuture<PlatformCopy> waiting = inBackground(
                    () -> registries.copier().copyPlatform(plan, Platform.parse("linux/amd64"), CopyProgress.NONE));
            await().until(gate::holds);
            registries.upstream.failNext(100, 404, call -> call.path().endsWith(refused));

            assertThatThrownBy(() ->
                            registries.copier().copyPlatform(plan, Platform.parse("linux/arm64"), CopyProgress.NONE))
                    .isInstanceOf(RegistryException.class);

            assertThatThrownBy(waiting::get)
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOfSatisfying(RegistryException.class, e -> assertThat(e.kind())
                            .isEqualTo(RegistryException.Kind.NOT_FOUND));
        }
    }

    @Test
    void ofOneOfTwoRequestsLeavesTheOthersBlobsOnTheirWay() throws Exception {
        registries.source("a/large:1", IMAGE);
        try (Gate gate =
                Gate.closed(registries.upstream.uri(), call -> call.line().endsWith(digest(1)))) {
            ImageReference source = TwoRegistries.at(gate.host(), "a/large:1");
            CompletableFuture<CopyResult> first =
                    inBackground(() -> cancellation.run(() -> registries.copy(source, to, "all")));
            await().until(gate::holds);
            AtomicInteger arrived = new AtomicInteger();
            CompletableFuture<CopyResult> second = inBackground(() -> registries
                    .copier()
                    .copy(
                            source,
                            registries.to("mirror/large:2"),
                            PlatformSelection.ALL,
                            Dialect.AUTO,
                            arrivals(arrived)));
            // The large layer is asked for before any blob that can arrive.
            await().until(() -> arrived.get() > 0);

            cancellation.cancel();

            assertThatThrownBy(first::get).hasCauseInstanceOf(CancelledException.class);
            gate.open();
            assertThat(second.get().targetDigest()).isEqualTo(IMAGE.digest());
            assertThat(registries.target.tags("mirror/large")).containsExactly("2");
        }
    }

    @Test
    void endsWhileItsBlobsWaitForTheirTurn() throws Exception {
        registries.source("a/large:1", IMAGE);
        SampleImage small = LoopbackImages.single("small", "linux/amd64");
        ImageReference queued = registries.source("a/small:1", small);
        ImageReference small1 = registries.to("mirror/small:1");
        registries.restart(
                CopyHistory.NONE, new CopyLimits(1, CopyLimits.DEFAULT.imageSize(), CopyLimits.DEFAULT.imageTime()));
        try (Gate gate =
                Gate.closed(registries.upstream.uri(), call -> call.line().endsWith(digest(1)))) {
            ImageReference source = TwoRegistries.at(gate.host(), "a/large:1");
            CompletableFuture<CopyResult> first = inBackground(() -> registries.copy(source, to, "all"));
            await().until(gate::holds);
            CompletableFuture<CopyResult> second =
                    inBackground(() -> cancellation.run(() -> registries.copy(queued, small1, "all")));
            // What waits to be sent is fetched meanwhile.
            String layer = "/v2/a/small/blobs/" + Digest.of(small.blobs().get(1));
            await().until(() -> registries.upstreamCalls().contains("GET " + layer));

            cancellation.cancel();

            assertThatThrownBy(second::get).hasCauseInstanceOf(CancelledException.class);
            gate.open();
            assertThat(first.get().targetDigest()).isEqualTo(IMAGE.digest());
            assertThat(registries.target.repositories()).containsExactly("mirror/large");
        }
    }

    @Test
    void endsWhileAnotherCopySetsTheSameTag() throws Exception {
        SampleImage two = LoopbackImages.index("two", "linux/amd64", "linux/arm64");
        ImageReference source = registries.source("a/two:1", two);
        try (Gate gate =
                Gate.closed(registries.target.uri(), call -> call.line().equals("PUT /v2/mirror/two/manifests/1"))) {
            ImageReference two1 = TwoRegistries.at(gate.host(), "mirror/two:1");
            CompletableFuture<CopyResult> first = inBackground(() -> registries.copy(source, two1, "all"));
            await().until(gate::holds);
            CompletableFuture<CopyResult> second =
                    inBackground(() -> cancellation.run(() -> registries.copy(source, two1, "linux/amd64")));
            await().until(() -> Collections.frequency(gate.calls(), "HEAD /v2/mirror/two/manifests/1") == 2);

            cancellation.cancel();

            assertThatThrownBy(second::get).hasCauseInstanceOf(CancelledException.class);
            gate.open();
            assertThat(first.get().targetDigest()).isEqualTo(two.digest());
        }
    }

    private static String blobOf(SampleImage index, int child) {
        return Digest.of(index.children().get(child).blobs().get(0)).toString();
    }

    private static CopyProgress arrivals(AtomicInteger count) {
        return new CopyProgress() {
            @Override
            public void arrived(long bytes) {
                count.incrementAndGet();
            }
        };
    }

    private static <T> CompletableFuture<T> inBackground(Supplier<T> task) {
        return CompletableFuture.supplyAsync(task, started -> DaemonThread.start(started::run));
    }
}
