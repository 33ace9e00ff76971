package io.github.syncimage.copy.manifest;

import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.text.Json;
import java.util.List;
import java.util.Map;

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

    /** Whether it is a Windows base layer, whose licence kept it out of registries: such layers are not copied. */
    public boolean storedElsewhere() {
        String type = descriptor.mediaType();
        return !urls.isEmpty() && (type.contains(".foreign.") || type.contains(".nondistributable."));
    }
}
