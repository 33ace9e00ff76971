package io.github.syncimage.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.syncimage.copy.plan.CopyResult;
import io.github.syncimage.copy.source.CopyRefusedException;
import io.github.syncimage.demo.registry.LoopbackImages;
import io.github.syncimage.demo.registry.SampleImage;
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
                Arguments.of("many entries", index(Collections.nCopies(2000, entry(image))), "lists 2000"),
                Arguments.of(
                        "a million entries",
                        "{\"manifests\":[" + "{},".repeat(999_999) + "{}]}",
                        "more than 100000 values"),
                Arguments.of(
                        "more values than any index has",
                        "{\"manifests\":[],\"a\":[" + "[],".repeat(100_000) + "[]]}",
                        "more than 100000 values"),
                Arguments.of("endless nesting", "{\"a\":" + "[".repeat(1_000_000), "is no valid JSON"),
                Arguments.of(
                        "a size that lies",
                        index(List.of(entry(new Descriptor(image.mediaType(), image.digest(), image.size() + 1)))),
                        "announced"),
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
        ImageReference source =
                source("bad/index:1", new Manifest(MediaTypes.OCI_INDEX, document.getBytes()), List.of(IMAGE));

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
        ImageReference source = source("bad/index:1", new Manifest(MediaTypes.OCI_INDEX, padded.getBytes()), List.of());

        assertFails(source, "");
    }

    /** What an index announces is anything; 12 of 3.9 MB are read no further than memory for them is set apart. */
    @ParameterizedTest
    @ValueSource(strings = {"0", "true size", "less"})
    void moreManifestsThanAreHeldOfOneImageAreRefused(String announced) {
        List<SampleImage> children =
                IntStream.range(0, 12).mapToObj(i -> padded("child " + i)).toList();
        List<Map<String, Object>> entries = children.stream()
                .map(SampleImage::manifest)
                .map(child -> entry(new Descriptor(child.mediaType(), child.digest(), announced(announced, child))))
                .toList();
        ImageReference source = source(
                "bad/index:1", new Manifest(MediaTypes.OCI_INDEX, index(entries).getBytes()), children);

        assertFails(source, announced.equals("less") ? "were announced" : "16.0 MiB");
        assertThat(registries.upstreamCalls().stream()
                        .filter(call -> call.startsWith("GET ") && call.contains("/manifests/")))
                .hasSizeLessThanOrEqualTo(announced.equals("less") ? 1 + children.size() : 1 + 4);
    }

    private static long announced(String how, Manifest child) {
        return how.equals("0") ? 0 : child.bytes().length - (how.equals("less") ? 1 : 0);
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
        ImageReference source = source(
                "odd/index:1", new Manifest(MediaTypes.OCI_INDEX, index(entries).getBytes()), children);

        assertThat(registries.copier().inspect(source).images()).hasSize(40);
    }

    @Test
    void schema1IsRefusedWithTheReason() {
        ImageReference source = source(
                "old/app:1",
                new Manifest(MediaTypes.DOCKER_SCHEMA1, "{\"schemaVersion\":1,\"fsLayers\":[]}".getBytes()),
                List.of());

        assertThatThrownBy(() -> registries.copy(source, registries.to("mirror/old:1"), "all"))
                .isInstanceOf(CopyRefusedException.class)
                .hasMessageContaining("schema 1");
    }

    private void assertFails(ImageReference source, String reason) {
        assertThatThrownBy(() -> registries.copy(source, registries.to("mirror/bad:1"), "all"))
                .isInstanceOfSatisfying(RegistryException.class, e -> assertThat(e.kind())
                        .isEqualTo(RegistryException.Kind.INVALID_CONTENT))
                .hasMessageContaining(reason);
        assertThat(registries.targetWrites()).isEmpty();
    }

    /** An image below so many indexes below the one that has the tag. */
    private ImageReference nested(int depth) {
        SampleImage below = IMAGE;
        for (int i = 0; i <= depth; i++) {
            Manifest manifest = new Manifest(
                    MediaTypes.OCI_INDEX,
                    index(List.of(entry(below.manifest().descriptor()))).getBytes());
            below = new SampleImage(manifest, List.of(), List.of(below));
        }
        return registries.source("deep/app:1", below);
    }

    private ImageReference source(String name, Manifest manifest, List<SampleImage> children) {
        return registries.source(name, new SampleImage(manifest, List.of(), children));
    }

    private static Map<String, Object> entry(Descriptor descriptor) {
        return Map.of(
                "mediaType",
                descriptor.mediaType(),
                "digest",
                descriptor.digest().toString(),
                "size",
                descriptor.size());
    }

    private static String index(List<Map<String, Object>> entries) {
        return new String(
                Json.write(Map.of("schemaVersion", 2, "mediaType", MediaTypes.OCI_INDEX, "manifests", entries)));
    }
}
