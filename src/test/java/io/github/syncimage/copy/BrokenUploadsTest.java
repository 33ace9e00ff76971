package io.github.syncimage.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.syncimage.copy.plan.CopyResult;
import io.github.syncimage.demo.Flavour;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.demo.SampleImage;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.testing.Front;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What load balancers and proxies before a target cost that cut each connection or take no large request. */
@Tag("slow")
class BrokenUploadsTest {
    private static final int MIB = 1 << 20;
    /** To make them takes as long as to copy them. */
    private static final Map<Integer, SampleImage> IMAGES = new HashMap<>();

    @RegisterExtension
    private final TwoRegistries registries = new TwoRegistries();

    private final Front source = Front.of(registries.upstream.uri());
    private final Front target = Front.of(registries.target.uri());

    @AfterEach
    void close() {
        source.close();
        target.close();
    }

    @AfterAll
    static void forgetImages() {
        IMAGES.clear();
    }

    private static SampleImage image(int seed, int layers, int mebibytes) {
        return IMAGES.computeIfAbsent(
                seed,
                first -> LoopbackImages.image(
                        Flavour.OCI,
                        "linux/amd64",
                        IntStream.range(first, first + layers)
                                .mapToObj(i -> LoopbackImages.random(i, mebibytes * MIB))
                                .toList()));
    }

    /** A source that is near is read in one stream, one that is far in ranges. */
    @ParameterizedTest(name = "cut after {0} MiB, source {1} ms away, session {2}")
    @CsvSource({"3, 0, kept", "3, 100, lost", "8, 0, lost", "8, 100, kept"})
    void littleIsReadOrSentTwice(int cut, int milliseconds, String session) {
        SampleImage image = image(1, 2, 24);
        registries.upstream.latency(Duration.ofMillis(milliseconds));
        target.cutUploadsAfter((long) cut * MIB);
        if (session.equals("lost")) {
            registries.target.loseBrokenUploads();
        }

        CopyResult result = copy("a/large:1", image);

        assertThat(result.targetDigest()).isEqualTo(image.digest());
        assertThat(source.bytesServed()).as("from the source").isLessThan(result.size() * 3 / 2);
        assertThat(target.bytesTaken()).as("to the target").isLessThan(result.size() * 6 / 5);
    }

    private CopyResult copy(String name, SampleImage image) {
        registries.source(name, image);
        return registries.copy(
                TwoRegistries.at(source.host(), name), TwoRegistries.at(target.host(), "mirror/" + name), "all");
    }

    @ParameterizedTest(name = "refuses after reading it all: {0}")
    @ValueSource(booleans = {true, false})
    void aSizeThatIsTooLargeIsLearnedOnce(boolean readsAll) {
        target.script((request, socket) -> length(request) > MIB && refuses(request, socket, readsAll));
        long size = 0;
        for (int i = 0; i < 4; i++) {
            size += copy("a/image" + i + ":1", image(10 + 2 * i, 2, 12)).size();
        }

        assertThat(source.bytesServed()).as("from the source").isLessThan(size * 8 / 5);
        target.forget();
        SampleImage last = image(20, 2, 12);
        long more = copy("a/last:1", last).size();
        assertThat(target.requests()).noneMatch(request -> length(request) > MIB);
        assertThat(target.bytesTaken()).isLessThan(more + MIB);
    }

    @ParameterizedTest(name = "{0} MiB are taken")
    @ValueSource(ints = {1, 8})
    void noLayerIsSentOverASizeThatWasRefusedBefore(int mebibytes) {
        target.script((request, socket) -> length(request) > mebibytes * MIB && refuses(request, socket, false));
        copy("a/large:1", image(30, 1, 20));
        target.forget();

        copy("a/large:2", image(31, 1, 20));
        copy("a/large:3", image(32, 1, 20));

        assertThat(target.requests()).noneMatch(request -> length(request) > mebibytes * MIB);
    }

    @Test
    void saysWhatToRaiseWhereNothingIsSmallEnough() {
        target.answer(request -> length(request) > MIB / 2 ? Front.reply(413, "{}", "Server: nginx/1.22.1") : null);

        assertThatThrownBy(() -> copy("a/large:1", image(40, 1, 12)))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.status()).isEqualTo(413))
                .hasMessageContaining("1.0 MiB")
                .hasMessageContaining("client_max_body_size");
    }

    private static long length(Front.Request request) {
        String length = request.header("Content-Length");
        return length == null ? 0 : Long.parseLong(length);
    }

    private static boolean refuses(Front.Request request, Socket socket, boolean readsAll) throws IOException {
        if (readsAll) {
            socket.getInputStream().skipNBytes(length(request));
        }
        socket.getOutputStream().write(Front.reply(413, "<h1>Request Entity Too Large</h1>"));
        socket.shutdownOutput();
        if (!readsAll) {
            // As nginx does: what is on its way is thrown away for a while, or the answer would be lost by a reset.
            socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
        }
        return true;
    }
}
