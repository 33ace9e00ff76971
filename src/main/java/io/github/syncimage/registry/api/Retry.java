package io.github.syncimage.registry.api;

import io.github.syncimage.concurrent.Cancellation;
import io.github.syncimage.concurrent.Hold;
import io.github.syncimage.registry.Patience;
import io.github.syncimage.registry.RegistryException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.hc.client5.http.utils.DateUtils;

/**
 * Counts the tries of one call and waits between them. This is the only place of the program that repeats a request to
 * a registry; callers above would multiply its tries.
 */
final class Retry {
    /** Nobody means more than a day; such a number is a mistake or an attack. */
    private static final Duration LONGEST = Duration.ofDays(1);
    /** A quota of hours without a time of its own slides, so a part of it is back long before its end. */
    private static final Duration SPENT_QUOTA = Duration.ofMinutes(15);

    private final Patience patience;
    private final RateLimits rateLimits;
    private int failed;

    Retry(Patience patience, RateLimits rateLimits) {
        this.patience = patience;
        this.rateLimits = rateLimits;
    }

    /** Forgets the trouble so far, since something went forward. */
    void progressed() {
        failed = 0;
    }

    /**
     * Waits before another try.
     *
     * @throws RegistryException when there is none left, or none would help
     */
    void after(RegistryRequest call, IOException trouble) {
        if (RequestFailure.isPermanent(trouble) || ++failed >= patience.tries()) {
            throw RequestFailure.of(call, trouble);
        }
        pause(call, patience.pauses().byChance(failed - 1));
    }

    /** Waits after an answer that is no success, and closes it. A rate limit makes all calls of its kind wait. */
    void after(RegistryRequest call, RegistryResponse answer) {
        Instant now = Instant.now();
        boolean last = ++failed >= patience.tries();
        Instant again = now.plus(patience.pauses().byChance(failed - 1));
        Instant told = told(answer, now).orElse(again);
        Instant until = told.isAfter(again) ? told : again;
        boolean limited = answer.isRateLimited();
        boolean tooLong = rateLimits.isTooLong(Duration.between(now, until), call.kind(), limited);
        if (limited) {
            rateLimits.close(call, until);
        }
        try (answer) {
            if (last || tooLong) {
                throw RequestFailure.of(call, answer, limited ? until : null);
            }
        }
        if (!limited) {
            pause(call, Duration.between(now, until));
        }
    }

    /** Pauses at work, or who breaks connections again and again could keep an image at work for ever. */
    private static void pause(RegistryRequest call, Duration time) {
        try (Hold work = Cancellation.onCancel(() -> {})) {
            RateLimits.sleep(call, time);
        }
    }

    /** Reads when it is worth coming back: from {@code Retry-After}, then from {@code ratelimit-remaining: 0}. */
    private static Optional<Instant> told(RegistryResponse answer, Instant now) {
        Optional<Instant> told = answer.header("Retry-After").flatMap(text -> parse(text.strip(), now));
        boolean spent = answer.header("ratelimit-remaining")
                .map(text -> text.strip().split(";")[0].equals("0"))
                .orElse(false);
        return told.isEmpty() && spent ? Optional.of(now.plus(SPENT_QUOTA)) : told;
    }

    /** Reads seconds or a date. */
    static Optional<Instant> parse(String text, Instant now) {
        Instant latest = now.plus(LONGEST);
        if (text.matches("[0-9]+")) {
            return Optional.of(text.length() > 9 ? latest : earlier(latest, now.plusSeconds(Long.parseLong(text))));
        }
        return Optional.ofNullable(DateUtils.parseStandardDate(text)).map(date -> earlier(latest, date));
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }
}
