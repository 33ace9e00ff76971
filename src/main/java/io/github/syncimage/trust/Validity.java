package io.github.syncimage.trust;

import io.github.syncimage.text.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;

/**
 * From when to when something may be relied on, both included.
 *
 * @param end null where it has none yet
 */
record Validity(Instant start, Instant end) {
    /**
     * @param json an object with {@code validFor}
     * @throws IllegalArgumentException where that is missing, or says no start
     */
    static Validity read(Map<String, Object> json) {
        Map<String, Object> range = Json.object(json, "validFor");
        String start = Json.text(range, "start");
        String end = Json.text(range, "end");
        if (start.isEmpty()) {
            throw new IllegalArgumentException("has an entry whose validFor says no start");
        }
        return new Validity(instant(start), end.isEmpty() ? null : instant(end));
    }

    private static Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("has a time in validFor that is none", e);
        }
    }

    boolean includes(Instant time) {
        return !time.isBefore(start) && (end == null || !time.isAfter(end));
    }
}
