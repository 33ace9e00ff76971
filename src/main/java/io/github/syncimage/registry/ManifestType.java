package io.github.syncimage.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.syncimage.registry.http.Json;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Finds out the media type of a manifest; some registries send it as plain JSON or text. */
final class ManifestType {
    private static final Set<String> MEANINGLESS =
            Set.of("", "application/json", "application/octet-stream", "text/plain", "text/html");

    private ManifestType() {}

    /** What the header says, without parameters; empty when that says nothing. */
    static Optional<String> ofHeader(Optional<String> contentType) {
        String type = contentType.orElse("").split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return MEANINGLESS.contains(type) ? Optional.empty() : Optional.of(type);
    }

    /** What the content says of itself, or else its shape; {@code application/json} for anything else. */
    static String ofContent(byte[] bytes) {
        JsonNode root;
        try {
            root = Json.read(bytes);
        } catch (IOException e) {
            return "application/json";
        }
        String named = root.path("mediaType").asText("");
        if (!named.isEmpty()) {
            return named;
        }
        if (root.path("schemaVersion").asInt() == 1) {
            return MediaTypes.DOCKER_SCHEMA1;
        }
        return root.has("manifests")
                ? MediaTypes.OCI_INDEX
                : root.has("layers") ? MediaTypes.OCI_MANIFEST : "application/json";
    }
}
