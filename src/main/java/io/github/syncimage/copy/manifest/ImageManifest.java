package io.github.syncimage.copy.manifest;

import io.github.syncimage.image.ArtifactType;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.InvalidReferenceException;
import io.github.syncimage.image.Platform;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.Manifest;
import io.github.syncimage.text.Json;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An OCI image manifest or Docker schema 2 manifest.
 *
 * @param manifest as it was received
 * @param subject the manifest that this one says something about, null where it does not
 * @param artifactType what it holds: as it says, or else the type of its config
 * @param annotations those that are looked at, maybe none; untrusted
 * @param artifact true where it holds something else than a container image: a Helm chart, an attestation, a signature; a
 *     config that says nothing of an image tells it only once that was read: {@link #asArtifact}
 */
public record ImageManifest(
        Manifest manifest,
        Descriptor config,
        List<Layer> layers,
        Digest subject,
        String artifactType,
        Map<String, Object> annotations,
        boolean artifact) {
    public static final String OCI_CONFIG = "application/vnd.oci.image.config.v1+json";
    public static final String DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json";
    /** An artifact that has no config has this one, which says nothing. */
    public static final String EMPTY_CONFIG = "application/vnd.oci.empty.v1+json";

    public static final Set<String> IMAGE_CONFIGS = Set.of(OCI_CONFIG, DOCKER_CONFIG);
    /** What the types of some configs begin with, which have been in several versions. */
    private static final Map<String, ArtifactType> CONFIGS = Map.of(
            "application/vnd.docker.ai.", ArtifactType.DOCKER_MODEL,
            "application/vnd.cncf.model.", ArtifactType.MODELPACK,
            "application/vnd.kitops.", ArtifactType.KITOPS,
            "application/vnd.cncf.flux.", ArtifactType.FLUX);

    /** @see <a href="https://github.com/tektoncd/community/blob/main/teps/0005-tekton-oci-bundles.md">Tekton's bundles</a> */
    private static final Set<String> TEKTON =
            Set.of("dev.tekton.image.name", "dev.tekton.image.kind", "dev.tekton.image.apiVersion");

    private static final String TITLE = "org.opencontainers.image.title";

    /**
     * What cosign says in an annotation of the manifest that a bundle is about.
     *
     * @see <a href="https://github.com/sigstore/cosign/blob/main/specs/BUNDLE_SPEC.md">cosign's bundles</a>
     */
    public static final String BUNDLE_PREDICATE = "dev.sigstore.bundle.predicateType";

    private static final Json.Kept KEPT = Json.Kept.of("artifactType")
            .and("config", JsonFields.DESCRIPTOR)
            .and("layers", Layer.KEPT)
            .and("subject", Json.Kept.of("digest"))
            .and("annotations", Json.Kept.of(BUNDLE_PREDICATE));

    /** @throws InvalidManifestException saying what is wrong with it */
    public static ImageManifest read(Manifest manifest) {
        Map<String, Object> json = JsonFields.valid(() -> Json.read(manifest.bytes(), KEPT));
        Descriptor config = JsonFields.descriptor(Json.object(json, "config"));
        List<Layer> layers =
                JsonFields.objects(json, "layers").stream().map(Layer::read).toList();
        String stated = Json.text(json, "artifactType");
        return new ImageManifest(
                manifest,
                config,
                layers,
                subject(json),
                stated.isEmpty() ? config.mediaType() : stated,
                Json.object(json, "annotations"),
                !stated.isEmpty()
                        || !IMAGE_CONFIGS.contains(config.mediaType())
                        || !layers.stream().allMatch(Layer::isFileSystem)
                        || layers.stream().anyMatch(Layer::isTekton));
    }

    /** The same, whose config has turned out to be no image's. */
    public ImageManifest asArtifact() {
        return new ImageManifest(manifest, config, layers, subject, artifactType, annotations, true);
    }

    /** Names what registries tell artifacts by: some refuse the empty config, some any type that they do not know. */
    public String kind() {
        String types = layers.stream()
                .map(layer -> layer.descriptor().mediaType())
                .distinct()
                .limit(3)
                .collect(Collectors.joining(" "));
        return String.join(" ", config.mediaType(), artifactType, types, subject == null ? "" : "referrer");
    }

    /** Tells what it is, but for an image whether it is for WebAssembly. */
    public ArtifactType type() {
        String type = config.mediaType();
        if (type.equals("application/vnd.cncf.helm.config.v1+json")) {
            return ArtifactType.HELM;
        }
        if (layers.stream().anyMatch(layer -> layer.descriptor().mediaType().startsWith("application/vnd.ollama."))) {
            return ArtifactType.OLLAMA;
        }
        return CONFIGS.entrySet().stream()
                .filter(known -> type.startsWith(known.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseGet(this::otherType);
    }

    private ArtifactType otherType() {
        if (layers.stream().anyMatch(Layer::isTekton)) {
            return ArtifactType.TEKTON;
        }
        return !artifact ? ArtifactType.IMAGE : hasFiles() ? ArtifactType.ARTIFACT_OF_FILES : ArtifactType.ARTIFACT;
    }

    /** Tells if a layer is a file with a name, which oras pulls. */
    public boolean hasFiles() {
        return layers.stream().anyMatch(layer -> !layer.title().isEmpty());
    }

    /** Tells if what is known of an image's config says that it is one: a platform, or layers. */
    public static boolean saysImage(byte[] config) {
        Map<String, Object> json = JsonFields.valid(
                () -> Json.read(config, Json.Kept.of("os", "architecture").and("rootfs", Json.Kept.of("diff_ids"))));
        return JsonFields.platform(json) != null
                || !Json.list(Json.object(json, "rootfs"), "diff_ids").isEmpty();
    }

    private static Digest subject(Map<String, Object> json) {
        try {
            return json.containsKey("subject") ? Digest.parse(Json.text(Json.object(json, "subject"), "digest")) : null;
        } catch (InvalidReferenceException e) {
            // What nobody reads must not fail an image.
            return null;
        }
    }

    /** The platform that an image's config names, or null where it names none. */
    public static Platform platformOf(byte[] config) {
        return JsonFields.platform(
                JsonFields.valid(() -> Json.read(config, Json.Kept.of("os", "architecture", "variant"))));
    }

    /** All annotations, which are read anew; none where they are too many. */
    public Map<String, Object> allAnnotations() {
        try {
            return Json.object(Json.read(manifest.bytes(), Json.Kept.of("annotations")), "annotations");
        } catch (IOException e) {
            return Map.of();
        }
    }

    /** Config and layers that a registry has to hold for this manifest, each once. */
    public Collection<Descriptor> blobs() {
        return blobs(List.of(this));
    }

    /** Config and layers that a registry has to hold for all of these, each once. */
    public static Collection<Descriptor> blobs(List<ImageManifest> images) {
        Map<Digest, Descriptor> blobs = new LinkedHashMap<>();
        for (ImageManifest image : images) {
            blobs.putIfAbsent(image.config().digest(), image.config());
            image.layers().stream()
                    .filter(layer -> !layer.storedElsewhere())
                    .forEach(layer -> blobs.putIfAbsent(layer.descriptor().digest(), layer.descriptor()));
        }
        return blobs.values();
    }

    /** Compressed bytes of config and layers, each blob counted once. */
    public long size() {
        return size(List.of(this));
    }

    /** Compressed bytes of these images, shared blobs once. */
    public static long size(List<ImageManifest> images) {
        return blobs(images).stream().mapToLong(Descriptor::size).sum();
    }

    /**
     * One layer of an image manifest.
     *
     * @param urls where it can be had outside the registry, maybe empty
     * @param annotations those that are looked at: who signed what, what is stated, its name; maybe none; untrusted
     */
    public record Layer(Descriptor descriptor, List<String> urls, Map<String, Object> annotations) {
        static final Json.Kept KEPT = Json.Kept.of("mediaType", "digest", "size", "urls")
                .and(
                        "annotations",
                        Json.Kept.of(
                                TITLE,
                                "dev.tekton.image.name",
                                "dev.tekton.image.kind",
                                "dev.tekton.image.apiVersion",
                                "in-toto.io/predicate-type",
                                "predicateType",
                                "dev.cosignproject.cosign/signature",
                                "dev.sigstore.cosign/certificate",
                                "dev.sigstore.cosign/bundle"));

        static Layer read(Map<String, Object> json) {
            List<String> urls = json.get("urls") instanceof List<?> list
                    ? list.stream().map(String::valueOf).toList()
                    : List.of();
            return new Layer(JsonFields.descriptor(json), urls, Json.object(json, "annotations"));
        }

        /** Tells if it is a part of a container's file system: also foreign ones, with zstd, encrypted or nydus. */
        boolean isFileSystem() {
            String type = descriptor.mediaType();
            return type.startsWith("application/vnd.oci.image.layer.")
                    || type.startsWith("application/vnd.docker.image.rootfs.");
        }

        /** The name of its file, a stranger's text; empty where it has none. */
        public String title() {
            return Json.text(annotations, TITLE);
        }

        boolean isTekton() {
            return annotations.keySet().stream().anyMatch(TEKTON::contains);
        }

        /** Tells if it is a Windows base layer, whose licence kept it out of registries: such layers are not copied. */
        public boolean storedElsewhere() {
            String type = descriptor.mediaType();
            return !urls.isEmpty() && (type.contains(".foreign.") || type.contains(".nondistributable."));
        }
    }
}
