package io.github.syncimage.demo;

import static io.github.syncimage.demo.Flavour.OCI;

import com.github.luben.zstd.Zstd;
import io.github.syncimage.image.Digest;
import io.github.syncimage.registry.Manifest;
import io.github.syncimage.registry.MediaTypes;
import io.github.syncimage.text.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Images of every kind that upstreams offer, beside those of {@link SampleImages}, and as small. */
public final class LoopbackImages extends SampleImages {
    private static final Flavour DOCKER = new Flavour(
            MediaTypes.DOCKER_LIST,
            MediaTypes.DOCKER_MANIFEST,
            "application/vnd.docker.container.image.v1+json",
            "application/vnd.docker.image.rootfs.diff.tar.");

    private LoopbackImages() {}

    /** A layer with a file of so many bytes that do not compress, the same for the same seed. */
    public static SampleLayer random(long seed, int bytes) {
        byte[] content = new byte[bytes];
        new Random(seed).nextBytes(content);
        return stored(SampleLayer.tar("random-" + seed, content));
    }

    /** The same image as {@link SampleImages} makes; what its manifest says of its layers is not computed again. */
    public static SampleImage image(Flavour flavour, String platform, List<SampleLayer> layers) {
        SampleImage image = SampleImages.image(flavour, platform, layers);
        try {
            List<Map<String, Object>> described =
                    Json.objects(Json.read(image.manifest().bytes()), "layers");
            for (int layer = 0; layer < layers.size(); layer++) {
                KnownDigests.keep(
                        layers.get(layer).compressed(), Digest.parse(Json.text(described.get(layer), "digest")));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return image;
    }

    /** In gzip's format, and as large as it was: to look for what repeats itself would take longer than most copies. */
    private static SampleLayer stored(byte[] tar) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(tar.length + tar.length / 1000 + 64);
        try (GZIPOutputStream gzip = new GZIPOutputStream(out, 1 << 16) {
            {
                def.setLevel(Deflater.NO_COMPRESSION);
            }
        }) {
            gzip.write(tar);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new SampleLayer(out.toByteArray(), Digest.of(tar), "gzip");
    }

    /** An OCI manifest of one platform. */
    public static SampleImage single(String name, String platform) {
        return image(OCI, platform, layers(name, platform));
    }

    /** A Docker schema 2 manifest of one platform. */
    public static SampleImage dockerSingle(String name, String platform) {
        return image(DOCKER, platform, layers(name, platform));
    }

    /** An OCI index of these platforms. */
    public static SampleImage index(String name, String... platforms) {
        return index(OCI, images(OCI, name, platforms), List.of(platforms), List.of());
    }

    /** The same, the manifest of each with so many annotations that say nothing. */
    public static SampleImage annotated(String name, int annotations, String... platforms) {
        String none = IntStream.range(0, annotations)
                .mapToObj(i -> "\"" + i + "\":\"\"")
                .collect(Collectors.joining(",", ",\"annotations\":{", "}}"));
        List<SampleImage> images = images(OCI, name, platforms).stream()
                .map(image -> {
                    String json = new String(image.manifest().bytes(), StandardCharsets.UTF_8);
                    byte[] bytes = json.replaceFirst("}$", none).getBytes(StandardCharsets.UTF_8);
                    return new SampleImage(new Manifest(OCI.manifest(), bytes), image.blobs(), List.of());
                })
                .toList();
        return index(OCI, images, List.of(platforms), List.of());
    }

    /** A Docker manifest list of these platforms. */
    public static SampleImage dockerList(String name, String... platforms) {
        return index(DOCKER, images(DOCKER, name, platforms), List.of(platforms), List.of());
    }

    /** An OCI manifest of one platform whose second layer is compressed with zstd. */
    public static SampleImage zstd(String name, String platform) {
        byte[] tar = SampleLayer.tar("app", (name + " for " + platform).getBytes(StandardCharsets.UTF_8));
        return image(OCI, platform, List.of(base(name), new SampleLayer(Zstd.compress(tar), Digest.of(tar), "zstd")));
    }

    /** A Helm chart: an artifact that is no image. */
    public static SampleImage helmChart(String name) {
        byte[] config = Json.write(Json.withNulls("name", name));
        byte[] chart = SampleLayer.of(name + "/Chart.yaml", "apiVersion: v2\nname: " + name + "\nversion: 0.1.0\n")
                .compressed();
        Map<String, Object> manifest = document(OCI.manifest());
        manifest.put("config", descriptor("application/vnd.cncf.helm.config.v1+json", config));
        manifest.put("layers", List.of(descriptor("application/vnd.cncf.helm.chart.content.v1.tar+gzip", chart)));
        return new SampleImage(new Manifest(OCI.manifest(), Json.write(manifest)), List.of(config, chart), List.of());
    }
}
