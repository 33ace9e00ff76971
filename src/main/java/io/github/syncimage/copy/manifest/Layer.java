package io.github.syncimage.copy.manifest;

import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.text.Json;
import java.util.List;
import java.util.Map;

/**
 * One layer of an image manifest.
 *
 * @param urls where it can be had outside the registry, maybe empty
 * @param annotations a stranger's, maybe none
 */
public record Layer(Descriptor descriptor, List<String> urls, Map<String, Object> annotations) {
    static Layer read(Map<String, Object> json) {
        List<String> urls = json.get("urls") instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
        return new Layer(JsonFields.descriptor(json), urls, Json.object(json, "annotations"));
    }

    /** Windows base layers whose licence kept them out of registries: nobody stores them, so they are not copied. */
    public boolean storedElsewhere() {
        String type = descriptor.mediaType();
        return !urls.isEmpty() && (type.contains(".foreign.") || type.contains(".nondistributable."));
    }
}
