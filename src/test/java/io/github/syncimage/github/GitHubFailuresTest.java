package io.github.syncimage.github;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.github.http.GitHubHttp.Answer;
import io.github.syncimage.github.http.GitHubHttp.GitHubException;
import io.github.syncimage.github.http.RateLimit;
import io.github.syncimage.github.http.RateLimits;
import io.github.syncimage.github.http.TokenSource;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GitHubFailuresTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final ManualClock clock = new ManualClock();
    private final RateLimit limit = new RateLimit(clock);
    private final RateLimits limits = new RateLimits(TokenSource.of("t"), account -> limit);
    private final Repositories repositories = Served.of(clock, Served.MIRROR);
    private final Hearing hearing = new Hearing(new Conditions(), limits, repositories, Duration.ofSeconds(30), clock);
    private final GitHubFailures daemon = new GitHubFailures(limits, repositories, hearing, null, clock);
    private final GitHubFailures once = new GitHubFailures(limits, repositories, hearing, PATIENCE, clock);

    @ParameterizedTest(name = "{0} {1}: again {2}, {3}")
    @CsvSource({
        "500, , true, GitHub answered 500:",
        "502, <html>   bad   gateway, true, GitHub answered 502: <html> bad gateway",
        "503, , true, GitHub answered 503:",
        "408, , true, GitHub answered 408:",
        "400, no, false, GitHub answered 400: no",
        "401, , false, GitHub answered 401: the token is wrong or has expired",
        "403, Resource not accessible, false, GitHub answered 403: Resource not accessible; may the token read and write issues there?",
        "410, '{\"message\": \"This issue was deleted\"}', false, GitHub answered 410: This issue was deleted",
        "403, You have exceeded a secondary rate limit, true, GitHub answered 403: You have exceeded a secondary rate limit",
        "404, , false, 'GitHub answered 404: are github.user and github.repo right, and may the token see the repository?'",
        "301, , false, 'GitHub answered 301: the repository has moved, set github.user and github.repo'",
        "422, Validation Failed, false, GitHub answered 422: Validation Failed",
        "429, , true, GitHub answered 429:",
    })
    void isSentAgainWhereThatMayHelp(int status, String body, boolean again, String line) {
        Exception failure = new IllegalStateException(answer(status, body == null ? "" : body));

        assertThat(daemon.worthRetrying(failure, null, null)).isEqualTo(again);
        assertThat(daemon.line(failure, null, null).strip()).isEqualTo(line);
    }

    @Test
    void aLineThatBreaksIsAnOutage() {
        Exception failure = new IllegalStateException("while sending", new ConnectException("Connection refused"));

        assertThat(daemon.worthRetrying(failure, null, null)).isTrue();
        assertThat(daemon.line(failure, null, null)).isEqualTo("GitHub cannot be reached: Connection refused");
    }

    @Test
    void anErrorOfTheProgramIsNotSentAgain() {
        Exception failure = new IllegalStateException("no such thing");

        assertThat(daemon.worthRetrying(failure, null, null)).isFalse();
        assertThat(daemon.line(failure, null, null)).isEqualTo("no such thing");
    }

    @Test
    void thatTheProgramStopsNeedsNoWords() {
        assertThat(daemon.line(new IllegalStateException(new RejectedExecutionException()), null, null))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 500, 503})
    void onceGivesUpAfterItsPatienceWhichAllRequestsShare(int status) {
        Exception failure = status == 0 ? new IOException("reset") : answer(status, "");
        assertThat(once.worthRetrying(failure, null, null)).isTrue();
        clock.advance(PATIENCE.minusSeconds(1));
        assertThat(once.worthRetrying(failure, null, null)).isTrue();
        clock.advance(Duration.ofSeconds(1));
        assertThat(once.worthRetrying(failure, null, null)).isFalse();
        assertThat(daemon.worthRetrying(failure, null, null)).isTrue();
        assertThat(limit.away()).isEqualTo(PATIENCE);
    }

    @Test
    void oneIssueIsGivenUpSoThatOthersGetOn() {
        Exception failure = answer(502, "");
        for (int second = 0; second < 120; second += 30) {
            assertThat(daemon.worthRetrying(failure, null, Served.issue(7)))
                    .as("after %d s", second)
                    .isTrue();
            clock.advance(Duration.ofSeconds(30));
        }
        assertThat(daemon.worthRetrying(failure, null, Served.issue(7))).isFalse();
        assertThat(daemon.worthRetrying(failure, null, Served.issue(8)))
                .as("another issue")
                .isTrue();
        assertThat(daemon.worthRetrying(failure, null, null)).as("a list").isTrue();
        assertThat(daemon.worthRetrying(failure, null, Served.issue(7)))
                .as("a later run")
                .isTrue();
    }

    @Test
    void troublesOfOneIssueThatLieFarApartDoNotAddUp() {
        for (int times = 0; times < 3; times++) {
            assertThat(daemon.worthRetrying(answer(502, ""), null, Served.issue(7)))
                    .isTrue();
            clock.advance(Duration.ofMinutes(4));
        }
    }

    @Test
    void anIssueWaitsForTheRateLimitAsLongAsThatTakes() {
        for (int times = 0; times < 3; times++) {
            assertThat(daemon.worthRetrying(answer(429, ""), null, Served.issue(7)))
                    .isTrue();
            clock.advance(Duration.ofSeconds(61));
        }
    }

    @Test
    void anAnswerEndsTheOutage() {
        once.worthRetrying(new IOException("reset"), null, null);
        clock.advance(PATIENCE);
        limit.observe(502, header -> null);
        assertThat(limit.away()).isEqualTo(PATIENCE);

        limit.observe(200, header -> null);

        assertThat(limit.away()).isZero();
        assertThat(once.worthRetrying(new IOException("reset"), null, null)).isTrue();
    }

    private static GitHubException answer(int status, String body) {
        return new GitHubException(new Answer(status, body, null, null, null), "/repos/acme/mirror");
    }
}
