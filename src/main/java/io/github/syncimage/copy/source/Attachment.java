package io.github.syncimage.copy.source;

import io.github.syncimage.copy.manifest.ImageManifest;
import io.github.syncimage.copy.manifest.ImageManifest.Layer;
import io.github.syncimage.image.Digest;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.trust.Bundle;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Something that says something about a manifest: a signature, an attestation, a list of what is in an image.
 *
 * @param place where it lies
 * @param subject the manifest that it is about
 * @param descriptor of its own manifest
 * @param content empty where it is none that could be copied: no image manifest, or one that breaks a limit
 */
public record Attachment(Place place, Digest subject, Descriptor descriptor, Optional<ImageManifest> content) {
    private static final Set<String> SIGNATURES =
            Set.of("application/vnd.dev.cosign.artifact.sig.v1+json", "application/vnd.cncf.notary.signature");

    public enum Place {
        /** cosign's tags, beside the image: {@code sha256-….sig}. */
        SIG,
        ATT,
        SBOM,
        /** A manifest that names its subject, by OCI 1.1; the registry or a tag lists it. */
        REFERRER;

        /** The tag under which it stands; a referrer has none of its own, this is that of their list. */
        public String tag(Digest subject) {
            return subject.tag(this == REFERRER ? "" : "." + name().toLowerCase(Locale.ROOT));
        }
    }

    /** In a word: {@code sig}, {@code att}, {@code sbom}, {@code bundle} or {@code referrer}. */
    public String what() {
        return place == Place.REFERRER && isBundle() ? "bundle" : place.name().toLowerCase(Locale.ROOT);
    }

    /** Tells what it holds, as its manifest says; empty if that could not be read. */
    public String artifactType() {
        return content.map(ImageManifest::artifactType).orElse("");
    }

    private boolean isBundle() {
        return artifactType().startsWith(Bundle.MEDIA_TYPE);
    }

    /** Tells if it is a signature by its form; if that is valid is another question. */
    public boolean isSignature() {
        if (place != Place.REFERRER) {
            return place == Place.SIG;
        }
        String predicate = content.map(ImageManifest::annotations)
                .map(notes -> String.valueOf(notes.getOrDefault(ImageManifest.BUNDLE_PREDICATE, Bundle.SIGNS)))
                .orElse("");
        return isBundle() ? predicate.equals(Bundle.SIGNS) : SIGNATURES.contains(artifactType());
    }

    /** Lists what it states about its subject, each once: predicate types of in-toto, else the type of the artifact or of its layers; none for signatures. */
    public List<String> statements() {
        return isSignature() ? List.of() : content.map(Attachment::statements).orElse(List.of());
    }

    /** Lists what any artifact states, also one that BuildKit has put into an index. */
    public static List<String> statements(ImageManifest artifact) {
        Object bundled = artifact.annotations().get(ImageManifest.BUNDLE_PREDICATE);
        if (bundled instanceof String predicate) {
            return List.of(predicate);
        }
        return artifact.layers().stream()
                .map(layer -> statement(artifact, layer))
                .filter(type -> !type.isEmpty())
                .distinct()
                .toList();
    }

    private static String statement(ImageManifest artifact, Layer layer) {
        for (String name : List.of("in-toto.io/predicate-type", "predicateType")) {
            if (layer.annotations().get(name) instanceof String predicate) {
                return predicate;
            }
        }
        String type = artifact.artifactType();
        boolean named = !ImageManifest.IMAGE_CONFIGS.contains(type) && !type.equals(ImageManifest.EMPTY_CONFIG);
        return named ? type : layer.descriptor().mediaType();
    }
}
