package io.github.syncimage.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.syncimage.github.model.IssueId;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Reads and writes the notes of one kind as JSON.
 *
 * @param key reads a note's key; throws an {@link IllegalArgumentException} where it is none of ours
 * @param called writes it
 */
record Kind<K, V>(String name, Class<V> type, Function<String, K> key, Function<K, String> called) {
    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_AS_NULL);

    static <V> Kind<IssueId, V> ofIssues(String name, Class<V> type, UnaryOperator<IssueId> called) {
        return new Kind<>(name, type, key -> called.apply(IssueId.parse(key)), IssueId::key);
    }

    String write(V value) {
        try {
            return value == null ? null : MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of texts and numbers is always writable", e);
        }
    }

    /** @throws IllegalArgumentException where the text is no such note */
    V read(K key, String json) {
        // A run says of its issue only the number where one repository was served.
        Function<String, IssueId> issue = text -> (IssueId) key;
        try {
            return json == null
                    ? null
                    : MAPPER.readerFor(type).withAttribute(IssueId.class, issue).readValue(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("what was noted of " + called.apply(key) + " cannot be read", e);
        }
    }
}
