package io.github.syncimage.registry.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.syncimage.registry.MediaTypes;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds out the media type of a manifest; some registries send it as plain JSON or text. */
final class ManifestType {
    private static final Set<String> MEANINGLESS =
            Set.of("", "application/json", "application/octet-stream", "text/plain", "text/html");

    private static final Map<String, String> SHAPES =
            Map.of("manifests", MediaTypes.OCI_INDEX, "layers", MediaTypes.OCI_MANIFEST);
    private static final JsonFactory FACTORY = new JsonFactory();

    private ManifestType() {}

    /** Reads the header, without parameters; empty when it says nothing. */
    static Optional<String> ofHeader(Optional<String> contentType) {
        String type = contentType.orElse("").split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return MEANINGLESS.contains(type) ? Optional.empty() : Optional.of(type);
    }

    /** Tells whether the type says what is in there; of another one the content itself says more. */
    static boolean isKnown(String mediaType) {
        return MediaTypes.isIndex(mediaType)
                || MediaTypes.isManifest(mediaType)
                || mediaType.equals(MediaTypes.DOCKER_SCHEMA1);
    }

    /** Reads what the content says of itself, or else its shape; {@code application/json} for anything else. */
    static String ofContent(byte[] bytes) {
        try (JsonParser parser = FACTORY.createParser(bytes)) {
            return ofContent(parser);
        } catch (IOException e) {
            return "application/json";
        }
    }

    /** Goes over the members at the top without keeping what they hold: it is a stranger's, and may be large. */
    private static String ofContent(JsonParser parser) throws IOException {
        String shape = "application/json";
        parser.nextToken();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals("mediaType")
                    && value == JsonToken.VALUE_STRING
                    && !parser.getText().isEmpty()) {
                return parser.getText();
            }
            if (name.equals("schemaVersion")
                    && value == JsonToken.VALUE_NUMBER_INT
                    && parser.getText().equals("1")) {
                shape = MediaTypes.DOCKER_SCHEMA1;
            } else if (SHAPES.containsKey(name) && !shape.equals(MediaTypes.DOCKER_SCHEMA1)) {
                shape = shape.equals(MediaTypes.OCI_INDEX) ? shape : SHAPES.get(name);
            }
            parser.skipChildren();
        }
        return shape;
    }
}
