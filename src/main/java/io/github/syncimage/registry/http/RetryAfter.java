package io.github.syncimage.registry.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** When a registry says that it is worth coming back. */
final class RetryAfter {
    /** Nobody means more than a day; such a number is a mistake or an attack. */
    private static final Duration LONGEST = Duration.ofDays(1);
    /** A quota of hours without a time of its own: it slides, so a part of it is back long before its end. */
    private static final Duration SPENT_QUOTA = Duration.ofMinutes(15);

    private RetryAfter() {}

    /** Reads {@code Retry-After} (seconds or a date), then {@code ratelimit-remaining: 0}. */
    static Optional<Instant> of(RegistryResponse answer, Instant now) {
        Optional<Instant> told = answer.header("Retry-After").flatMap(text -> parse(text.strip(), now));
        boolean spent = answer.header("ratelimit-remaining")
                .map(text -> text.strip().split(";")[0].equals("0"))
                .orElse(false);
        return told.isEmpty() && spent ? Optional.of(now.plus(SPENT_QUOTA)) : told;
    }

    static Optional<Instant> parse(String text, Instant now) {
        if (text.matches("[0-9]+")) {
            long seconds = text.length() > 9 ? LONGEST.toSeconds() : Long.parseLong(text);
            return Optional.of(now.plusSeconds(Math.min(seconds, LONGEST.toSeconds())));
        }
        try {
            Instant date = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Instant latest = now.plus(LONGEST);
            return Optional.of(date.isAfter(latest) ? latest : date);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
