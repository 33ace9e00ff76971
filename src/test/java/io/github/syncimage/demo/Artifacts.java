package io.github.syncimage.demo;

import static io.github.syncimage.demo.Flavour.OCI;

import io.github.syncimage.registry.Manifest;
import io.github.syncimage.registry.MediaTypes;
import io.github.syncimage.text.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What registries carry beside images, each as its own client pushes it. */
public final class Artifacts extends SampleImages {
    public static final String EMPTY = "application/vnd.oci.empty.v1+json";
    private static final String DOCKER_MANIFEST = MediaTypes.DOCKER_MANIFEST;
    private static final String DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json";
    private static final String LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";
    private static final String AMD64 = "{\"architecture\":\"amd64\",\"os\":\"linux\"";
    private static final String DIFF_IDS =
            "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"sha256:" + "0".repeat(64) + "\"]}}";

    private Artifacts() {}

    /** By the word that names it in tests. */
    public static SampleImage of(String what) {
        return switch (what) {
            case "helm" -> helm("chart");
            case "ollama" ->
                manifest(
                        DOCKER_MANIFEST,
                        Map.of(),
                        DOCKER_CONFIG,
                        AMD64 + "," + DIFF_IDS,
                        layer("application/vnd.ollama.image.model", "", "weights"),
                        layer("application/vnd.ollama.image.params", "", "{}"));
            case "docker model" ->
                manifest(
                        OCI.manifest(),
                        Map.of(),
                        "application/vnd.docker.ai.model.config.v0.1+json",
                        "{\"config\":{\"format\":\"gguf\"}}",
                        layer("application/vnd.docker.ai.gguf.v3", "", "gguf"));
            case "modelpack" ->
                manifest(
                        OCI.manifest(),
                        Map.of("artifactType", "application/vnd.cncf.model.manifest.v1+json"),
                        "application/vnd.cncf.model.config.v1+json",
                        "{}",
                        layer("application/vnd.cncf.model.weight.v1.raw", "model.bin", "weights"));
            case "kitops" ->
                manifest(
                        OCI.manifest(),
                        Map.of(),
                        "application/vnd.kitops.modelkit.config.v1+json",
                        "{}",
                        layer("application/vnd.kitops.modelkit.model.v1.tar+gzip", "", "weights"));
            case "flux" ->
                manifest(
                        OCI.manifest(),
                        Map.of(),
                        "application/vnd.cncf.flux.config.v1+json",
                        "{}",
                        layer("application/vnd.cncf.flux.content.v1.tar+gzip", "", "yaml"));
            case "tekton" ->
                manifest(
                        OCI.manifest(),
                        Map.of(),
                        OCI.config(),
                        "{\"architecture\":\"\",\"os\":\"\"," + DIFF_IDS,
                        layer(LAYER, "dev.tekton.image.name", "build", "task"));
            case "opa" -> opa();
            case "conftest" ->
                manifest(
                        OCI.manifest(),
                        Map.of(),
                        "application/vnd.cncf.openpolicyagent.config.v1+json",
                        "{}",
                        layer(
                                "application/vnd.cncf.openpolicyagent.policy.layer.v1+rego",
                                "deny.rego",
                                "package main"));
            case "oras" ->
                manifest(
                        OCI.manifest(),
                        Map.of("artifactType", "application/vnd.unknown.artifact.v1"),
                        EMPTY,
                        "{}",
                        layer("application/vnd.oci.image.layer.v1.tar", "notes.txt", "notes"));
            case "hostile title" ->
                manifest(
                        OCI.manifest(),
                        Map.of("artifactType", "application/x"),
                        EMPTY,
                        "{}",
                        layer("text/plain", "../$(id)\n`x`", "x"));
            case "config only" ->
                manifest(OCI.manifest(), Map.of(), "application/vnd.example.config+json", "{}", layer(LAYER, "", "x"));
            case "wasm artifact" ->
                manifest(
                        OCI.manifest(),
                        Map.of(),
                        "application/vnd.wasm.config.v0+json",
                        "{\"architecture\":\"wasm\",\"os\":\"wasip2\"}",
                        layer("application/wasm", "", "wasm"));
            case "two artifacts" -> index(Map.of(), entry(of("oras"), ""), entry(of("flux"), ""));
            case "typed entries" ->
                index(
                        Map.of(),
                        entry(of("flux"), "linux/amd64", "artifactType", "application/vnd.cncf.flux.config.v1+json"));
            case "artifacts by platform" ->
                index(Map.of(), entry(of("oras"), "linux/amd64"), entry(of("conftest"), "linux/s390x"));
            case "bottles" -> bottles();
            case "wasm" -> image(OCI, "wasip1/wasm", layers("wasm", "wasip1/wasm"));
            case "wasm index" ->
                index(
                        OCI,
                        images(OCI, "wasm", "wasip1/wasm", "wasi/wasm"),
                        List.of("wasip1/wasm", "wasi/wasm"),
                        List.of());
            case "image" ->
                index(
                        OCI,
                        images(OCI, "app", "linux/amd64", "linux/arm64"),
                        List.of("linux/amd64", "linux/arm64"),
                        List.of());
            case "old image" ->
                manifest(
                        DOCKER_MANIFEST,
                        Map.of(),
                        DOCKER_CONFIG,
                        "{" + DIFF_IDS,
                        layer("application/vnd.docker.image.rootfs.diff.tar.gzip", "", "x"));
            default -> throw new IllegalArgumentException(what);
        };
    }

    /** As Helm 3 and 4 push it: no media type in the manifest, no titles. */
    public static SampleImage helm(String name) {
        SampleImage chart = manifest(
                OCI.manifest(),
                Map.of(),
                "application/vnd.cncf.helm.config.v1+json",
                "{\"name\":\"" + name + "\",\"version\":\"1.2.3+b\"}",
                layer("application/vnd.cncf.helm.chart.content.v1.tar+gzip", "", name));
        String text = new String(chart.manifest().bytes(), StandardCharsets.UTF_8)
                .replace("\"mediaType\":\"" + OCI.manifest() + "\",", "");
        return new SampleImage(
                new Manifest(OCI.manifest(), text.getBytes(StandardCharsets.UTF_8)), chart.blobs(), List.of());
    }

    /** As oras makes OPA's bundle: it passes for an image but for the {@code {}}. */
    public static SampleImage opa() {
        return manifest(OCI.manifest(), Map.of(), OCI.config(), "{}", layer(LAYER, "bundle.tar.gz", "policy"));
    }

    /** An index of two images and their chart, as kaito's is. */
    public static SampleImage imagesAndChart() {
        List<SampleImage> images = images(OCI, "kaito", "linux/amd64", "linux/arm64");
        return index(
                Map.of(),
                entry(images.get(0), "linux/amd64"),
                entry(images.get(1), "linux/arm64"),
                entry(helm("kaito"), "", "artifactType", "application/vnd.cncf.helm.config.v1+json"));
    }

    /** Two of one platform, which differ in {@code os.version} only. */
    private static SampleImage bottles() {
        List<Entry> entries = new ArrayList<>();
        for (String version : List.of("macOS 13", "macOS 14")) {
            Entry entry = entry(
                    manifest(
                            OCI.manifest(),
                            Map.of(),
                            OCI.config(),
                            "{\"architecture\":\"arm64\",\"os\":\"darwin\",\"os.version\":\"" + version + "\","
                                    + DIFF_IDS,
                            layer(LAYER, "jq--1.7.1." + version.replace(' ', '_') + ".bottle.tar.gz", version)),
                    "");
            entry.descriptor()
                    .put("platform", Json.withNulls("architecture", "arm64", "os", "darwin", "os.version", version));
            entries.add(entry);
        }
        Map<String, Object> notes = Json.withNulls("com.github.package.type", "homebrew_bottle");
        return index(Map.of("annotations", notes), entries.toArray(Entry[]::new));
    }

    /** One layer of that type, with these bytes. */
    public static SampleImage large(String type, byte[] layer) {
        byte[] config = "{}".getBytes(StandardCharsets.UTF_8);
        Map<String, Object> manifest = document(OCI.manifest());
        manifest.put("config", descriptor("application/vnd.kitops.modelkit.config.v1+json", config));
        manifest.put("layers", List.of(descriptor(type, layer)));
        return new SampleImage(new Manifest(OCI.manifest(), Json.write(manifest)), List.of(config, layer), List.of());
    }

    private record Layer(Map<String, Object> descriptor, byte[] content) {}

    private static Layer layer(String type, String title, String content) {
        return layer(type, "org.opencontainers.image.title", title, content);
    }

    private static Layer layer(String type, String annotation, String value, String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        Map<String, Object> descriptor = descriptor(type, bytes);
        if (!value.isEmpty()) {
            descriptor.put("annotations", Json.withNulls(annotation, value));
        }
        return new Layer(descriptor, bytes);
    }

    private static SampleImage manifest(
            String type, Map<String, Object> more, String configType, String config, Layer... layers) {
        byte[] configBytes = config.getBytes(StandardCharsets.UTF_8);
        List<byte[]> blobs = new ArrayList<>(List.of(configBytes));
        List<Object> descriptors = new ArrayList<>();
        for (Layer layer : layers) {
            blobs.add(layer.content());
            descriptors.add(layer.descriptor());
        }
        Map<String, Object> manifest = document(type);
        manifest.putAll(more);
        manifest.put("config", descriptor(configType, configBytes));
        manifest.put("layers", descriptors);
        return new SampleImage(new Manifest(type, Json.write(manifest)), blobs, List.of());
    }

    private record Entry(Map<String, Object> descriptor, SampleImage child) {}

    private static Entry entry(SampleImage child, String platform, String... more) {
        Map<String, Object> descriptor = descriptor(child.manifest().descriptor());
        if (!platform.isEmpty()) {
            String[] parts = platform.split("/");
            descriptor.put("platform", Json.withNulls("architecture", parts[1], "os", parts[0]));
        }
        for (int i = 0; i < more.length; i += 2) {
            descriptor.put(more[i], more[i + 1]);
        }
        return new Entry(descriptor, child);
    }

    private static SampleImage index(Map<String, Object> more, Entry... entries) {
        Map<String, Object> index = document(OCI.index());
        index.put("manifests", List.of(entries).stream().map(Entry::descriptor).toList());
        index.putAll(more);
        return new SampleImage(
                new Manifest(OCI.index(), Json.write(index)),
                List.of(),
                List.of(entries).stream().map(Entry::child).toList());
    }
}
