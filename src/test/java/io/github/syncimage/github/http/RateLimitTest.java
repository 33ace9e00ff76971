package io.github.syncimage.github.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.syncimage.concurrent.Budgets;
import io.github.syncimage.concurrent.Limit.Level;
import io.github.syncimage.github.ManualClock;
import io.github.syncimage.testing.LogLines;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateLimitTest {
    private final ManualClock clock = new ManualClock();
    private final RateLimit limit = new RateLimit(clock);

    @Test
    void isOpenAtFirst() throws InterruptedException {
        limit.awaitFor("GET");
        limit.awaitFor("PATCH");
        limit.awaitCreation();
        assertThat(limit.hasRequestsToSpare()).isTrue();
        assertThat(limit.remaining()).isEqualTo(-1);
    }

    @ParameterizedTest(name = "{0} retry-after {1} remaining {2} reset in {3} s: shut for {4} s")
    @CsvSource({
        // primary limit
        "403, , 0, 600, 601",
        "200, , 0, 600, 601",
        // secondary limits
        "403, 30, 4000, 600, 30",
        "429, 30, , , 30",
        "429, , 4000, 600, 60",
        // nothing of the kind
        "403, , 4000, 600, 0",
        "200, , 4000, 600, 0",
        // nobody means that
        "429, 99999999, , , 3900",
        "429, soon, , , 60",
    })
    void shutsFor(int status, String retryAfter, String remaining, Long reset, long seconds) {
        Instant resetAt = clock.instant().plusSeconds(reset == null ? 0 : reset);
        Map<String, String> headers = new java.util.HashMap<>();
        headers.put("retry-after", retryAfter);
        headers.put("x-ratelimit-remaining", remaining);
        headers.put("x-ratelimit-reset", reset == null ? null : String.valueOf(resetAt.getEpochSecond()));

        limit.observe(status, headers::get);

        assertThat(limit.isClosed()).isEqualTo(seconds > 0);
        clock.advance(Duration.ofSeconds(Math.max(seconds - 1, 0)));
        assertThat(limit.isClosed()).isEqualTo(seconds > 0);
        clock.advance(Duration.ofSeconds(1));
        assertThat(limit.isClosed()).isFalse();
    }

    @Test
    void tellsOfAnEndOnceThoughEachAnswerPutsItAnotherMoment() {
        Instant reset = clock.instant().plusSeconds(600);
        try (LogLines log = new LogLines()) {
            limit.observe(403, exhausted(reset)::get);
            clock.advance(Duration.ofMillis(900));
            limit.observe(403, exhausted(reset)::get);
            assertThat(log.with("rate limit is reached")).hasSize(1);

            limit.observe(403, exhausted(reset.plusSeconds(60))::get);
            assertThat(log.with("rate limit is reached")).hasSize(2);
        }
    }

    private Map<String, String> exhausted(Instant reset) {
        Instant second = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        return Map.of(
                "x-ratelimit-remaining", "0",
                "x-ratelimit-reset", String.valueOf(reset.getEpochSecond()),
                "date", DateTimeFormatter.RFC_1123_DATE_TIME.format(second.atOffset(ZoneOffset.UTC)));
    }

    @Test
    void sparesItsLastRequestsForWhatIsNeeded() {
        limit.observe(200, Map.of("x-ratelimit-remaining", "100")::get);
        assertThat(limit.hasRequestsToSpare()).isFalse();
        limit.observe(200, Map.of("x-ratelimit-remaining", "101")::get);
        assertThat(limit.hasRequestsToSpare()).isTrue();
    }

    @Test
    void tellsHowMuchIsLeft() {
        assertThat(limit.level()).isEqualTo(Level.UNTOLD);
        Instant reset = clock.instant().plusSeconds(600);
        limit.observe(
                200,
                Map.of(
                        "x-ratelimit-limit", "5000",
                        "x-ratelimit-remaining", "4812",
                        "x-ratelimit-reset", String.valueOf(reset.getEpochSecond()))::get);
        assertThat(limit.level()).isEqualTo(new Level(4812, 5000, reset.truncatedTo(ChronoUnit.SECONDS), null));

        limit.observe(429, Map.of("retry-after", "30")::get);
        assertThat(limit.level().closedUntil()).isEqualTo(clock.instant().plusSeconds(30));
    }

    @Test
    void sendsEverybodyAwayWhenTheProgramStops() {
        limit.observe(429, Map.of("retry-after", "3600")::get);
        limit.stop();
        assertThatThrownBy(() -> limit.awaitFor("GET")).isInstanceOf(RateLimit.StoppedException.class);
    }

    @Test
    void pacesAfterABurst() {
        RateLimit.Pace pace = new RateLimit.Pace(3, Duration.ofSeconds(1), clock, Budgets.ALONE, "any");
        Instant now = clock.instant();
        assertThat(pace.next()).isEqualTo(now);
        assertThat(pace.next()).isEqualTo(now);
        assertThat(pace.next()).isEqualTo(now);
        assertThat(pace.next()).isEqualTo(now.plusSeconds(1));
        assertThat(pace.next()).isEqualTo(now.plusSeconds(2));
        clock.advance(Duration.ofSeconds(10));
        assertThat(pace.next()).isEqualTo(now.plusSeconds(10));
    }

    @Test
    void keepsToAShareWhereTheOthersCannotBeAsked() {
        RateLimit.Pace pace = new RateLimit.Pace(3, Duration.ofSeconds(1), clock, () -> 3, "any");
        Instant now = clock.instant();
        assertThat(pace.next()).isEqualTo(now);
        assertThat(pace.next()).isEqualTo(now.plusSeconds(1));
        assertThat(pace.next()).isEqualTo(now.plusSeconds(4));
        clock.advance(Duration.ofSeconds(20));
        assertThat(pace.next()).isEqualTo(now.plusSeconds(20));
        assertThat(pace.next()).isEqualTo(now.plusSeconds(21));
        assertThat(pace.next()).isEqualTo(now.plusSeconds(24));
    }
}
