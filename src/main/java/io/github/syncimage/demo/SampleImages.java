package io.github.syncimage.demo;

import static io.github.syncimage.demo.Flavour.OCI;

import io.github.syncimage.image.Digest;
import io.github.syncimage.image.Platform;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.Manifest;
import io.github.syncimage.text.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Small images, valid for Docker, podman and skopeo: real layers, configs whose
 * {@code diff_ids} are right. The same arguments give the same digests; another name gives other ones. Every image
 * shares its first layer with those of the same name.
 */
public class SampleImages {
    private static final String BEGINNING = "2024-01-01T00:00:00Z";
    private static final String IN_TOTO = "application/vnd.in-toto+json";

    SampleImages() {}

    /** An OCI index of these platforms and an attestation of each, as BuildKit makes them. */
    public static SampleImage indexWithAttestations(String name, String... platforms) {
        List<SampleImage> images = images(OCI, name, platforms);
        return index(
                OCI,
                images,
                List.of(platforms),
                images.stream().map(SampleImages::attestation).toList());
    }

    /** An OCI index of these platforms, each with so many layers of so many bytes that do not get smaller. */
    public static SampleImage large(String name, int layers, int bytes, String... platforms) {
        List<SampleImage> images = Arrays.stream(platforms)
                .map(platform -> image(OCI, platform, incompressible(name + platform, layers, bytes)))
                .toList();
        return index(OCI, images, List.of(platforms), List.of());
    }

    private static List<SampleLayer> incompressible(String seed, int layers, int bytes) {
        Random random = new Random(seed.hashCode());
        return IntStream.range(0, layers)
                .mapToObj(layer -> {
                    byte[] content = new byte[bytes];
                    random.nextBytes(content);
                    return SampleLayer.gzip(SampleLayer.tar("app/" + layer, content));
                })
                .toList();
    }

    /** A manifest of one platform with these layers. */
    public static SampleImage image(Flavour flavour, String platform, List<SampleLayer> layers) {
        byte[] config = config(Platform.parse(platform), layers);
        List<byte[]> blobs = new ArrayList<>();
        List<Map<String, Object>> descriptors = new ArrayList<>();
        blobs.add(config);
        for (SampleLayer layer : layers) {
            blobs.add(layer.compressed());
            descriptors.add(descriptor(flavour.layerPrefix() + layer.compression(), layer.compressed()));
        }
        Map<String, Object> manifest = document(flavour.manifest());
        manifest.put("config", descriptor(flavour.config(), config));
        manifest.put("layers", descriptors);
        return new SampleImage(new Manifest(flavour.manifest(), Json.write(manifest)), blobs, List.of());
    }

    /** An index of these images; {@code platforms} and {@code attestations} are in the order of the images, or empty. */
    public static SampleImage index(
            Flavour flavour, List<SampleImage> images, List<String> platforms, List<SampleImage> attestations) {
        List<SampleImage> children = new ArrayList<>(images);
        List<Map<String, Object>> descriptors = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            Map<String, Object> descriptor = descriptor(images.get(i).manifest().descriptor());
            descriptor.put("platform", platform(Platform.parse(platforms.get(i))));
            descriptors.add(descriptor);
        }
        for (int i = 0; i < attestations.size(); i++) {
            children.add(attestations.get(i));
            descriptors.add(attestationDescriptor(attestations.get(i), images.get(i)));
        }
        Map<String, Object> index = document(flavour.index());
        index.put("manifests", descriptors);
        return new SampleImage(new Manifest(flavour.index(), Json.write(index)), List.of(), children);
    }

    static List<SampleImage> images(Flavour flavour, String name, String... platforms) {
        return Arrays.stream(platforms)
                .map(platform -> image(flavour, platform, layers(name, platform)))
                .toList();
    }

    static List<SampleLayer> layers(String name, String platform) {
        return List.of(base(name), SampleLayer.of("app", name + " for " + platform));
    }

    static SampleLayer base(String name) {
        return SampleLayer.of("etc/base", "base of " + name);
    }

    private static SampleImage attestation(SampleImage image) {
        byte[] statement = """
                {"_type":"https://in-toto.io/Statement/v0.1","predicateType":"https://slsa.dev/provenance/v0.2",\
                "subject":[{"name":"_","digest":{"sha256":"%s"}}]}""".formatted(image.digest().hex()).getBytes();
        byte[] config = """
                {"architecture":"unknown","os":"unknown","config":{},\
                "rootfs":{"type":"layers","diff_ids":["%s"]}}""".formatted(Digest.of(statement)).getBytes();
        Map<String, Object> layer = descriptor(IN_TOTO, statement);
        layer.put("annotations", Json.withNulls("in-toto.io/predicate-type", "https://slsa.dev/provenance/v0.2"));
        Map<String, Object> manifest = document(OCI.manifest());
        manifest.put("config", descriptor(OCI.config(), config));
        manifest.put("layers", List.of(layer));
        return new SampleImage(
                new Manifest(OCI.manifest(), Json.write(manifest)), List.of(config, statement), List.of());
    }

    private static Map<String, Object> attestationDescriptor(SampleImage attestation, SampleImage image) {
        Map<String, Object> descriptor = descriptor(attestation.manifest().descriptor());
        Map<String, Object> annotations =
                Json.withNulls("vnd.docker.reference.digest", image.digest().toString());
        annotations.put("vnd.docker.reference.type", "attestation-manifest");
        descriptor.put("annotations", annotations);
        descriptor.put("platform", Json.withNulls("architecture", "unknown", "os", "unknown"));
        return descriptor;
    }

    private static byte[] config(Platform platform, List<SampleLayer> layers) {
        Map<String, Object> config = platform(platform);
        config.put("created", BEGINNING);
        config.put("config", Json.withNulls("Cmd", List.of("/app")));
        List<String> diffIds =
                layers.stream().map(layer -> layer.diffId().toString()).toList();
        config.put("rootfs", Json.withNulls("type", "layers", "diff_ids", diffIds));
        config.put(
                "history",
                layers.stream()
                        .map(layer -> Json.withNulls("created", BEGINNING))
                        .toList());
        return Json.write(config);
    }

    private static Map<String, Object> platform(Platform platform) {
        Map<String, Object> fields = Json.withNulls("architecture", platform.architecture(), "os", platform.os());
        if (platform.variant() != null) {
            fields.put("variant", platform.variant());
        }
        return fields;
    }

    static Map<String, Object> document(String mediaType) {
        return Json.withNulls("schemaVersion", 2, "mediaType", mediaType);
    }

    static Map<String, Object> descriptor(String mediaType, byte[] content) {
        return descriptor(new Manifest(mediaType, content).descriptor());
    }

    static Map<String, Object> descriptor(Descriptor content) {
        return Json.withNulls(
                "mediaType", content.mediaType(), "digest", content.digest().toString(), "size", content.size());
    }
}
