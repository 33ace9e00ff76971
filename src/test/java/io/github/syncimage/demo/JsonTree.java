package io.github.syncimage.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.syncimage.text.Json;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** JSON as a tree, for what schemas and tests look at. */
public final class JsonTree {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private JsonTree() {}

    /** What the bytes say; empty where they are no JSON. */
    public static Optional<JsonNode> read(byte[] bytes) {
        try {
            JsonNode node = MAPPER.readTree(bytes);
            return node == null || node.isMissingNode() ? Optional.empty() : Optional.of(node);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The same object as the stand-ins themselves read it. */
    public static Map<String, Object> fields(JsonNode object) {
        try {
            return Json.read(MAPPER.writeValueAsBytes(object));
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
