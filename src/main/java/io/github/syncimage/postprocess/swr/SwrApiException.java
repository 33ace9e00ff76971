package io.github.syncimage.postprocess.swr;

import io.github.syncimage.text.Json;
import io.github.syncimage.text.OneLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The management API did not do what it was asked; the message is one line with the status and the API's error code. An
 * error answer comes in several shapes: {@code {"errors": [{"errorCode", "errorMessage"}]}}, the same list without the object
 * around it, {@code {"error_code", "error_msg"}} from the gateway, and {@code {"error": {"code", "message"}}} from IAM; the
 * SDK itself reads only the last two.
 */
final class SwrApiException extends RuntimeException {
    /** These go away by themselves: too many requests, and trouble on the server's side. */
    private static final Set<Integer> TEMPORARY = Set.of(408, 429, 500, 502, 503, 504);

    /** Enough for every message of the vendor's table; a comment is no place for a page of HTML. */
    private static final int LONGEST_MESSAGE = 200;

    /** A wait in seconds of more digits is no wait but a mistake. */
    private static final String SECONDS = "[0-9]{1,5}";

    private final int status;
    private final boolean temporary;
    private final Duration retryAfter;

    private SwrApiException(int status, String message, boolean temporary, Duration retryAfter) {
        super(message);
        this.status = status;
        this.temporary = temporary;
        this.retryAfter = retryAfter;
    }

    /** @param status of HTTP, 0 where no answer came or none that is understood */
    SwrApiException(int status, String message, Duration retryAfter) {
        this(status, message, TEMPORARY.contains(status), retryAfter);
    }

    static SwrApiException noAnswer() {
        return new SwrApiException(0, "no answer", true, null);
    }

    /** @param retryAfter the header of that name, or null */
    static SwrApiException read(int status, String body, String retryAfter) {
        Map<String, Object> error = firstError(body);
        return of(
                status,
                Json.text(error, List.of("errorCode", "error_code", "code")),
                Json.text(error, List.of("errorMessage", "error_msg", "message")),
                wait(retryAfter));
    }

    /** @param code and {@code message} as the answer gives them, null or empty where it doesn't */
    static SwrApiException of(int status, String code, String message, Duration retryAfter) {
        String known = OneLine.of(code, LONGEST_MESSAGE);
        String words = message == null || message.isBlank() ? "" : ": " + message;
        String line = OneLine.of((status + " " + known).strip() + words, LONGEST_MESSAGE);
        return new SwrApiException(status, line, retryAfter);
    }

    private static Map<String, Object> firstError(String body) {
        byte[] bytes = body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
        try {
            if (Json.readValue(bytes) instanceof List<?> errors) {
                return first(Json.objects(errors), Map.of());
            }
            Map<String, Object> answer = Json.read(bytes);
            Map<String, Object> single = Json.object(answer, "error");
            return first(Json.objects(answer, "errors"), single.isEmpty() ? answer : single);
        } catch (IOException noJson) {
            return Map.of();
        }
    }

    private static Map<String, Object> first(List<Map<String, Object>> errors, Map<String, Object> otherwise) {
        return errors.isEmpty() ? otherwise : errors.get(0);
    }

    private static Duration wait(String retryAfter) {
        return retryAfter != null && retryAfter.matches(SECONDS)
                ? Duration.ofSeconds(Long.parseLong(retryAfter))
                : null;
    }

    int status() {
        return status;
    }

    /** Says that the same call may go through later. */
    boolean temporary() {
        return temporary;
    }

    /** The time for which the API wants to be left alone; null where it does not say. */
    Duration retryAfter() {
        return retryAfter;
    }
}
