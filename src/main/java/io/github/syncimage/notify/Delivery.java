package io.github.syncimage.notify;

import io.github.syncimage.text.Json;
import io.github.syncimage.text.OneLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.http.base.HttpOperationFailedException;

/**
 * How one try ended.
 *
 * @param delivered whether the receiver took it
 * @param again whether another try may help
 * @param pause how long the receiver wants to be left alone, zero where it does not say
 * @param answer what came back, without the receiver's secrets; empty where nothing is wrong
 */
record Delivery(boolean delivered, boolean again, Duration pause, String answer) {
    private static final int LONGEST = 300;
    private static final Delivery DONE = new Delivery(true, false, Duration.ZERO, "");
    /** What chats answer, mostly with status 200, to who writes too fast: DingTalk, Feishu, WeCom. */
    private static final Set<String> TOO_FAST = Set.of("130101", "11232", "45009");

    /** Reads what the route has left of a try. */
    static Delivery of(Receiver receiver, Exchange tried, Clock clock) {
        if (tried.getException() != null) {
            return failed(receiver, tried.getException(), clock);
        }
        Integer status = tried.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
        if (status == null) {
            return DONE;
        }
        String body = OneLine.of(tried.getMessage().getBody(String.class), LONGEST);
        String after = tried.getMessage().getHeader("Retry-After", String.class);
        return status / 100 == 2 ? said(receiver, body, after, clock) : refused(receiver, status, body, after, clock);
    }

    private static Delivery refused(Receiver receiver, int status, String body, String after, Clock clock) {
        boolean again = status == 408 || status == 429 || status >= 500 || TOO_FAST.contains(code(body));
        String answer = "HTTP " + status + (body.isEmpty() ? "" : ": " + body);
        return new Delivery(false, again, pause(after, clock), receiver.withoutSecrets(answer));
    }

    /** A chat tells by its own code what it thinks of a message; the status is 200 whatever that is. */
    private static Delivery said(Receiver receiver, String body, String after, Clock clock) {
        String code = receiver.kind().answersWithCode() ? code(body) : "0";
        return code.equals("0") || code.isEmpty()
                ? DONE
                : new Delivery(false, TOO_FAST.contains(code), pause(after, clock), receiver.withoutSecrets(body));
    }

    private static String code(String body) {
        try {
            Map<String, Object> json = Json.read(body.getBytes(StandardCharsets.UTF_8));
            Object code = json.getOrDefault("errcode", json.get("code"));
            return code == null ? "" : code.toString();
        } catch (IOException | RuntimeException notJson) {
            return "";
        }
    }

    private static Delivery failed(Receiver receiver, Exception failure, Clock clock) {
        if (failure instanceof HttpOperationFailedException answered) {
            String after = answered.getResponseHeaders() == null
                    ? null
                    : answered.getResponseHeaders().get("Retry-After");
            return refused(
                    receiver, answered.getStatusCode(), OneLine.of(answered.getResponseBody(), LONGEST), after, clock);
        }
        boolean again = false;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            // Of a mail server: 4yz, that it cannot for now.
            boolean later = cause.getMessage() != null && cause.getMessage().matches("(?s)4[0-9][0-9][ -].*");
            again |= cause instanceof IOException
                    || later && cause.getClass().getName().contains("mail");
        }
        return new Delivery(false, again, Duration.ZERO, receiver.withoutSecrets(OneLine.of(failure, LONGEST)));
    }

    private static Duration pause(String after, Clock clock) {
        if (after == null) {
            return Duration.ZERO;
        }
        if (after.matches("[0-9]{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(after));
        }
        try {
            Instant until = ZonedDateTime.parse(after, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration pause = Duration.between(clock.instant(), until);
            return pause.isNegative() ? Duration.ZERO : pause;
        } catch (DateTimeParseException none) {
            return Duration.ZERO;
        }
    }
}
