package io.github.syncimage.registry.api;

import static io.github.syncimage.registry.api.Samples.MIB;
import static io.github.syncimage.registry.api.Samples.blob;
import static io.github.syncimage.registry.api.Samples.repository;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.registry.HostSettings;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.RegistryException.Kind;
import io.github.syncimage.testing.Front;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Uploads, call by call, against a registry that keeps what it got when a connection breaks. */
@Timeout(120)
class UploadSessionTest extends ScriptedRegistry {
    private static final byte[] CONTENT = Samples.random(3 * MIB);

    private final ByteArrayOutputStream stored = new ByteArrayOutputStream();
    private final List<Long> opened = new CopyOnWriteArrayList<>();
    private volatile long breakAfter = Long.MAX_VALUE;
    private volatile String sessionHeaders = "";
    private volatile boolean forgetful;
    private volatile boolean takesSingle;
    private final CountDownLatch over = new CountDownLatch(1);

    @AfterEach
    void stop() {
        over.countDown();
    }

    @BeforeEach
    void begin() {
        registry.script(this::serve);
    }

    private boolean serve(Front.Request request, Socket socket) throws IOException {
        String method = request.line().split(" ")[0];
        boolean single = method.equals("POST") && request.line().contains("digest=");
        if (method.equals("PUT") || method.equals("PATCH") || single && takesSingle) {
            if (!take(socket.getInputStream(), Integer.parseInt(request.header("Content-Length")))) {
                return true;
            }
        } else if (single) {
            socket.getInputStream().readNBytes(Integer.parseInt(request.header("Content-Length")));
        }
        String head =
                switch (method) {
                    case "POST" -> single && takesSingle ? "201 Created" : "202 Accepted" + sessionHeaders;
                    case "GET" -> forgetful ? "404 Gone" : "204 No Content\r\nRange: 0-" + (stored.size() - 1);
                    case "PATCH" -> "202 Accepted";
                    default -> "201 Created";
                };
        if (method.equals("POST") && !single && forgetful) {
            stored.reset();
        }
        String answer = "HTTP/1.1 " + head + "\r\nLocation: /v2/a/blobs/uploads/1?state=" + stored.size()
                + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        socket.shutdownOutput();
        return true;
    }

    /** False when the connection is to break. */
    private boolean take(InputStream in, int length) throws IOException {
        long most = Math.min(length, breakAfter);
        stored.write(in.readNBytes((int) most));
        return most == length;
    }

    private void put(byte[] content) {
        client.putBlob(repository(registry.host(), "a"), blob(content), offset -> {
            opened.add(offset);
            return new ByteArrayInputStream(content, (int) offset, content.length);
        });
    }

    private static String put(byte[] content, int state) {
        return "PUT /v2/a/blobs/uploads/1?state=" + state + "&digest="
                + blob(content).digest();
    }

    @Test
    void sendsALargeBlobInOneRequestOfASession() {
        put(CONTENT);
        assertThat(registry.calls()).containsExactly("POST /v2/a/blobs/uploads/", put(CONTENT, 0));
        assertThat(registry.requests().get(1).header("Content-Length")).isEqualTo("" + CONTENT.length);
        assertThat(stored.toByteArray()).isEqualTo(CONTENT);
    }

    @Test
    void sendsASmallBlobInOneRequestWhereThatIsTaken() {
        takesSingle = true;
        byte[] small = Samples.random(1000);
        put(small);
        assertThat(registry.calls())
                .containsExactly(
                        "POST /v2/a/blobs/uploads/?digest=" + blob(small).digest());
        assertThat(stored.toByteArray()).isEqualTo(small);
    }

    @Test
    void triesTheSingleRequestOnceAndUsesTheSessionThatItBegan() {
        byte[] small = Samples.random(1000);
        put(small);
        stored.reset();
        put(small);
        assertThat(registry.calls())
                .containsExactly(
                        "POST /v2/a/blobs/uploads/?digest=" + blob(small).digest(),
                        put(small, 0),
                        "POST /v2/a/blobs/uploads/",
                        put(small, 0));
        assertThat(opened).as("the source is read once for each blob").containsExactly(0L, 0L);
    }

    @Test
    void goesOnWhereTheRegistryGotTo() {
        breakAfter = 2 * MIB;
        put(CONTENT);
        assertThat(registry.calls())
                .containsExactly(
                        "POST /v2/a/blobs/uploads/",
                        put(CONTENT, 0),
                        "GET /v2/a/blobs/uploads/1?state=0",
                        "PATCH /v2/a/blobs/uploads/1?state=2097152",
                        put(CONTENT, CONTENT.length));
        assertThat(registry.requests().get(3).header("Content-Range")).isEqualTo("2097152-3145727");
        assertThat(opened).as("the source is read once").containsExactly(0L);
        assertThat(stored.toByteArray()).isEqualTo(CONTENT);
    }

    @Test
    void startsAgainWhereTheRestIsSmallerThanTheRegistryTakes() {
        sessionHeaders = "\r\nOCI-Chunk-Min-Length: 2000000";
        AtomicInteger posts = new AtomicInteger();
        breakAfter = 2 * MIB;
        registry.script((request, socket) -> {
            if (request.line().startsWith("POST") && posts.incrementAndGet() == 2) {
                breakAfter = Long.MAX_VALUE;
                stored.reset();
            }
            return serve(request, socket);
        });
        put(CONTENT);
        assertThat(registry.calls().stream().map(call -> call.split(" ")[0]))
                .containsExactly("POST", "PUT", "GET", "POST", "PATCH", "PATCH", "PUT");
        assertThat(stored.toByteArray()).isEqualTo(CONTENT);
    }

    @Test
    void sendsChunksWhereAFrontTakesNoLargeRequest() {
        byte[] large = Samples.random(12 * MIB);
        registry.script((request, socket) -> {
            String length = request.header("Content-Length");
            if (length == null || Long.parseLong(length) <= 5 * MIB) {
                return serve(request, socket);
            }
            socket.getInputStream().skipNBytes(Long.parseLong(length));
            socket.getOutputStream().write(Front.reply(413, "<h1>Request Entity Too Large</h1>"));
            socket.shutdownOutput();
            return true;
        });
        put(large);
        assertThat(stored.toByteArray()).isEqualTo(large);
        assertThat(registry.requests().stream()
                        .filter(request -> request.line().startsWith("PATCH"))
                        .map(request -> request.header("Content-Range")))
                .containsExactly("0-5242879", "5242880-10485759", "10485760-12582911");
    }

    /** All of a chunk may be on its way when it is cut, and then nobody can tell how much of it came. */
    @Test
    void sendsSmallerChunksWhereThoseOfAKnownSizeBreakAsAWhole() {
        forgetful = true;
        registry.script((request, socket) -> {
            String length = request.header("Content-Length");
            if (length == null || Long.parseLong(length) <= MIB / 2) {
                return serve(request, socket);
            }
            socket.getInputStream().skipNBytes(Long.parseLong(length));
            if (Long.parseLong(length) > MIB) {
                socket.getOutputStream().write(Front.reply(413, "{}"));
                socket.shutdownOutput();
            }
            return true;
        });
        put(CONTENT);
        assertThat(stored.toByteArray()).isEqualTo(CONTENT);
        assertThat(registry.requests().stream()
                        .filter(request -> request.line().startsWith("PATCH"))
                        .map(request -> request.header("Content-Length")))
                .startsWith(String.valueOf(MIB), String.valueOf(MIB / 2));
    }

    @Test
    void givesUpAfterBreaksThatLeadNowhere() {
        breakAfter = 1000;
        forgetful = true;
        RegistryException e = failure(() -> put(CONTENT));
        assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(registry.calls().stream().filter(call -> call.matches("(PUT|PATCH) .*")))
                .hasSize(3);
    }

    @Test
    void tellsTheSourcesTroubleAsTheSources() {
        assertThatThrownBy(() -> client.putBlob(repository(registry.host(), "a"), blob(CONTENT), offset -> {
                    throw new IOException("the disk is gone");
                }))
                .hasMessageContaining("could not read the source of the blob")
                .hasMessageContaining("the disk is gone");
        RegistryException upstream =
                new RegistryException(Kind.INVALID_CONTENT, "a", "b", 0, List.of(), "c", null, null);
        assertThatThrownBy(() -> client.putBlob(repository(registry.host(), "a"), blob(CONTENT), offset -> {
                    throw upstream;
                }))
                .isSameAs(upstream);
        assertThat(registry.calls().stream().filter(call -> call.startsWith("PUT")))
                .hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void anErrorInTheMiddleLeavesTheHostUsable() {
        assertThatThrownBy(() -> client.putBlob(repository(registry.host(), "a"), blob(CONTENT), offset -> {
                    throw new OutOfMemoryError("for the test");
                }))
                .isInstanceOf(OutOfMemoryError.class);
        put(CONTENT);
        assertThat(stored.toByteArray()).isEqualTo(CONTENT);
    }

    /** Has the registry take nothing of what comes by these methods, and say nothing. */
    private void hangAt(List<String> methods) {
        registry.script((request, socket) -> {
            if (!methods.contains(request.line().split(" ")[0])) {
                return serve(request, socket);
            }
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return true;
        });
    }

    @Test
    void whoTakesNoBytesIsNotGivenTheTimeThatAnAnswerMayTake() {
        hangAt(List.of("PUT", "GET"));
        // A session whose beginning was not answered in time, since the machine stood still, is tried again.
        await().untilAsserted(() -> {
            reachedBy(HostSettings::of, Samples.patience(Duration.ofSeconds(2), Duration.ofMinutes(10), 1));
            RegistryException e = failure(() -> put(Samples.random(20 * MIB)));
            assertThat(e.temporary()).isTrue();
            assertThat(e).hasMessageContaining("nothing came within 2 s");
        });
    }

    @Test
    void givesUpARegistryThatTakesNoBytes() {
        Duration commit = Duration.ofSeconds(2);
        reachedBy(HostSettings::of, Samples.patience(commit, commit, 3));
        hangAt(List.of("PUT"));
        forgetful = true;
        RegistryException e = failure(() -> put(Samples.random(20 * MIB)));
        assertThat(e.temporary()).isTrue();
        // The first PUT hangs in writing; those that close a session of chunks hang in reading. Any other call that is
        // answered too late, since the machine stood still, comes once more.
        assertThat(registry.calls().stream().map(call -> call.split(" ")[0]))
                .containsSubsequence("POST", "PUT", "GET", "POST", "PUT");
    }
}
