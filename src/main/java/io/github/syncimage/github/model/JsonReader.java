package io.github.syncimage.github.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** GitHub's answers as trees, and what it is sent as text. */
public final class JsonReader {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private JsonReader() {}

    public static JsonNode read(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UnreadableAnswerException(e);
        }
    }

    /** The elements of an answer that is a list. */
    public static List<JsonNode> list(String text) {
        JsonNode answer = read(text);
        if (!answer.isArray()) {
            throw new UnreadableAnswerException(null);
        }
        List<JsonNode> elements = new ArrayList<>();
        answer.forEach(elements::add);
        return elements;
    }

    static String write(Map<String, ?> object) {
        try {
            return MAPPER.writeValueAsString(object);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not writable as JSON", e);
        }
    }

    static Instant time(JsonNode json) {
        try {
            return json.isTextual() ? Instant.parse(json.asText()) : null;
        } catch (DateTimeParseException e) {
            // A work-alike's idea of a time is no reason to serve nobody.
            return null;
        }
    }
}
