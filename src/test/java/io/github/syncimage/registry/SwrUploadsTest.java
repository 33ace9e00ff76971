package io.github.syncimage.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.demo.http.LoopbackServer;
import io.github.syncimage.demo.http.Request;
import io.github.syncimage.demo.http.Response;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.api.RegistryClient;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** SWR lets a tenant upload 20 layers at once, and blocks who wants more. */
class SwrUploadsTest {
    private static final int BLOBS = 60;
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger peak = new AtomicInteger();
    private CountDownLatch arrived;

    @Test
    void noMoreThanTwentyGoToSwr() throws Exception {
        send("swr.cn-southwest-2.myhuaweicloud.com", 20);

        assertThat(peak).hasValue(20);
    }

    @Test
    void otherRegistriesGetWhatIsConfigured() throws Exception {
        send("registry.example.com", 21);

        assertThat(peak).hasValueBetween(21, 40);
    }

    /** @param together uploads that the server waits for before it answers the first */
    private void send(String host, int together) throws Exception {
        arrived = new CountDownLatch(together);
        var threads = Executors.newFixedThreadPool(BLOBS);
        try (var server = new LoopbackServer("uploads", false, this::answer);
                var client = new RegistryClient(name -> settings(name, server), 40)) {
            List<Future<?>> uploads = new ArrayList<>();
            for (int i = 0; i < BLOBS; i++) {
                byte[] blob = ("blob " + i).getBytes(StandardCharsets.UTF_8);
                var descriptor = new Descriptor("application/octet-stream", Digest.of(blob), blob.length);
                uploads.add(threads.submit(() -> client.putBlob(
                        new Repository(host, "team/hello"),
                        descriptor,
                        offset -> new ByteArrayInputStream(blob, (int) offset, blob.length - (int) offset))));
            }
            for (Future<?> upload : uploads) {
                upload.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private Response answer(Request request) {
        peak.accumulateAndGet(running.incrementAndGet(), Math::max);
        arrived.countDown();
        await();
        running.decrementAndGet();
        return request.method().equals("POST") ? Response.of(201).with("Location", request.path()) : Response.of(404);
    }

    private void await() {
        try {
            arrived.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static HostSettings settings(String host, LoopbackServer server) {
        return new HostSettings(host, server.uri(), null, null, 64, null, null);
    }
}
