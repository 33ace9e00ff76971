package io.github.syncimage.registry.api;

import static io.github.syncimage.registry.api.Samples.blob;
import static io.github.syncimage.registry.api.Samples.image;
import static io.github.syncimage.registry.api.Samples.repository;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.concurrent.WorkLimit;
import io.github.syncimage.copy.source.Access;
import io.github.syncimage.copy.source.CopyRefusedException;
import io.github.syncimage.copy.source.Parallel;
import io.github.syncimage.copy.source.UpstreamInspector;
import io.github.syncimage.image.Digest;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.HostSettings;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.RegistryException.Kind;
import io.github.syncimage.testing.Front;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that lie, drip or never end: each a clear error, soon, in little memory. */
@Timeout(120)
class HostileUpstreamTest extends ScriptedRegistry {
    private static final byte[] CONTENT = Samples.random(100_000);

    private void inAHurry(Duration idle, int tries) {
        reachedBy(HostSettings::of, Samples.patience(idle, Duration.ofMinutes(1), tries));
    }

    private RegistryException manifest() {
        return failure(() -> client.getManifest(image(registry, "a:1")));
    }

    private byte[] read(Descriptor blob) throws IOException {
        try (var in = client.openBlob(repository(registry.host(), "a"), blob)) {
            return in.readAllBytes();
        }
    }

    private void endless(String head, String piece, long pauseMillis) {
        registry.script((request, socket) -> {
            OutputStream out = socket.getOutputStream();
            out.write(head.getBytes(StandardCharsets.ISO_8859_1));
            while (!socket.isClosed()) {
                out.write(piece.getBytes(StandardCharsets.ISO_8859_1));
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pauseMillis));
            }
            return true;
        });
    }

    private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

    @Test
    void refusesAManifestThatSaysItIsTooLarge() {
        registry.script((request, socket) -> {
            socket.getOutputStream()
                    .write("HTTP/1.1 200 OK\r\nContent-Length: 4194305\r\n\r\n{".getBytes(StandardCharsets.US_ASCII));
            return true;
        });
        assertThat(manifest()).hasMessageEndingWith("the manifest is larger than 4 MiB");
    }

    @Test
    void refusesAManifestThatNeverEnds() {
        endless(CHUNKED, "1000\r\n" + "x".repeat(4096) + "\r\n", 0);
        RegistryException e = manifest();
        assertThat(e).hasMessageEndingWith("the manifest is larger than 4 MiB");
        assertThat(e.kind()).isEqualTo(Kind.INVALID_CONTENT);
    }

    @Test
    void givesUpABodyThatDrips() {
        inAHurry(Duration.ofMillis(500), 3);
        endless(CHUNKED, "1\r\nx\r\n", 50);
        assertThat(manifest().kind()).isEqualTo(Kind.UNAVAILABLE);
    }

    @Test
    void givesUpWhoTakesAConnectionAndNeverAnswersAndWhoStopsAfterTheHead() {
        inAHurry(Duration.ofSeconds(1), 2);
        endless("", "", 50);
        assertThat(manifest().kind()).isEqualTo(Kind.UNAVAILABLE);
        // The client may have given up before the server has read what it was asked.
        await().untilAsserted(
                        () -> assertThat(registry.calls()).as("tried again").hasSize(2));

        Descriptor blob = blob(CONTENT);
        endless("HTTP/1.1 200 OK\r\nContent-Length: " + CONTENT.length + "\r\n\r\n", "", 50);
        assertThat(failure(() -> read(blob)).kind()).isEqualTo(Kind.UNAVAILABLE);
    }

    @Test
    void givesUpAHeadThatDrips() {
        // Once, and with pauses far shorter than what counts as silence, also on a busy machine. One that stood still
        // for so long was silent: it is asked again.
        inAHurry(Duration.ofSeconds(4), 1);
        endless("HTTP/1.1 200 OK\r\nX: ", "x", 50);
        await().untilAsserted(() -> assertThat(manifest()).hasMessageContaining("nothing came within 8 s"));
    }

    @Test
    void givesUpAHeadThatNeverEnds() {
        endless("HTTP/1.1 200 OK\r\n", "X-Y: " + "z".repeat(1000) + "\r\n", 0);
        assertThat(manifest().kind()).isEqualTo(Kind.UNAVAILABLE);
    }

    @Test
    void refusesAManifestOfAnotherDigest() {
        registry.answer(request -> Front.reply(200, "{}"));
        Digest other = Digest.of("other");
        assertThatThrownBy(() -> client.getManifest(image(registry, "a@" + other)))
                .hasMessageEndingWith("the manifest's digest is not what it was asked for, " + other);
        registry.answer(request -> Front.reply(200, "{}", "Docker-Content-Digest: " + other));
        assertThat(manifest())
                .hasMessageEndingWith("the manifest's digest is not the one that the registry names, " + other);
    }

    @Test
    void refusesABlobWhoseLengthIsNotItsSize() {
        registry.answer(request -> Front.reply(200, CONTENT, "X: y"));
        Descriptor lying = new Descriptor("x", blob(CONTENT).digest(), 1_000);
        assertThatThrownBy(() -> read(lying)).hasMessageEndingWith("it has 100000 bytes, and its manifest says 1000");
    }

    @Test
    void readsNoMoreOfAnEndlessBlobThanItsSize() {
        endless(CHUNKED, "1000\r\n" + "x".repeat(4096) + "\r\n", 0);
        assertThatThrownBy(() -> read(blob(CONTENT))).hasMessageEndingWith("it is longer than its size of 100000");
    }

    @Test
    void takesABlobWithoutALength() throws IOException {
        registry.script((request, socket) -> {
            socket.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(CONTENT);
            return true;
        });
        assertThat(read(blob(CONTENT))).isEqualTo(CONTENT);
    }

    @Test
    void refusesABlobOfAnotherDigestBeforeItsLastBytes() throws IOException {
        byte[] wrong = CONTENT.clone();
        wrong[5] ^= 1;
        registry.answer(request -> Front.reply(200, wrong, "X: y"));
        long got = 0;
        try (var in = client.openBlob(repository(registry.host(), "a"), blob(CONTENT))) {
            byte[] buffer = new byte[8192];
            while (true) {
                got += in.read(buffer);
            }
        } catch (RegistryException e) {
            assertThat(e.kind()).isEqualTo(Kind.INVALID_CONTENT);
            assertThat(e).hasMessageContaining("its content has the digest sha256:");
        }
        assertThat(got).isLessThan(CONTENT.length);
    }

    @Test
    void refusesALargeBlobWhereASmallOneIsWanted() {
        assertThatThrownBy(() -> client.getBlob(repository(registry.host(), "a"), blob(CONTENT), 1000))
                .hasMessageEndingWith("it has 100000 bytes, more than 1000 allowed here");
        assertThat(registry.calls()).isEmpty();
    }

    @Test
    void refusesAPartThatStartsElsewhere() {
        registry.answer(request -> Front.reply(206, CONTENT, "Content-Range: bytes 0-99999/100000"));
        assertThatThrownBy(() -> client.openRange(repository(registry.host(), "a"), blob(CONTENT), 10, 20))
                .hasMessageEndingWith("the registry sent another part than byte 10 on");
    }

    @Test
    void tellsThatAServerServesNoParts() {
        registry.answer(request -> Front.reply(200, CONTENT, "X: y"));
        assertThat(client.openRange(repository(registry.host(), "a"), blob(CONTENT), 10, 20))
                .isEmpty();
    }

    @Test
    void givesUpAServerThatAlwaysBreaksAndServesNoParts() {
        registry.answer(request -> Front.reply(200, CONTENT, "X: y")).cutAnswersAfter(50_000);
        assertThat(failure(() -> read(blob(CONTENT))).temporary()).isTrue();
        assertThat(registry.calls()).hasSizeLessThan(5);
    }

    /** Anything quadratic takes many times as long; no clock judges, so that a busy machine changes nothing. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<",
                "<>",
                "<>;",
                "<>;rel=",
                "<>;rel=\"",
                "<a>;a=b;",
                ",",
                "=",
                ";",
                "\"",
                "\\",
                "a ",
                "a,",
                "Bearer ",
                "Bearer,",
                "Bearer a=\"",
                "Bearer realm=a,",
                "bearer zzz",
                "z"
            })
    void readsHostileHeadsInLittleTime(String part) {
        String value = part.repeat(60_000 / part.length());
        String pieces = part.repeat(1_000 / part.length());
        String[] heads = Stream.concat(
                        Stream.of(value, "Bearer " + value),
                        Stream.generate(() -> pieces).limit(50))
                .flatMap(head -> Stream.of("WWW-Authenticate: " + head, "Link: " + head))
                .toArray(String[]::new);
        registry.answer(request -> request.line().contains("/tags/")
                ? Front.reply(200, "{\"tags\":[\"a\"]}", heads)
                : Front.reply(401, "{}", heads));

        long before = processorTime();
        assertThat(manifest().kind()).isEqualTo(Kind.DENIED);
        assertThat(client.eachTag(repository(registry.host(), "a"), 10, tags -> {}))
                .isFalse();
        assertThat(processorTime() - before).isLessThan(Duration.ofSeconds(2).toNanos());
    }

    @Test
    void looksForNearTagsAmongHostileOnesInLittleTime() {
        String tag = "\"" + "1-".repeat(100_000) + "\"";
        String tags = Stream.generate(() -> tag).limit(19).collect(Collectors.joining(",", "{\"tags\":[", ",\"2\"]}"));
        registry.answer(request -> request.line().contains("/tags/") ? Front.reply(200, tags) : Front.reply(404, "{}"));

        long before = processorTime();
        try (Parallel parallel = new Parallel()) {
            WorkLimit work = new WorkLimit(Duration.ofHours(1), IllegalStateException::new);
            assertThatThrownBy(() -> new UpstreamInspector(client, parallel)
                            .inspect(image(registry, "a:1"), Access.OPERATOR, work))
                    .isInstanceOfSatisfying(CopyRefusedException.class, absent -> assertThat(absent.tags())
                            .containsExactly("2"));
        }
        assertThat(processorTime() - before).isLessThan(Duration.ofSeconds(2).toNanos());
    }

    private static long processorTime() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
