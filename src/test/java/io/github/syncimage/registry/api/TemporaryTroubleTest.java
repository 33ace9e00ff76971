package io.github.syncimage.registry.api;

import static io.github.syncimage.registry.api.Samples.MIB;
import static io.github.syncimage.registry.api.Samples.blob;
import static io.github.syncimage.registry.api.Samples.image;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.Manifest;
import io.github.syncimage.testing.Front;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each kind of call meets each kind of temporary trouble twice and goes through: 499 is nginx's word for a client that
 * left, which load balancers say who gave up waiting; 520 to 524 are Cloudflare's for a registry behind it that did not
 * answer; 598 is that of proxies whose time was over; 0 is a connection that breaks.
 */
class TemporaryTroubleTest extends ScriptedRegistry {
    private static final Manifest MANIFEST = Samples.manifest("{}");
    private static final byte[] LAYER = Samples.random(MIB);
    private static final int[] TROUBLE = {0, 408, 429, 499, 500, 502, 503, 504, 520, 521, 522, 523, 524, 598};

    /** @param hits the requests of its kind */
    private record Kind(String name, Predicate<String> hits, Consumer<TemporaryTroubleTest> made) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final List<Kind> KINDS = List.of(
            new Kind("HEAD of a manifest", line -> line.startsWith("HEAD /v2/a/manifests/"), test -> assertThat(
                            test.client.headManifest(image(test.registry, "a:1")))
                    .isPresent()),
            new Kind("GET of a manifest", line -> line.startsWith("GET /v2/a/manifests/"), test -> assertThat(
                            test.client.getManifest(image(test.registry, "a:1")))
                    .isPresent()),
            new Kind("HEAD of a blob", line -> line.startsWith("HEAD /v2/a/blobs/"), test -> assertThat(
                            test.client.hasBlob(test.repository(), blob(LAYER).digest()))
                    .isTrue()),
            new Kind("GET of a blob", line -> line.startsWith("GET /v2/a/blobs/"), test -> assertThat(
                            test.client.getBlob(test.repository(), blob(LAYER), MIB))
                    .isEqualTo(LAYER)),
            new Kind("start of an upload", line -> line.startsWith("POST /v2/a/blobs/uploads/"), test -> test.upload()),
            new Kind("body of an upload", line -> line.startsWith("PUT /v2/a/blobs/uploads/"), test -> test.upload()),
            new Kind("PUT of a manifest", line -> line.startsWith("PUT /v2/a/manifests/"), test -> assertThat(
                            test.client.putManifest(image(test.registry, "a:1"), MANIFEST))
                    .isEqualTo(MANIFEST.digest())),
            new Kind("token", line -> line.startsWith("GET /token"), test -> assertThat(
                            test.client.headManifest(image(test.registry, "a:1")))
                    .isPresent()));

    static Stream<Arguments> allOfAll() {
        return KINDS.stream().flatMap(kind -> IntStream.of(TROUBLE).mapToObj(status -> Arguments.of(kind, status)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("allOfAll")
    void isTriedAgain(Kind kind, int status) {
        AtomicInteger met = new AtomicInteger();
        registry.answer(request -> kind.hits.test(request.line()) && met.incrementAndGet() <= 2
                ? status == 0 ? new byte[0] : Front.reply(status, "<html>", "Content-Type: text/html")
                : answer(request));

        kind.made.accept(this);

        assertThat(met).hasValueGreaterThan(2);
    }

    private byte[] answer(Front.Request request) {
        String line = request.line();
        if (line.startsWith("GET /token")) {
            return Front.reply(200, "{\"token\":\"t\"}");
        }
        if (request.header("Authorization") == null) {
            return Front.reply(401, "{}", bearer(registry.uri()));
        }
        if (line.startsWith("POST")) {
            return Front.reply(202, "", "Location: /v2/a/blobs/uploads/1?state=x");
        }
        if (line.startsWith("PUT")) {
            return Front.reply(201, "");
        }
        if (line.startsWith("GET /v2/a/blobs/uploads/")) {
            return Front.reply(204, "", "Range: 0-0");
        }
        return line.contains("/blobs/")
                ? Front.reply(200, LAYER, "Content-Type: application/octet-stream")
                : Samples.reply(MANIFEST);
    }

    private Repository repository() {
        return image(registry, "a:1").repository();
    }

    private void upload() {
        Samples.put(client, repository(), LAYER);
    }
}
