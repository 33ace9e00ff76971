package io.github.syncimage.flow.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.demo.Flavour;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.demo.SampleImage;
import io.github.syncimage.flow.Flow;
import io.github.syncimage.flow.World;
import io.github.syncimage.image.Digest;
import io.github.syncimage.testing.Front;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One platform of an image fails while another one's layer drips over a slow line. */
@Tag("slow")
class FailedPlatformFlowTest {
    private static final SampleImage SLOW =
            LoopbackImages.image(Flavour.OCI, "linux/arm64", List.of(LoopbackImages.random(1, 24 * 1024 * 1024)));
    private static final SampleImage BROKEN =
            LoopbackImages.image(Flavour.OCI, "linux/amd64", List.of(LoopbackImages.random(2, 1000)));

    private static final byte[] LAYER = SLOW.blobs().get(1);
    private static final String SLOW_LAYER = layer(SLOW);
    private static final String BROKEN_LAYER = layer(BROKEN);

    @RegisterExtension
    private final World world = new World();

    private final AtomicInteger open = new AtomicInteger();
    private final CountDownLatch begun = new CountDownLatch(1);

    @Test
    void noByteOfAnImageMovesOnceItsFailureIsTold() throws IOException {
        try (Front front = Front.of(world.upstream.uri())) {
            world.upstream.add(
                    "a/b",
                    "1",
                    LoopbackImages.index(
                            Flavour.OCI, List.of(SLOW, BROKEN), List.of("linux/arm64", "linux/amd64"), List.of()));
            front.script((request, socket) -> request.line().endsWith(SLOW_LAYER) && drip(socket, LAYER));
            front.answer(request -> {
                if (!request.line().endsWith(BROKEN_LAYER)) {
                    return null;
                }
                awaitBegun();
                return Front.reply(404, "{}");
            });
            int issue = world.open("[PORTER]gcr.io/a/b:1");

            try (Flow flow = world.through("gcr.io", front.uri()).daemon()) {
                world.awaitClosed(issue);

                assertThat(world.labels(issue)).contains("failed");
                // The rest of the layer would take four minutes.
                await().until(() -> open.get() == 0);
                assertThat(world.target.tags("mirrored/b")).isEmpty();
            }
        }
    }

    /** The daemon tells of a pull that goes on and on. */
    @ParameterizedTest
    @ValueSource(strings = {"registry", "docker"})
    void anImageThatIsAtWorkForTooLongHasFailedAndTheAnswerSaysSo(String engine) throws IOException {
        byte[] lines = "{\"status\":\"Waiting\"}\n".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
        world.with("limits.image_time", "1s").with("copy.engine", engine);
        try (Front front = Front.of(world.upstream.uri());
                Front docker = Front.alone()) {
            world.environment("DOCKER_HOST", "tcp://" + docker.host());
            world.upstream.add("a/b", "1", SLOW);
            front.script((request, socket) -> request.line().endsWith(SLOW_LAYER) && drip(socket, LAYER));
            docker.script((request, socket) -> request.line().contains("/images/create") && drip(socket, lines));
            int issue = world.open("[PORTER]gcr.io/a/b:1|arm64");

            try (Flow flow = world.through("gcr.io", front.uri()).daemon()) {
                world.awaitClosed(issue);

                assertThat(world.labels(issue)).contains("failed");
                assertThat(world.comment(issue))
                        .contains("`too_slow: it was at work for longer than limits.image_time allows, 1s`")
                        .contains("The image was at work for longer than one image may be.");
                await().until(() -> open.get() == 0);
                assertThat(world.target.tags("mirrored/b")).isEmpty();
            }
        }
    }

    private static String layer(SampleImage image) {
        return Digest.of(image.blobs().get(1)).toString();
    }

    private void awaitBegun() {
        try {
            begun.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A KiB every 10 ms, until the other side ends the connection. */
    private boolean drip(Socket socket, byte[] layer) throws IOException {
        open.incrementAndGet();
        try {
            String head = "HTTP/1.1 200 OK\r\nContent-Length: " + layer.length + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            for (int at = 0; at < layer.length; at += 1024) {
                socket.getOutputStream().write(layer, at, 1024);
                begun.countDown();
                new CountDownLatch(1).await(10, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.decrementAndGet();
        }
        return true;
    }
}
