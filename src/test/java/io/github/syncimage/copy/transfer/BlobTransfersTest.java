package io.github.syncimage.copy.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.concurrent.CancelledException;
import io.github.syncimage.copy.TwoRegistries;
import io.github.syncimage.copy.plan.CopyHistory;
import io.github.syncimage.demo.Flavour;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.demo.LoopbackRegistry;
import io.github.syncimage.demo.SampleImage;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.RegistryException;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class BlobTransfersTest {
    private static final SampleImage LARGE = LoopbackImages.indexWithAttestations("large", "linux/amd64");
    private static final SampleImage SMALL = LoopbackImages.single("small", "linux/amd64");

    @RegisterExtension
    private final TwoRegistries registries = new TwoRegistries();

    private final LoopbackRegistry upstream = registries.upstream;
    private final BlobTransfers transfers = new BlobTransfers(registries.client, CopyHistory.NONE, 1, 1L << 30);
    private final Set<String> begun = Collections.synchronizedSet(new LinkedHashSet<>());

    @AfterEach
    void close() {
        transfers.close();
    }

    @Test
    void aSmallImageDoesNotWaitForAllOfALargeOne() {
        List<byte[]> large = LARGE.children().get(0).blobs();
        byte[] small = SMALL.blobs().get(0);
        upstream.add("a/large", "1", LARGE);
        upstream.add("a/small", "1", SMALL);
        CountDownLatch go = new CountDownLatch(1);

        transfers.request(move("a/large", large.get(0), 0), bytes -> {
            begun.add("large 0");
            awaitLatch(go);
        });
        await().until(() -> begun.contains("large 0"));
        BlobTransfers.Ticket second =
                transfers.request(move("a/large", large.get(1), 1), bytes -> begun.add("large 1"));
        transfers.request(move("a/small", small, 0), bytes -> begun.add("small 0"));
        go.countDown();

        second.placed().join();
        assertThat(begun).containsExactly("large 0", "small 0", "large 1");
    }

    @Test
    void whatOneUpstreamRefusesIsAskedOfTheOther() {
        byte[] blob = SMALL.blobs().get(0);
        upstream.add("a/open", "1", SMALL);
        CountDownLatch go = new CountDownLatch(1);
        upstream.failNext(100, 403, call -> {
            boolean refused = call.path().contains("a/closed");
            if (refused) {
                awaitLatch(go);
            }
            return refused;
        });

        BlobTransfers.Ticket closed = transfers.request(move("a/closed", blob, 0), bytes -> {});
        BlobTransfers.Ticket open = transfers.request(move("a/open", blob, 0), bytes -> {});
        go.countDown();

        assertThatThrownBy(() -> closed.placed().join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(RegistryException.class);
        assertThat(open.placed().join().blob().digest()).isEqualTo(Digest.of(blob));
    }

    @Test
    void whatNobodyWantsAnyMoreIsNotTriedAgain() {
        SampleImage image =
                LoopbackImages.image(Flavour.OCI, "linux/amd64", List.of(LoopbackImages.random(1, 4 << 20)));
        upstream.add("a/large", "1", image);
        CompletableFuture<BlobTransfers.Ticket> mine = new CompletableFuture<>();

        BlobTransfers.Ticket ticket = transfers.request(
                move("a/large", image.blobs().get(1), 0), bytes -> mine.join().close());
        mine.complete(ticket);

        assertThatThrownBy(() -> ticket.placed().join()).hasCauseInstanceOf(CancelledException.class);
        assertThat(registries.targetWrites()).hasSizeBetween(1, 2);
    }

    @Test
    void whatWaitsAtTheEndIsNotLeftWaiting() {
        upstream.add("a/large", "1", LARGE);
        CountDownLatch begins = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        List<byte[]> blobs = LARGE.children().get(0).blobs();
        transfers.request(move("a/large", blobs.get(0), 0), bytes -> {
            begins.countDown();
            awaitLatch(never);
        });
        awaitLatch(begins);
        BlobTransfers.Ticket waiting = transfers.request(move("a/large", blobs.get(1), 1), bytes -> {});

        transfers.close();

        assertThatThrownBy(() -> waiting.placed().join()).hasCauseInstanceOf(CancelledException.class);
    }

    @Test
    void whoAsksAfterTheEndIsNotLeftWaiting() {
        transfers.close();

        for (int times = 0; times < 2; times++) {
            BlobTransfers.Ticket late =
                    transfers.request(move("a/small", SMALL.blobs().get(0), 0), bytes -> {});
            assertThatThrownBy(() -> late.placed().join()).hasCauseInstanceOf(CancelledException.class);
        }
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private BlobTransfers.Move move(String path, byte[] blob, int rank) {
        Repository from = TwoRegistries.at(upstream.host(), path).repository();
        String to = path.matches("a/(open|closed)") ? "mirror/shared" : "mirror/" + path;
        Descriptor descriptor = new Descriptor("application/octet-stream", Digest.of(blob), blob.length);
        return new BlobTransfers.Move(
                registries.client, from, registries.to(to).repository(), descriptor, rank, false, false, List.of());
    }
}
