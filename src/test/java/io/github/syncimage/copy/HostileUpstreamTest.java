package io.github.syncimage.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.copy.plan.CopyResult;
import io.github.syncimage.copy.source.PlatformImage;
import io.github.syncimage.copy.source.Upstream;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.demo.SampleImage;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.Manifest;
import io.github.syncimage.registry.MediaTypes;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.text.Json;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostileUpstreamTest {
    private static final SampleImage IMAGE = LoopbackImages.single("one", "linux/amd64");

    @RegisterExtension
    private final TwoRegistries registries = new TwoRegistries();

    static Stream<Arguments> documents() {
        Descriptor image = IMAGE.manifest().descriptor();
        return Stream.of(
                Arguments.of("no JSON", "{", "is no valid JSON"),
                Arguments.of("no object", "[]", "is no JSON object"),
                Arguments.of(
                        "many entries", index(Collections.nCopies(2000, entry(image))), "lists more than the 1000"),
                Arguments.of(
                        "a million entries",
                        "{\"manifests\":[" + "{},".repeat(999_999) + "{}]}",
                        "lists more than the 1000"),
                Arguments.of("two lists", "{\"manifests\":[],\"a\":[],\"manifests\":[]}", "'manifests' twice"),
                Arguments.of(
                        "more values than any entry has",
                        "{\"manifests\":[{\"platform\":[" + "[],".repeat(100_000) + "[]]}]}",
                        "has more than 13500 values"),
                Arguments.of("endless nesting", "{\"a\":" + "[".repeat(1_000_000), "is no valid JSON"),
                Arguments.of(
                        "a size that lies",
                        index(List.of(entry(new Descriptor(image.mediaType(), image.digest(), image.size() + 1)))),
                        "announced"),
                Arguments.of(
                        "a size that is less",
                        index(List.of(entry(new Descriptor(image.mediaType(), image.digest(), image.size() - 1)))),
                        "were announced"),
                Arguments.of(
                        "a size beyond reason",
                        index(List.of(entry(new Descriptor(image.mediaType(), image.digest(), Long.MAX_VALUE)))),
                        "no valid 'size'"),
                Arguments.of(
                        "an entry without digest",
                        index(List.of(Map.of("mediaType", MediaTypes.OCI_MANIFEST, "size", 3))),
                        "without media type or digest"),
                Arguments.of(
                        "a strange platform",
                        index(List.of(Map.of(
                                "mediaType",
                                MediaTypes.OCI_MANIFEST,
                                "size",
                                image.size(),
                                "digest",
                                image.digest().toString(),
                                "platform",
                                Map.of("os", "linux\u001b[2J", "architecture", "amd64")))),
                        "invalid platform"),
                Arguments.of("entries that are no objects", "{\"manifests\":[1,2]}", "something else than objects"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("documents")
    void isRefusedWithTheReason(String name, String document, String reason) {
        ImageReference source = source("bad/index:1", document, List.of(IMAGE));

        assertFails(source, reason);
    }

    @Test
    void anIndexInAnIndexInAnIndexIsFlattened() {
        ImageReference source = nested(2);

        CopyResult result = registries.copy(source, registries.to("mirror/nested:1"), "all");

        assertThat(result.mirrored()).hasToString("[linux/amd64]");
        assertThat(result.targetDigest()).isEqualTo(result.sourceDigest());
    }

    @Test
    void aDeeperOneIsRefused() {
        assertFails(nested(3), "deeper than 2");
    }

    @Test
    void aManifestOver4MiBIsRefused() {
        String padded = "{\"manifests\":[]," + " ".repeat(Manifest.MAX_BYTES) + "\"x\":1}";
        ImageReference source = source("bad/index:1", padded, List.of());

        assertFails(source, "");
    }

    /** What an index announces is anything; 12 of 3.9 MB are read no further than memory for them is set apart. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void moreManifestsThanAreHeldOfOneImageAreRefused(boolean told) {
        List<SampleImage> children =
                IntStream.range(0, 12).mapToObj(i -> padded("child " + i)).toList();
        List<Map<String, Object>> entries = children.stream()
                .map(SampleImage::manifest)
                .map(child -> entry(new Descriptor(child.mediaType(), child.digest(), told ? child.bytes().length : 0)))
                .toList();
        ImageReference source = source("bad/index:1", index(entries), children);

        assertFails(source, "that are read of one");
        assertThat(manifestsRead()).isLessThanOrEqualTo(told ? 1 : 1 + 4);
    }

    /** Otherwise 50 MB of annotations would become a gigabyte of objects. */
    @Test
    void annotationsThatNobodyLooksAtAreNoReasonToRefuseAnImage() {
        SampleImage image = LoopbackImages.annotated("many", 99_000, "linux/amd64");
        ImageReference source = registries.source("odd/annotated:1", image);

        CopyResult result = registries.copy(source, registries.to("mirror/annotated:1"), "all");

        assertThat(result.targetDigest()).isEqualTo(image.digest());
    }

    @Test
    void oneWithVeryLargeManifestsWaitsUntilAnotherIsDone() {
        List<ImageReference> sources = IntStream.range(0, 2)
                .mapToObj(i -> registries.source("large/app" + i + ":1", padded("app " + i)))
                .toList();
        Copier copier = registries.copier();
        CompletableFuture<List<PlatformImage>> second;
        try (Upstream first = copier.inspect(sources.get(0))) {
            assertThat(first.images()).hasSize(1);
            registries.forgetCalls();
            second = CompletableFuture.supplyAsync(() -> {
                try (Upstream upstream = copier.inspect(sources.get(1))) {
                    return upstream.images();
                }
            });
            await().until(() -> registries.upstreamCalls().stream().anyMatch(call -> call.startsWith("HEAD ")));
            ImageReference small = registries.source("small/app:1", IMAGE);
            assertThat(registries
                            .copy(small, registries.to("mirror/small:1"), "all")
                            .moved())
                    .isPositive();
            assertThat(second).isNotDone();
        }
        assertThat(second.join()).hasSize(1);
    }

    private static SampleImage padded(String name) {
        SampleImage image = LoopbackImages.single(name, "linux/amd64");
        byte[] bytes = Arrays.copyOf(image.manifest().bytes(), 3_900_000);
        Arrays.fill(bytes, image.manifest().bytes().length, bytes.length, (byte) ' ');
        return new SampleImage(new Manifest(MediaTypes.OCI_MANIFEST, bytes), image.blobs(), List.of());
    }

    @Test
    void childrenOfUnknownSizeAreCopied() {
        List<SampleImage> children = IntStream.range(0, 40)
                .mapToObj(i -> LoopbackImages.single("small " + i, "linux/amd64"))
                .toList();
        List<Map<String, Object>> entries = children.stream()
                .map(SampleImage::manifest)
                .map(child -> entry(new Descriptor(child.mediaType(), child.digest(), 0)))
                .toList();
        ImageReference source = source("odd/index:1", index(entries), children);

        try (Upstream upstream = registries.copier().inspect(source)) {
            assertThat(upstream.images()).hasSize(40);
        }
    }

    static Stream<Arguments> requests() {
        return Stream.of(
                Arguments.of("64 platforms, all wanted", 64, true, "all", 1 + 64, ""),
                Arguments.of("65, all wanted", 65, true, "all", 1, "too_many_manifests"),
                Arguments.of("200, two wanted", 200, true, "linux/p7,linux/p8", 1 + 2, ""),
                Arguments.of("64 that leave it to their configs", 64, false, "linux/p7", 1 + 64, ""),
                Arguments.of("65 of these", 65, false, "linux/p7", 1, "too_many_manifests"),
                Arguments.of("1000 of these", 1000, false, "linux/p7", 1, "too_many_manifests"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("requests")
    void readsAtMost64ManifestsOfWhatIsWanted(
            String name, int parts, boolean stated, String wanted, int reads, String refused) {
        List<SampleImage> children = IntStream.range(0, parts)
                .mapToObj(i -> LoopbackImages.single("part " + i, "linux/p" + i))
                .toList();
        List<Map<String, Object>> entries = IntStream.range(0, parts)
                .mapToObj(i -> entry(children.get(i).manifest().descriptor(), stated ? "p" + i : null))
                .toList();
        ImageReference source = source("wide/index:1", index(entries), children);

        if (refused.isEmpty()) {
            assertThat(registries
                            .copy(source, registries.to("mirror/wide:1"), wanted)
                            .mirrored())
                    .hasSize(wanted.equals("all") ? parts : wanted.split(",").length);
        } else {
            assertThat(registries
                            .refused(source, registries.to("mirror/wide:1"), wanted)
                            .code())
                    .isEqualTo(refused);
            assertThat(registries.targetWrites()).isEmpty();
        }
        assertThat(manifestsRead()).isEqualTo(reads);
    }

    @Test
    void readsIndexesBelowAnIndexNoMoreOften() {
        List<SampleImage> children = IntStream.range(0, 65)
                .mapToObj(i -> image(index(List.of(entry(IMAGE.manifest().descriptor(), "p" + i))), List.of(IMAGE)))
                .toList();
        List<Map<String, Object>> entries = children.stream()
                .map(child -> entry(child.manifest().descriptor()))
                .toList();
        ImageReference source = source("deep/index:1", index(entries), children);

        assertThat(registries.refused(source, registries.to("mirror/deep:1"), "linux/p1"))
                .hasMessageContaining("more than 64 manifests");
        assertThat(manifestsRead()).isEqualTo(1 + 64);
    }

    @Test
    void readsAnImageThatAnIndexListsAThousandTimesOnce() {
        String index = index(Collections.nCopies(1000, entry(IMAGE.manifest().descriptor())));
        ImageReference source = source("odd/index:1", index, List.of(IMAGE));

        assertThat(registries.copier().inspect(source).images()).hasSize(1000);
        assertThat(manifestsRead()).isEqualTo(1 + 1);
        assertThat(registries.upstreamCalls().stream().filter(call -> call.contains("/blobs/")))
                .hasSize(1);
    }

    private long manifestsRead() {
        return registries.upstreamCalls().stream()
                .filter(call -> call.startsWith("GET ") && call.contains("/manifests/"))
                .count();
    }

    @Test
    void schema1IsRefusedWithTheReason() {
        Manifest old = new Manifest(MediaTypes.DOCKER_SCHEMA1, "{\"schemaVersion\":1,\"fsLayers\":[]}".getBytes());
        ImageReference source = registries.source("old/app:1", new SampleImage(old, List.of(), List.of()));

        assertThat(registries.refused(source, registries.to("mirror/old:1"), "all"))
                .hasMessageContaining("schema 1");
    }

    private void assertFails(ImageReference source, String reason) {
        RegistryException failure = registries.failure(source, registries.to("mirror/bad:1"), "all");
        assertThat(failure.kind()).isEqualTo(RegistryException.Kind.INVALID_CONTENT);
        assertThat(failure).hasMessageContaining(reason);
        assertThat(registries.targetWrites()).isEmpty();
    }

    /** An image below so many indexes below the one that has the tag. */
    private ImageReference nested(int depth) {
        SampleImage below = IMAGE;
        for (int i = 0; i <= depth; i++) {
            below = image(index(List.of(entry(below.manifest().descriptor()))), List.of(below));
        }
        return registries.source("deep/app:1", below);
    }

    private ImageReference source(String name, String index, List<SampleImage> children) {
        return registries.source(name, image(index, children));
    }

    private static SampleImage image(String index, List<SampleImage> children) {
        return new SampleImage(new Manifest(MediaTypes.OCI_INDEX, index.getBytes()), List.of(), children);
    }

    private static Map<String, Object> entry(Descriptor descriptor) {
        return entry(descriptor, null);
    }

    /** @param architecture null where the entry leaves it to the image's config */
    private static Map<String, Object> entry(Descriptor descriptor, String architecture) {
        return Json.of(
                "mediaType",
                descriptor.mediaType(),
                "digest",
                descriptor.digest().toString(),
                "size",
                descriptor.size(),
                "platform",
                architecture == null ? null : Map.of("os", "linux", "architecture", architecture));
    }

    private static String index(List<Map<String, Object>> entries) {
        return new String(
                Json.write(Map.of("schemaVersion", 2, "mediaType", MediaTypes.OCI_INDEX, "manifests", entries)));
    }
}
