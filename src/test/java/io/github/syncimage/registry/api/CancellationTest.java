package io.github.syncimage.registry.api;

import static io.github.syncimage.registry.api.Samples.MIB;
import static io.github.syncimage.registry.api.Samples.blob;
import static io.github.syncimage.registry.api.Samples.repository;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.concurrent.Budgets;
import io.github.syncimage.concurrent.Cancellation;
import io.github.syncimage.concurrent.CancelledException;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.HostSettings;
import io.github.syncimage.testing.Front;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each call waits for ever, or until it gives up with another exception after minutes. */
@Timeout(45)
class CancellationTest extends ScriptedRegistry {
    private static final byte[] CONTENT = Samples.random(20 * MIB);

    private final CountDownLatch never = new CountDownLatch(1);
    private final Cancellation cancellation = new Cancellation();

    @AfterEach
    void stop() {
        never.countDown();
    }

    @Test
    void endsWhatWaitsForAConnection() throws IOException {
        List<Socket> inTheQueue = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            while (connects(full, inTheQueue)) {
                // Until the system keeps the next one waiting.
            }
            cancels(() -> Samples.tags(client, repository("127.0.0.1:" + full.getLocalPort(), "a")), "connect");
        } finally {
            for (Socket socket : inTheQueue) {
                socket.close();
            }
        }
    }

    private static boolean connects(ServerSocket server, List<Socket> sockets) throws IOException {
        Socket socket = new Socket();
        sockets.add(socket);
        try {
            socket.connect(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()), 300);
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    @Test
    void endsWhatWaitsForAnAnswer() {
        registry.script((request, socket) -> stays());
        cancels(() -> Samples.tags(client, repository(registry.host(), "a")), this::asked);
    }

    @Test
    void endsWhatWaitsForTheRestOfABody() {
        registry.script((request, socket) -> {
            socket.getOutputStream()
                    .write(("HTTP/1.1 200 OK\r\nContent-Length: " + CONTENT.length + "\r\n\r\nbegins").getBytes());
            return stays();
        });
        cancels(
                () -> {
                    try (InputStream in = client.openBlob(repository(registry.host(), "a"), blob(CONTENT))) {
                        return in.readAllBytes();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                "readAllBytes");
    }

    @Test
    void endsWhatWaitsForItsBytesToBeTaken() {
        registry.script((request, socket) -> {
            if (request.line().startsWith("POST")) {
                socket.getOutputStream().write(Front.reply(202, "{}", "Location: /v2/a/blobs/uploads/1"));
                return true;
            }
            return stays();
        });
        cancels(
                () -> {
                    Samples.put(client, repository(registry.host(), "a"), CONTENT);
                    return null;
                },
                "writeTo");
    }

    @Test
    void endsWhatWaitsForTheEndOfARateLimit() {
        registry.answer(request -> Front.reply(429, "{}", "Retry-After: 9"));
        cancels(() -> Samples.tags(client, repository(registry.host(), "a")), "sleep");
    }

    @Test
    void endsWhatWaitsForBandwidth() {
        registry.answer(request -> request.line().startsWith("POST")
                ? Front.reply(202, "{}", "Location: /v2/a/blobs/uploads/1")
                : Front.reply(200, CONTENT, "Content-Type: text/plain"));
        HostSettings slow = HostSettings.of(registry.host()).withBandwidth(64 * 1024);
        try (RegistryClient paced = Samples.byTheClock(host -> slow, Samples.QUICK_TO_REPEAT, Budgets.ALONE, () -> 0)) {
            cancels(
                    () -> {
                        try (InputStream in = paced.openBlob(repository(registry.host(), "a"), blob(CONTENT))) {
                            return in.readAllBytes();
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    },
                    "sleep");
        }
    }

    @Test
    void endsWhatWaitsForAnotherTransfersEnd() throws IOException {
        registry.script((request, socket) -> {
            socket.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nbegins".getBytes());
            return stays();
        });
        HostSettings one = HostSettings.of(registry.host(), 1);
        Descriptor blob = blob(new byte[9]);
        try (RegistryClient narrow = Samples.client(host -> one);
                InputStream held = narrow.openBlob(repository(registry.host(), "a"), blob)) {
            cancels(() -> narrow.openBlob(repository(registry.host(), "b"), blob), "acquire");
            assertThat(held.read()).isEqualTo('b');
        }
    }

    @Test
    void whatBeginsAfterwardsDoesNotBegin() {
        cancellation.cancel();
        assertThatThrownBy(() -> cancellation.run(() -> Samples.tags(client, repository(registry.host(), "a"))))
                .isInstanceOf(CancelledException.class);
        assertThat(registry.calls()).isEmpty();
    }

    @Test
    void endsWhatWasHandedToAnotherThreadAndNothingElse() {
        Cancellation outer = new Cancellation();
        Supplier<Boolean> carried = outer.run(() -> cancellation.run(() -> Cancellation.carried(() -> false)));
        outer.cancel();
        assertThatThrownBy(carried::get).isInstanceOf(CancelledException.class);
        assertThat(cancellation.run(() -> true)).isTrue();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    private void cancels(Supplier<?> call, String frame) {
        cancels(call, () -> false, frame);
    }

    private void cancels(Supplier<?> call, BooleanSupplier waits) {
        cancels(call, waits, "");
    }

    /** @param frame of the thread's stack that shows that it waits, where nothing else does */
    private void cancels(Supplier<?> call, BooleanSupplier waits, String frame) {
        AtomicReference<Throwable> end = new AtomicReference<>();
        AtomicReference<Boolean> interrupted = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            try {
                cancellation.run(call);
            } catch (Throwable e) {
                end.set(e);
            }
            interrupted.set(Thread.currentThread().isInterrupted());
        });
        thread.start();
        await().until(() -> waits.getAsBoolean()
                || Arrays.stream(thread.getStackTrace())
                        .anyMatch(at -> at.getMethodName().equals(frame)));
        cancellation.cancel();
        await().until(() -> interrupted.get() != null);
        assertThat(end.get()).isInstanceOf(CancelledException.class);
        assertThat(interrupted.get()).as("the thread serves others afterwards").isFalse();
    }

    private boolean asked() {
        return !registry.calls().isEmpty();
    }

    private boolean stays() {
        try {
            never.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return true;
    }
}
