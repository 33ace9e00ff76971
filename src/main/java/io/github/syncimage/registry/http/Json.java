package io.github.syncimage.registry.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;

/** Reads JSON. A class of its own, because a mapper takes a tenth of a second to load and many a copy needs none. */
public final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    /** @throws IOException when these bytes are no JSON */
    public static JsonNode read(byte[] text) throws IOException {
        return MAPPER.readTree(text);
    }
}
