package io.github.syncimage.registry.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.demo.LoopbackServer;
import io.github.syncimage.demo.Request;
import io.github.syncimage.demo.Response;
import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.HostLevel;
import io.github.syncimage.registry.HostSettings;
import io.github.syncimage.registry.HostSettings.PushLimits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A registry that takes only so many layers at once, as SWR does from one tenant, gets no more. */
class UploadsAtOnceTest {
    private static final int BLOBS = 60;
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger peak = new AtomicInteger();
    private CountDownLatch arrived;
    private Supplier<List<HostLevel>> look;
    private volatile List<HostLevel> level;

    @Test
    void noMoreThanTheRegistryTakes() throws Exception {
        send(20, 20);

        assertThat(peak).hasValue(20);
        assertThat(level).singleElement().satisfies(host -> {
            assertThat(host.uploads()).isEqualTo(20);
            assertThat(host.waiting()).isPositive();
        });
    }

    @Test
    void otherRegistriesGetWhatIsConfigured() throws Exception {
        send(Integer.MAX_VALUE, 21);

        assertThat(peak).hasValueBetween(21, 40);
    }

    /**
     * @param taken uploads at once that the registry takes
     * @param together uploads that the server waits for before it answers the first
     */
    private void send(int taken, int together) throws Exception {
        arrived = new CountDownLatch(together);
        level = null;
        var threads = Executors.newFixedThreadPool(BLOBS);
        try (var server = new LoopbackServer("uploads", false, this::answer);
                var client = new RegistryClient(name -> settings(name, server, taken), 40)) {
            look = client::levels;
            List<Future<?>> uploads = new ArrayList<>();
            for (int i = 0; i < BLOBS; i++) {
                byte[] blob = ("blob " + i).getBytes(StandardCharsets.UTF_8);
                Repository to = new Repository("registry.example.com", "team/hello");
                uploads.add(threads.submit(() -> Samples.put(client, to, blob)));
            }
            for (Future<?> upload : uploads) {
                upload.get();
            }
            assertThat(client.levels()).containsExactly(new HostLevel("registry.example.com", null, 0, 0, 0, -1, 0));
        } finally {
            threads.shutdownNow();
        }
    }

    private Response answer(Request request) {
        peak.accumulateAndGet(running.incrementAndGet(), Math::max);
        synchronized (arrived) {
            // The last of those that come together sees the others at work, and the next ones come to wait.
            if (arrived.getCount() == 1) {
                Awaitility.await().until(() -> look.get().get(0).waiting() > 0);
                level = look.get();
            }
            arrived.countDown();
        }
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

    private static HostSettings settings(String host, LoopbackServer server, int uploads) {
        return HostSettings.of(host, 64)
                .with(new HostSettings.Network(server.uri(), null, null, null, null))
                .withLimits(new PushLimits(uploads, Long.MAX_VALUE, false, true));
    }
}
