package io.github.syncimage.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.syncimage.demo.ExchangeCall;
import io.github.syncimage.demo.LoopbackServer;
import io.github.syncimage.demo.Request;
import io.github.syncimage.demo.Response;
import io.github.syncimage.github.http.ConditionalList;
import io.github.syncimage.github.http.GitHubHttp;
import io.github.syncimage.github.http.GitHubHttp.UnreadableAnswerException;
import io.github.syncimage.github.http.RateLimit;
import io.github.syncimage.github.http.RateLimits;
import io.github.syncimage.github.http.TokenSource;
import io.github.syncimage.github.model.IssueId;
import io.github.syncimage.testing.FreePort;
import io.github.syncimage.text.Json;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GitHubTest {
    private static final IssueId ISSUE = Served.issue(7);

    private final ManualClock clock = new ManualClock();
    private final TokenSource tokens = TokenSource.of("ghp_loopback");
    private final RateLimits limits = new RateLimits(tokens, account -> new RateLimit(clock));
    private final LoopbackServer server = new LoopbackServer("github", true, this::answer);
    private final GitHubHttp http = new GitHubHttp(server.uri(), tokens, limits, null);
    private final GitHub gitHub = new GitHub(http, limits);
    private Response tooLarge;
    private Response answer = Response.json(200, Map.of());

    private Response answer(Request request) {
        // GitHub may take any number that is asked for; more than fifty are too large here.
        return request.rawQuery().contains("per_page=100") && tooLarge != null ? tooLarge : answer;
    }

    /** Nothing of it is lost, and the next look does without the large one. */
    @Test
    void ofAPageThatIsTooLargeFewerAreAskedFor() throws Exception {
        byte[] blanks = new byte[66 * 1024 * 1024];
        Arrays.fill(blanks, (byte) ' ');
        tooLarge = Response.of(200).content("application/json", blanks);
        answer = Response.json(200, List.of(Map.of("number", 1), Map.of("number", 2)));
        ConditionalList<Long> list = new ConditionalList<>(
                gitHub.list(Served.MIRROR, "issues"),
                size -> "per_page=" + size,
                json -> Json.number(json, "number", 0));

        assertThat(list.read()).containsExactly(1L, 2L);
        assertThat(list.read()).containsExactly(1L, 2L);
        assertThat(server.calls())
                .extracting(ExchangeCall::query)
                .containsExactly("per_page=100", "per_page=50", "per_page=50");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"message\": \"hello\"}", "<html>", "", "[{\"number\": 1}"})
    void whatIsNoListIsNotReadAsOne(String body) {
        answer = Response.of(200).content("application/json", body.getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> gitHub.list(Served.MIRROR, "issues").ask("", null, element -> {}))
                .isInstanceOf(UnreadableAnswerException.class);
    }

    @AfterEach
    void close() {
        http.close();
        server.close();
    }

    @Test
    void anIssueThatWasMovedElsewhereIsNotInPlace() throws Exception {
        answer = moved("Acme/mirror");
        assertThat(gitHub.issueInPlace(ISSUE).number()).isEqualTo(7);
        answer = Response.json(200, Map.of("number", 7));
        assertThat(gitHub.issueInPlace(ISSUE).number()).isEqualTo(7);
        answer = moved("acme/other");
        assertThat(gitHub.issueInPlace(ISSUE)).isNull();
        assertThat(gitHub.issue(ISSUE)).isNotNull();
        answer = Response.json(404, Map.of());
        assertThat(gitHub.issueInPlace(ISSUE)).isNull();
    }

    private static Response moved(String repository) {
        return Response.json(
                200, Map.of("number", 7, "repository_url", "https://ghe.example/api/v3/repos/" + repository));
    }

    @Test
    void whileItAnswersNobodyAsks() {
        assertThat(gitHub.reaches(Served.MIRROR)).isTrue();
        silent(Duration.ofSeconds(9));
        assertThat(gitHub.reaches(Served.MIRROR)).isTrue();
        assertThat(server.calls()).isEmpty();
    }

    @Test
    void whereItIsSilentItIsAskedAndAnAnswerEndsThat() {
        silent(Duration.ofSeconds(10));
        assertThat(gitHub.reaches(Served.MIRROR)).isTrue();
        assertThat(server.calls()).hasSize(1);
        assertThat(limits.away()).isZero();
    }

    @Test
    void whereNobodyAnswersItIsNotReached() {
        URI nobody = URI.create("http://127.0.0.1:" + FreePort.find());
        try (GitHubHttp nowhere = new GitHubHttp(nobody, tokens, limits, null)) {
            GitHub away = new GitHub(nowhere, limits);
            silent(Duration.ofSeconds(10));
            assertThat(away.reaches(Served.MIRROR)).isFalse();
            assertThat(away.reaches(Served.MIRROR)).isFalse();
        }
    }

    private void silent(Duration time) {
        limits.of(Served.MIRROR).away("no answer");
        clock.advance(time);
    }
}
