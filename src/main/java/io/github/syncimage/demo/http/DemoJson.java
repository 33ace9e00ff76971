package io.github.syncimage.demo.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Optional;

/** JSON as the stand-ins read and write it. */
public final class DemoJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private DemoJson() {}

    /** Compact JSON of maps, lists and values. */
    public static byte[] bytes(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON can be made of it: " + e.getOriginalMessage(), e);
        }
    }

    /** What the bytes say; empty where they are no JSON. */
    public static Optional<JsonNode> read(byte[] bytes) {
        try {
            JsonNode node = MAPPER.readTree(bytes);
            return node == null || node.isMissingNode() ? Optional.empty() : Optional.of(node);
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
