package io.github.syncimage.postprocess.swr;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.syncimage.text.OneLine;
import java.time.Duration;
import java.util.Set;

/**
 * Reads an error answer of the management API. It comes in several shapes: {@code {"errors": [{"errorCode",
 * "errorMessage"}]}}, the same list without the object around it, {@code {"error_code", "error_msg"}} from the gateway, and
 * {@code {"error": {"code", "message"}}} from IAM; the SDK itself reads only the last two.
 */
final class SwrAnswer {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What goes away by itself: too many requests, and trouble on the server's side. */
    private static final Set<Integer> TEMPORARY = Set.of(408, 429, 500, 502, 503, 504);

    /** Enough for every message of the vendor's table; a comment is no place for a page of HTML. */
    private static final int LONGEST_MESSAGE = 200;

    /** A wait in seconds of more digits is no wait but a mistake. */
    private static final String SECONDS = "[0-9]{1,5}";

    private SwrAnswer() {}

    /** @param retryAfter the header of that name, or null */
    static SwrApiException read(int status, String body, String retryAfter) {
        JsonNode error = firstError(json(body));
        return of(
                status,
                text(error, "errorCode", "error_code", "code"),
                text(error, "errorMessage", "error_msg", "message"),
                wait(retryAfter));
    }

    /** @param code and {@code message} as the answer gives them, null or empty where it doesn't */
    static SwrApiException of(int status, String code, String message, Duration retryAfter) {
        String known = OneLine.of(code, LONGEST_MESSAGE);
        String words = message == null || message.isBlank() ? "" : ": " + message;
        String line = OneLine.of((status + " " + known).strip() + words, LONGEST_MESSAGE);
        return new SwrApiException(status, known, line, TEMPORARY.contains(status), retryAfter);
    }

    private static JsonNode json(String body) {
        try {
            JsonNode node = body == null ? null : JSON.readTree(body);
            return node == null ? JSON.missingNode() : node;
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        }
    }

    private static JsonNode firstError(JsonNode node) {
        if (node.isArray()) {
            return node.path(0);
        }
        return node.has("errors")
                ? node.path("errors").path(0)
                : node.path("error").isObject() ? node.path("error") : node;
    }

    private static String text(JsonNode error, String... names) {
        for (String name : names) {
            if (error.hasNonNull(name)) {
                return error.get(name).asText();
            }
        }
        return "";
    }

    private static Duration wait(String retryAfter) {
        return retryAfter != null && retryAfter.matches(SECONDS)
                ? Duration.ofSeconds(Long.parseLong(retryAfter))
                : null;
    }
}
