package io.github.syncimage.registry.api;

import static io.github.syncimage.registry.api.Samples.image;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.concurrent.Limit;
import io.github.syncimage.registry.Credentials;
import io.github.syncimage.registry.HostSettings;
import io.github.syncimage.registry.Manifest;
import io.github.syncimage.registry.Patience;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.RegistryException.Kind;
import io.github.syncimage.testing.Front;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is tried again, what is waited for, and what callers are told. */
class TroubleTest extends ScriptedRegistry {
    private static final Manifest MANIFEST = Samples.manifest("{}");

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void aLimitOnAnybodyIsNotThatOfALogin() {
        registry.answer(request -> request.header("Authorization") == null
                        && request.line().startsWith("HEAD")
                ? Front.reply(429, "{}", "Retry-After: 3600")
                : request.header("Authorization") == null ? Front.reply(401, "{}", BASIC) : Samples.reply(MANIFEST));
        try (RegistryClient known =
                Samples.client(host -> HostSettings.of(host).withCredentials(new Credentials("ann", "secret")))) {
            RegistryException limited = failure(() -> known.anonymous().headManifest(image(registry, "a:1")));

            assertThat(limited.kind()).isEqualTo(Kind.RATE_LIMITED);
            assertThat(known.getManifest(image(registry, "a:1"))).isPresent();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "500, C, UNAVAILABLE, 3",
        "503, C, UNAVAILABLE, 3",
        "429, C, RATE_LIMITED, 3",
        "400, C, UNEXPECTED, 1",
        "400, MANIFEST_INVALID, MANIFEST_REFUSED, 1",
        "401, C, DENIED, 1",
        "403, C, DENIED, 1",
        "415, C, MANIFEST_REFUSED, 1",
        "418, C, UNEXPECTED, 1",
    })
    void tellsWhatKindOfTroubleItIs(int status, String code, Kind kind, int calls) {
        registry.answer(request -> Front.reply(status, "{\"errors\":[{\"code\":\"" + code + "\",\"message\":\"m\"}]}"));
        RegistryException e = failure(() -> client.putManifest(image(registry, "a:1"), MANIFEST));

        assertThat(e.kind()).isEqualTo(kind);
        assertThat(e.status()).isEqualTo(status);
        assertThat(e.codes()).containsExactly(code);
        assertThat(e)
                .hasMessage("could not write the manifest (" + registry.host() + "/a:1): HTTP " + status + ": " + code
                        + " m");
        assertThat(registry.calls()).hasSize(calls);
    }

    @Test
    void waitsTogetherAsLongAsTheHostSays() {
        List<Instant> arrivals = new CopyOnWriteArrayList<>();
        registry.answer(request -> {
            arrivals.add(Instant.now());
            return arrivals.size() == 1 ? Front.reply(429, "{}", "Retry-After: 3") : Samples.reply(MANIFEST);
        });
        AtomicReference<Thread> thread = new AtomicReference<>();
        CompletableFuture<Void> first = CompletableFuture.runAsync(
                () -> {
                    thread.set(Thread.currentThread());
                    client.headManifest(image(registry, "a:1"));
                },
                threads);
        // The answer has arrived, too. Where that is seen too late, because it has waited already, others wait for
        // nothing, which is right as well.
        await().pollInterval(Duration.ofMillis(10)).until(() -> first.isDone() || waits(thread.get()));
        CompletableFuture<?>[] others = IntStream.range(0, 4)
                .mapToObj(
                        i -> CompletableFuture.runAsync(() -> client.headManifest(image(registry, "b:" + i)), threads))
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(others).join();
        first.join();

        assertThat(arrivals).hasSize(6);
        assertThat(arrivals.subList(1, 6))
                .allMatch(arrival -> Duration.between(arrivals.get(0), arrival).toMillis() > 2999);
    }

    /** Whether it is where requests wait until their host takes them. */
    private static boolean waits(Thread thread) {
        return thread != null
                && Stream.of(thread.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().endsWith(".RateLimits")
                                && frame.getMethodName().equals("sleep"));
    }

    @Test
    void tellsUntilWhenInsteadOfWaitingLong() {
        registry.answer(
                request -> Front.reply(429, "{\"errors\":[{\"code\":\"TOOMANYREQUESTS\"}]}", "Retry-After: 3600"));
        Instant start = Instant.now();
        RegistryException first = failure(() -> client.getManifest(image(registry, "a:1")));
        RegistryException second = failure(() -> client.getManifest(image(registry, "b:1")));

        assertThat(first.kind()).isEqualTo(Kind.RATE_LIMITED);
        assertThat(first.retryAt())
                .isBetween(start.plusSeconds(3599), Instant.now().plusSeconds(3600));
        assertThat(second.retryAt()).isEqualTo(first.retryAt());
        assertThat(registry.calls()).containsExactly("GET /v2/a/manifests/1");
    }

    /** Docker Hub's quota of pulls counts manifests; what else it is asked is no pull. */
    @Test
    void aLimitOfManifestsIsNoneOfOtherCalls() {
        registry.answer(request ->
                request.line().contains("/manifests/") && !request.line().startsWith("PUT")
                        ? Front.reply(429, "{}", "Retry-After: 3600")
                        : Front.reply(request.line().startsWith("PUT") ? 201 : 200, "{}"));
        assertLimited("a:1");

        assertThat(client.hasBlob(image(registry, "a:1").repository(), MANIFEST.digest()))
                .isTrue();
        assertThat(client.putManifest(image(registry, "a:1"), MANIFEST)).isEqualTo(MANIFEST.digest());
        assertLimited("b:1");
        assertThat(registry.calls()).filteredOn(call -> call.startsWith("GET")).hasSize(1);
    }

    /** Docker Hub's abuse limit counts everything of an address. */
    @Test
    void aLimitThatAnotherKindOfCallMeetsTooIsOneOfAll() {
        registry.answer(request -> Front.reply(429, "{}", "Retry-After: 3600"));
        assertLimited("a:1");
        var repository = image(registry, "a:1").repository();
        assertThatThrownBy(() -> client.hasBlob(repository, MANIFEST.digest())).isInstanceOf(RegistryException.class);
        registry.forget();

        assertThat(failure(() -> client.putManifest(image(registry, "a:1"), MANIFEST))
                        .kind())
                .isEqualTo(Kind.RATE_LIMITED);
        assertThat(registry.calls()).isEmpty();
    }

    @Test
    void aLimitOfTheTokenServiceIsNoneOfTheRegistry() {
        byte[] layer = Samples.random(100);
        List<String> limited = new CopyOnWriteArrayList<>();
        registry.answer(request -> {
            if (limited.stream().anyMatch(request.line()::contains)) {
                return Front.reply(429, "{}", "Retry-After: 3600");
            }
            if (request.line().contains("/token")) {
                return Front.reply(200, "{\"token\":\"t\",\"expires_in\":3600}");
            }
            if (request.header("Authorization") == null) {
                return Front.reply(401, "{}", bearer(registry.uri()));
            }
            return request.line().contains("/blobs/")
                    ? Front.reply(200, layer, "Content-Type: application/octet-stream")
                    : Samples.reply(MANIFEST);
        });
        assertThat(client.getManifest(image(registry, "a:1"))).isPresent();
        limited.add("/token");
        assertLimited("b:1");
        limited.add("/manifests/");
        assertLimited("a:1");

        assertThat(client.getBlob(image(registry, "a:1").repository(), Samples.blob(layer), 100))
                .isEqualTo(layer);
    }

    private void assertLimited(String name) {
        assertThat(failure(() -> client.getManifest(image(registry, name))).kind())
                .isEqualTo(Kind.RATE_LIMITED);
    }

    @Test
    void tellsASpentQuotaAtOnce() {
        registry.answer(
                request -> Front.reply(429, "{}", "ratelimit-limit: 100;w=21600", "ratelimit-remaining: 0;w=21600"));
        RegistryException e = failure(() -> client.getManifest(image(registry, "a:1")));
        assertThat(e.retryAt()).isAfter(Instant.now().plusSeconds(60));
        assertThat(registry.calls()).hasSize(1);
    }

    @Test
    void tellsThatNobodyListens() {
        // Another server might get the port of one that was closed; nobody gets this one.
        assertThatThrownBy(() -> client.getManifest(
                        Samples.repository("127.0.0.1:1", "a").tag("1")))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.temporary()).isTrue())
                .hasMessageContaining("no connection: ")
                .hasMessageContaining("Connection refused");
    }

    @Test
    void stopsWaitingWhenInterrupted() {
        registry.answer(request -> Front.reply(503, "{}", "Retry-After: 2"));
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> client.getManifest(image(registry, "a:1"))).hasMessageContaining("interrupted");
        assertThat(Thread.interrupted()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0                             | 2026-01-02T03:04:05Z",
                "60                            | 2026-01-02T03:05:05Z",
                "99999999999999999999          | 2026-01-03T03:04:05Z",
                "Fri, 02 Jan 2026 04:00:00 GMT | 2026-01-02T04:00:00Z",
                "Fri, 02 Jan 2099 04:00:00 GMT | 2026-01-03T03:04:05Z",
                "soon                          |",
                "-1                            |",
            })
    void readsSecondsAndDatesOfAtMostADay(String header, Instant expected) {
        assertThat(Retry.parse(header, Instant.parse("2026-01-02T03:04:05Z")).orElse(null))
                .isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} {1}, limited {2}: a queue waits {3} s")
    @CsvSource({
        "HEAD, /manifests/1,     true,  5",
        "GET,  /manifests/1,     true,  5",
        "HEAD, /manifests/1,     false, 60",
        "PUT,  /manifests/1,     true,  300",
        "GET,  /blobs/sha256:1,  true,  300",
        "GET,  /blobs/sha256:1,  false, 60",
        "PUT,  /blobs/uploads/1, true,  300",
    })
    void aQueueWaitsLongOnlyForWhatGivingUpWouldLose(String method, String path, boolean limited, long longest) {
        assertWaits(Patience.OF_A_QUEUE, RegistryRequest.Kind.of(method, path), limited, longest);
    }

    @Test
    void aPersonWaitsAMinuteForTheFirstAnswerToo() {
        assertWaits(Patience.DEFAULT, RegistryRequest.Kind.MANIFEST_READ, true, 60);
    }

    private static void assertWaits(Patience patience, RegistryRequest.Kind kind, boolean limited, long longest) {
        RateLimits rateLimits = new RateLimits(patience, each -> new Limit(Clock.systemUTC()));
        assertThat(rateLimits.isTooLong(Duration.ofSeconds(longest), kind, limited))
                .isFalse();
        assertThat(rateLimits.isTooLong(Duration.ofSeconds(longest + 1), kind, limited))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"errors\":[{\"code\":\"DENIED\",\"message\":\"no access\"}]}             | [DENIED]    | DENIED no access",
                "{\"errors\":[{\"errorCode\":\"SVCSTG.1\",\"errorMessage\":\"bad\"}]}       | [SVCSTG.1]  | SVCSTG.1 bad",
                "{\"error_code\":\"SWR.2\",\"error_msg\":\"quota\"}                         | [SWR.2]     | SWR.2 quota",
                "{\"details\":\"incorrect username or password\"}                           | []          | incorrect username or password",
                "{\"errors\":[{\"code\":\"A\"},{\"code\":\"B\",\"message\":\"b\"}]}         | [A, B]      | A; B b",
                "upstream connect error                                                     | []          | upstream connect error",
                "<html><body>502</body></html>                                              | []          | ``",
                "[1,2]                                                                      | []          | ``",
            })
    void readsErrorsOfEveryShape(String body, String codes, String text) {
        RegistryResponse.Errors errors = RegistryResponse.Errors.parse(body.getBytes(StandardCharsets.UTF_8));
        assertThat(errors.codes()).hasToString(codes);
        assertThat(errors.text()).isEqualTo(text);
    }

    @Test
    void tellsOneShortLineThatDoesNothingToATerminal() {
        registry.answer(request -> Front.reply(
                400,
                "{\"errors\":[{\"code\":\"X\",\"message\":\"a\\u001b[31mb\\nc\\u202ed" + "e".repeat(5000) + "\"}]}"));
        assertThatThrownBy(() -> client.getManifest(image(registry, "a:1")))
                .isInstanceOfSatisfying(RegistryException.class, e -> assertThat(e.detail())
                        .startsWith("HTTP 400: X a [31mb c d")
                        .hasSizeLessThan(320)
                        .endsWith("…"));
    }
}
