package io.github.syncimage.registry.api;

import static io.github.syncimage.registry.api.Samples.MIB;
import static io.github.syncimage.registry.api.Samples.blob;
import static io.github.syncimage.registry.api.Samples.repository;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.concurrent.Budgets;
import io.github.syncimage.concurrent.WorkLimit;
import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.HostSettings;
import io.github.syncimage.registry.Manifest;
import io.github.syncimage.testing.Front;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes of blobs, counted against a clock that stands still unless a test moves it. */
@Timeout(60)
class BandwidthTest {
    private static final long RATE = 16 * MIB;
    /** A tenth of a second is made up for at the start. */
    private static final long BURST = RATE / 10;

    private static final int PORTION = 64 * 1024;
    private static final int STREAMS = 6;
    private static final byte[] CONTENT = Samples.random(2 * MIB);

    private static final byte[] CONFIG = Samples.random(1000);
    private static final Manifest MANIFEST = Samples.manifest("{}");

    private final Front front = Front.alone().answer(BandwidthTest::answer);
    private final Repository repository = repository(front.host(), "team/hello");
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE / 2);
    private final AtomicLong read = new AtomicLong();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<RegistryClient> clients = new ArrayList<>();
    private final List<Future<?>> transfers = new ArrayList<>();

    @AfterEach
    void close() {
        threads.shutdownNow();
        clients.forEach(RegistryClient::close);
        front.close();
    }

    private static byte[] answer(Front.Request request) {
        return switch (request.line().split(" ")[0]) {
            case "POST" -> Front.reply(202, "{}", "Location: /v2/team/hello/blobs/uploads/1");
            case "PUT" -> Front.reply(201, "{}");
            default ->
                request.line().contains("/manifests/")
                        ? Samples.reply(MANIFEST)
                        : Front.reply(
                                200,
                                request.line().endsWith(blob(CONFIG).digest().toString()) ? CONFIG : CONTENT,
                                "Content-Type: text/plain");
        };
    }

    private RegistryClient client(long rate, int daemons) {
        RegistryClient client = Samples.byTheClock(
                host -> HostSettings.of(host).withBandwidth(rate), Samples.QUICK_TO_REPEAT, () -> daemons, nanos::get);
        clients.add(client);
        return client;
    }

    private void upload(RegistryClient client, byte[] content) {
        transfers.add(threads.submit(() -> Samples.put(client, repository, content)));
    }

    private void download(RegistryClient client) {
        transfers.add(threads.submit(() -> download(client, CONTENT)));
    }

    private byte[] download(RegistryClient client, byte[] content) {
        try (InputStream in = client.openBlob(repository, blob(content))) {
            byte[] all = new byte[content.length];
            for (int count, at = 0; (count = in.read(all, at, all.length - at)) > 0; at += count) {
                read.addAndGet(count);
            }
            assertThat(all).isEqualTo(content);
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long moved() {
        return read.get() + front.bytesTaken();
    }

    /** Of two daemons each has its share. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void blobsGetItTogetherUpAndDownAndOverAllDaemons(int daemons) throws Exception {
        for (int i = 0; i < STREAMS; i++) {
            RegistryClient client = i < daemons ? client(RATE, daemons) : clients.get(i % daemons);
            if (i < STREAMS / 2) {
                download(client);
            } else {
                byte[] own = CONTENT.clone();
                own[0] = (byte) i;
                upload(client, own);
            }
        }

        long allowed = BURST;
        for (; allowed < (long) STREAMS * CONTENT.length; allowed += BURST / 2) {
            long most = allowed;
            await().pollInterval(Duration.ofMillis(2)).until(() -> {
                assertThat(moved()).isLessThanOrEqualTo(most);
                return moved() >= most - STREAMS * PORTION;
            });
            nanos.addAndGet(BURST / 2 * 1_000_000_000 / RATE);
        }
        for (Future<?> transfer : transfers) {
            transfer.get();
        }
        assertThat(moved()).isEqualTo((long) STREAMS * CONTENT.length);
    }

    @Test
    void manifestsAndSmallDocumentsWaitForNoBlob() throws Exception {
        RegistryClient client = client(PORTION, 1);
        download(client);
        upload(client, Samples.random(MIB));
        awaitPause();

        assertThat(client.getBlob(repository, blob(CONFIG), 1000)).isEqualTo(CONFIG);
        client.putManifest(repository.tag("1"), MANIFEST);
        assertThat(client.getManifest(repository.tag("1"))).isPresent();
        assertThat(client.headManifest(repository.tag("1"))).isPresent();
        assertThat(read.get()).as("the blobs still wait").isLessThan(CONTENT.length);
    }

    /** The clock stands for longer than a server may: whoever waits here is not given up, and that is no work. */
    @Test
    void aLongPauseIsNoStall() throws Exception {
        Duration idle = Duration.ofSeconds(2);
        RegistryClient client = Samples.byTheClock(
                host -> HostSettings.of(host).withBandwidth(RATE),
                Samples.patience(idle, Duration.ofMinutes(1), 1),
                Budgets.ALONE,
                nanos::get);
        clients.add(client);
        WorkLimit limit = new WorkLimit(idle.multipliedBy(2), IllegalStateException::new);
        byte[] own = Samples.random(2 * MIB);
        transfers.add(threads.submit(() -> limit.run(() -> download(client, CONTENT))));
        transfers.add(threads.submit(() -> limit.run(() -> {
            Samples.put(client, repository, own);
            return null;
        })));
        awaitPause();
        await().pollDelay(idle.multipliedBy(2).plusSeconds(1)).until(() -> true);
        nanos.addAndGet(Duration.ofHours(1).toNanos());
        await().until(() -> {
            nanos.addAndGet(Duration.ofMillis(50).toNanos());
            return transfers.stream().allMatch(Future::isDone);
        });

        for (Future<?> transfer : transfers) {
            transfer.get();
        }
        assertThat(front.requests().stream().map(call -> call.line().split("[/ ]")[0]))
                .containsExactlyInAnyOrder("GET", "POST", "PUT");
    }

    /** Returns when all transfers wait for their turn. */
    private void awaitPause() {
        await().until(() -> Thread.getAllStackTraces().values().stream()
                        .filter(stack -> Arrays.stream(stack)
                                .anyMatch(at -> at.getClassName().endsWith(".Bandwidth")))
                        .count()
                == transfers.size());
    }

    @ParameterizedTest
    @CsvSource({"0, 16", "65536, 1", "20971520, 5", "1073741824, 16"})
    void noMoreConnectionsThanItKeepsBusy(long rate, int connections) {
        assertThat(client(rate, 1).connections(front.host())).isEqualTo(connections);
    }
}
