package io.github.syncimage.github.model;

import io.github.syncimage.text.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;

/** GitHub's answers as maps; whatever else comes is an {@link UnreadableAnswerException}. */
public final class JsonReader {
    private JsonReader() {}

    public static Map<String, Object> read(String text) {
        try {
            return Json.read(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UnreadableAnswerException(e);
        }
    }

    /** The elements of an answer that is a list. */
    public static List<Map<String, Object>> list(String text) {
        try {
            if (Json.readValue(text.getBytes(StandardCharsets.UTF_8)) instanceof List<?> list) {
                return Json.objects(list);
            }
            throw new UnreadableAnswerException(null);
        } catch (IOException e) {
            throw new UnreadableAnswerException(e);
        }
    }

    static Instant time(Map<String, ?> object, String name) {
        String text = Json.text(object, name);
        try {
            return text.isEmpty() ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            // A work-alike's idea of a time is no reason to serve nobody.
            return null;
        }
    }

    /** GitHub, or something in front of it, answered with what is not the JSON that its API describes. */
    public static final class UnreadableAnswerException extends UncheckedIOException {
        public UnreadableAnswerException(IOException cause) {
            super(
                    "GitHub's answer is not the JSON that was asked for",
                    cause == null ? new IOException("no list") : cause);
        }
    }
}
