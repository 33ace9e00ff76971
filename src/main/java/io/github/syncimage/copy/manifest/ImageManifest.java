package io.github.syncimage.copy.manifest;

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

/**
 * An OCI image manifest or Docker schema 2 manifest.
 *
 * @param manifest as it was received
 * @param subject the manifest that this one says something about, null where it does not
 * @param artifactType what it holds: as it says, or else the type of its config
 * @param annotations those that are looked at, maybe none; untrusted
 * @param artifact true where it holds something else than a container image: a Helm chart, an attestation, a signature
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

    private static final Set<String> IMAGE_CONFIGS = Set.of(OCI_CONFIG, DOCKER_CONFIG);
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
                !stated.isEmpty() || !IMAGE_CONFIGS.contains(config.mediaType()));
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
     * @param annotations those that are looked at: who signed what, what is stated; maybe none; untrusted
     */
    public record Layer(Descriptor descriptor, List<String> urls, Map<String, Object> annotations) {
        static final Json.Kept KEPT = Json.Kept.of("mediaType", "digest", "size", "urls")
                .and(
                        "annotations",
                        Json.Kept.of(
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

        /** Tells if it is a Windows base layer, whose licence kept it out of registries: such layers are not copied. */
        public boolean storedElsewhere() {
            String type = descriptor.mediaType();
            return !urls.isEmpty() && (type.contains(".foreign.") || type.contains(".nondistributable."));
        }
    }
}
