package io.github.syncimage.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.copy.plan.CopyResult;
import io.github.syncimage.demo.ExchangeCall;
import io.github.syncimage.demo.Flavour;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.demo.SampleImage;
import io.github.syncimage.demo.SampleLayer;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.registry.HostSettings;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.testing.Front;
import io.github.syncimage.testing.LogLines;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Layers that are large enough to come in ranges. */
@Tag("slow")
class LargeBlobTest {
    private static final int MIB = 1 << 20;
    private static final SampleImage IMAGE = image(1, 24);

    @RegisterExtension
    private final TwoRegistries registries = new TwoRegistries();

    private final ImageReference to = registries.to("mirror/large:1");

    @Test
    void aFarBlobComesInRangesOverSeveralConnections() {
        ImageReference source = registries.source("a/large:1", IMAGE);
        registries.upstream.latency(Duration.ofMillis(150));

        CopyResult result = registries.copy(source, to, "all");

        assertThat(result.targetDigest()).isEqualTo(IMAGE.digest());
        assertThat(ranges("a/large"))
                // None is longer than RangePool.CHUNK, and none but the last shorter than a MiB.
                .hasSizeBetween(8, 24)
                .doesNotHaveDuplicates()
                .anyMatch(range -> range.startsWith("bytes=0-"));
    }

    /** Eight are read side by side over two connections: whichever is read next must get one. */
    @Test
    void manyFarBlobsComeOverFewConnections() {
        List<SampleLayer> layers = IntStream.range(10, 18)
                .mapToObj(seed -> LoopbackImages.random(seed, 8 * MIB))
                .toList();
        SampleImage image = LoopbackImages.image(Flavour.OCI, "linux/amd64", layers);
        ImageReference source = registries.source("a/many:1", image);
        registries.upstream.latency(Duration.ofMillis(100));
        registries.restart(host -> HostSettings.of(host, host.equals(source.host()) ? 2 : 16));

        assertThat(registries.copy(source, to, "all").targetDigest()).isEqualTo(image.digest());
        assertThat(ranges("a/many")).hasSizeGreaterThan(layers.size());
    }

    /** It is slower than any line that would be read in ranges side by side, and nobody takes that for trouble. */
    @Test
    void aHostWithLittleBandwidthIsAskedForEachByteOnceAndInTurn() {
        SampleImage image = LoopbackImages.image(
                Flavour.OCI, "linux/amd64", List.of(LoopbackImages.random(2, 8 * MIB), LoopbackImages.random(3, MIB)));
        ImageReference source = registries.source("a/slow:1", image);
        registries.restart(host -> HostSettings.of(host).withBandwidth(4 * MIB));
        try (LogLines log = new LogLines()) {
            assertThat(registries.copy(source, to, "all").targetDigest()).isEqualTo(image.digest());
            assertThat(log.all()).isEmpty();
        }
        assertThat(ranges("a/slow")).doesNotHaveDuplicates();
        assertThat(registries.targetWrites().stream().map(call -> call.split(" ")[0]))
                .as("three blobs and the manifest, each sent once")
                .doesNotContain("PATCH")
                .filteredOn("PUT"::equals)
                .hasSizeLessThanOrEqualTo(4);
    }

    @Test
    void aRangeThatBreaksWhenTheMemoryIsFullOfLaterOnesComesAllTheSame() {
        SampleImage image = image(4, 80);
        registries.source("a/large:1", image);
        registries.upstream.latency(Duration.ofMillis(100));
        AtomicInteger firstRanges = new AtomicInteger();
        try (Front front = Front.of(registries.upstream.uri())) {
            front.answer(call -> {
                String range = call.header("Range");
                if (range != null && range.startsWith("bytes=0-") && firstRanges.incrementAndGet() == 1) {
                    awaitNoMoreBytes(front);
                    return new byte[0];
                }
                return null;
            });

            CopyResult result = registries.copy(TwoRegistries.at(front.host(), "a/large:1"), to, "all");

            assertThat(result.targetDigest()).isEqualTo(image.digest());
        }
        assertThat(firstRanges).hasValue(2);
    }

    private static void awaitNoMoreBytes(Front front) {
        AtomicLong served = new AtomicLong();
        await().pollInterval(Duration.ofSeconds(1)).until(() -> {
            long now = front.bytesServed();
            return now > 50 * MIB && served.getAndSet(now) == now;
        });
    }

    private static SampleImage image(int seed, int mebibytes) {
        return LoopbackImages.image(Flavour.OCI, "linux/amd64", List.of(LoopbackImages.random(seed, mebibytes * MIB)));
    }

    @Test
    void aServerThatIgnoresRangesIsAskedForThemOnceOnly() {
        ImageReference source = registries.source("a/large:1", IMAGE);
        registries.upstream.ignoreRanges().latency(Duration.ofMillis(150));
        assertThat(registries.copy(source, to, "all").targetDigest()).isEqualTo(IMAGE.digest());
        assertThat(ranges("a/large")).isNotEmpty();
        SampleImage next = image(3, 24);

        CopyResult result = registries.copy(registries.source("a/next:1", next), registries.to("mirror/next:1"), "all");

        assertThat(result.targetDigest()).isEqualTo(next.digest());
        assertThat(ranges("a/next")).isEmpty();
    }

    @Test
    void withEveryConnectionCutAfter8MiBLittleIsFetchedTwice() {
        SampleImage image = image(2, 48);
        registries.source("a/large:1", image);
        try (Front front = Front.of(registries.upstream.uri()).cutAnswersAfter(8 * MIB)) {
            CopyResult result = registries.copy(TwoRegistries.at(front.host(), "a/large:1"), to, "all");

            assertThat(result.targetDigest()).isEqualTo(image.digest());
            assertThat(front.bytesServed()).isLessThan(72L * MIB);
        }
    }

    @Test
    void contentThatDiffersFailsAndLeavesNoTag() {
        registries.source("a/large:1", IMAGE);
        byte[] wrong = IMAGE.blobs().get(1).clone();
        wrong[wrong.length / 2] ^= 1;
        try (Front front = Front.of(registries.upstream.uri())) {
            front.answer(call -> call.line().contains("/blobs/") && call.header("Range") != null
                    ? part(wrong, call.header("Range"))
                    : null);
            RegistryException failure = registries.failure(TwoRegistries.at(front.host(), "a/large:1"), to, "all");

            assertThat(failure.kind()).isEqualTo(RegistryException.Kind.INVALID_CONTENT);
        }
        assertThat(registries.target.tags("mirror/large")).isEmpty();
    }

    /** The parts of its blobs that a repository was asked for. */
    private List<String> ranges(String repository) {
        return registries.upstream.calls().stream()
                .filter(call -> call.path().startsWith("/v2/" + repository + "/blobs/"))
                .map(ExchangeCall::headers)
                .filter(headers -> headers.containsKey("range"))
                .map(headers -> headers.get("range"))
                .toList();
    }

    private static byte[] part(byte[] blob, String range) {
        String[] ends = range.substring("bytes=".length()).split("-");
        int from = Integer.parseInt(ends[0]);
        int to = Integer.parseInt(ends[1]);
        return Front.reply(
                206,
                java.util.Arrays.copyOfRange(blob, from, to + 1),
                "Content-Range: bytes " + from + "-" + to + "/" + blob.length);
    }
}
