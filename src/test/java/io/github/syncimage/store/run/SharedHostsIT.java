package io.github.syncimage.store.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.demo.LoopbackServer;
import io.github.syncimage.demo.Request;
import io.github.syncimage.demo.Response;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.HostSettings;
import io.github.syncimage.registry.HostSettings.PushLimits;
import io.github.syncimage.registry.Patience;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.api.RegistryClient;
import io.github.syncimage.store.MirrorStore;
import io.github.syncimage.store.PostgresServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a registry host takes of one tenant or address, it gets from all daemons on one PostgreSQL together. */
class SharedHostsIT {
    private static final Repository REPOSITORY = new Repository("registry.example.com", "team/hello");

    @RegisterExtension
    static final PostgresServer database = new PostgresServer();

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger peak = new AtomicInteger();

    @AfterEach
    void close() throws Exception {
        threads.shutdownNow();
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    private RegistryClient daemon(Function<String, HostSettings> hosts) {
        MirrorStore store = MirrorStore.open(null, database.url());
        RegistryClient client = new RegistryClient(hosts::apply, 8, Patience.DEFAULT, store.budgets());
        opened.add(client);
        opened.add(store);
        return client;
    }

    private LoopbackServer registry(Function<Request, Response> answer) throws IOException {
        LoopbackServer server = new LoopbackServer("registry", false, answer::apply);
        opened.add(0, server);
        return server;
    }

    @Test
    void uploadsOfTwoDaemonsAreTogetherNoMoreThanItTakes() throws Exception {
        int taken = 5;
        CountDownLatch together = new CountDownLatch(taken);
        LoopbackServer registry = registry(request -> counted(together, request));
        List<Future<?>> uploads = new ArrayList<>();
        for (int daemon = 0; daemon < 2; daemon++) {
            RegistryClient client = daemon(
                    host -> settings(host, registry).withLimits(new PushLimits(taken, Long.MAX_VALUE, false, true)));
            for (int i = 0; i < 20; i++) {
                byte[] blob = ("blob " + daemon + " " + i).getBytes(StandardCharsets.UTF_8);
                uploads.add(threads.submit(() -> client.putBlob(
                        REPOSITORY,
                        new Descriptor("application/octet-stream", Digest.of(blob), blob.length),
                        offset -> new ByteArrayInputStream(blob, (int) offset, blob.length - (int) offset))));
            }
        }
        for (Future<?> upload : uploads) {
            upload.get();
        }

        assertThat(peak).hasValue(taken);
    }

    @Test
    void connectionsThatTheOperatorHasCountedAreCountedTogether() throws Exception {
        byte[] blob = "a blob".getBytes(StandardCharsets.UTF_8);
        Descriptor descriptor = new Descriptor("application/octet-stream", Digest.of(blob), blob.length);
        CountDownLatch together = new CountDownLatch(3);
        LoopbackServer registry = registry(request -> {
            counted(together, request);
            return Response.of(200).content("application/octet-stream", blob);
        });
        List<Future<byte[]>> downloads = new ArrayList<>();
        for (int daemon = 0; daemon < 2; daemon++) {
            RegistryClient client =
                    daemon(host -> HostSettings.of(host, 3).with(at(registry)).withSharedConnections());
            for (int i = 0; i < 12; i++) {
                downloads.add(threads.submit(() -> client.getBlob(REPOSITORY, descriptor, 100)));
            }
        }
        for (Future<byte[]> download : downloads) {
            assertThat(download.get()).isEqualTo(blob);
        }

        assertThat(peak).hasValue(3);
    }

    private Response counted(CountDownLatch together, Request request) {
        peak.accumulateAndGet(running.incrementAndGet(), Math::max);
        together.countDown();
        try {
            together.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        running.decrementAndGet();
        return request.method().equals("POST") ? Response.of(201).with("Location", request.path()) : Response.of(404);
    }

    @Test
    void aLimitThatOneHasMetIsAskedByNoOther() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        LoopbackServer registry = registry(request -> {
            asked.incrementAndGet();
            return Response.of(429).with("Retry-After", "3600").with("ratelimit-remaining", "0;w=21600");
        });
        RegistryClient first = daemon(host -> settings(host, registry));
        RegistryClient second = daemon(host -> settings(host, registry));
        // Of a host that no other test asks: the limit stands in the database that they have in common.
        Repository limited = new Repository("limited.example.com", "team/hello");
        ImageReference image = limited.tag("1");
        second.pullsLeft(limited);

        assertThatThrownBy(() -> first.headManifest(image)).isInstanceOf(RegistryException.class);
        await().untilAsserted(() -> assertThat(second.levels()).singleElement().satisfies(host -> {
            assertThat(host.closedUntil()).isNotNull();
            assertThat(host.pullsLeft()).isZero();
        }));

        assertThatThrownBy(() -> second.headManifest(image))
                .isInstanceOfSatisfying(RegistryException.class, told -> assertThat(told.kind())
                        .isEqualTo(RegistryException.Kind.RATE_LIMITED));
        assertThat(asked).hasValue(1);
    }

    private static HostSettings settings(String host, LoopbackServer server) {
        return HostSettings.of(host, 64).with(at(server));
    }

    private static HostSettings.Network at(LoopbackServer server) {
        return new HostSettings.Network(server.uri(), null, null, null, null);
    }
}
