package io.github.syncimage.github.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.demo.ExchangeCall;
import io.github.syncimage.demo.LoopbackServer;
import io.github.syncimage.demo.Request;
import io.github.syncimage.demo.Response;
import io.github.syncimage.github.model.RepositoryName;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which token goes with a request, and what becomes of one that GitHub refuses. */
class TokenSourceTest {
    private static final RepositoryName ONE = new RepositoryName("acme", "one");
    private static final RepositoryName TWO = new RepositoryName("other", "two");

    /** A token for each owner, the second of each where the first was refused. */
    private static final class Owners implements TokenSource {
        private final Map<String, Integer> numbers = new ConcurrentHashMap<>();

        @Override
        public String account(RepositoryName repository) {
            return repository == null ? "nobody" : repository.owner();
        }

        @Override
        public String token(RepositoryName repository) {
            return account(repository) + "-" + numbers.getOrDefault(account(repository), 1);
        }

        @Override
        public boolean refused(RepositoryName repository, String token) {
            return numbers.merge(account(repository), 2, Integer::max) == 2 && token.endsWith("-1");
        }
    }

    private final LoopbackServer server = new LoopbackServer("github", true, TokenSourceTest::answer);
    private final TokenSource tokens = new Owners();
    private final RateLimits limits = new RateLimits(tokens, account -> new RateLimit(Clock.systemUTC()));
    private final GitHubHttp http = new GitHubHttp(server.uri(), tokens, limits, null);

    @AfterEach
    void close() {
        http.close();
        server.close();
    }

    private static Response answer(Request request) {
        String token = request.header("Authorization");
        if (request.path().startsWith("/repos/other/two/moved")) {
            return Response.of(307).with("Location", "/repositories/7/issues");
        }
        if (token.equals("Bearer acme-1") || token.equals("Bearer never-1") || token.equals("Bearer never-2")) {
            return Response.json(401, Map.of("message", "Bad credentials"));
        }
        return Response.json(200, Map.of()).with("x-ratelimit-remaining", token.contains("other") ? "7" : "9");
    }

    @Test
    void aRequestCarriesTheTokenOfItsRepository() throws IOException {
        assertThat(get("/api/v3/repos/other/two/issues")).isEqualTo(200);

        assertThat(tokensSent()).containsExactly("Bearer other-1");
        assertThat(limits.of(TWO).remaining()).isEqualTo(7);
        assertThat(limits.of(ONE).remaining()).as("counted apart").isEqualTo(-1);
    }

    @Test
    void alsoWhereItIsLedToAnAddressThatDoesNotNameIt() throws IOException {
        assertThat(post("/repos/other/two/moved")).isEqualTo(200);

        assertThat(tokensSent()).containsExactly("Bearer other-1", "Bearer other-1");
        assertThat(limits.of(TWO).remaining()).isEqualTo(7);
    }

    @Test
    void aTokenThatWasRefusedIsReplacedAndTheRequestSentAgain() throws IOException {
        assertThat(post("/repos/acme/one/issues/1/comments")).isEqualTo(200);

        assertThat(tokensSent()).containsExactly("Bearer acme-1", "Bearer acme-2");
        assertThat(server.calls()).extracting(ExchangeCall::body).containsExactly("{}", "{}");
    }

    @Test
    void aRefusalOfTheNextOneIsAnAnswer() throws IOException {
        assertThat(get("/repos/never/x/issues")).isEqualTo(401);
        assertThat(tokensSent()).containsExactly("Bearer never-1", "Bearer never-2");
    }

    private int get(String path) throws IOException {
        return http.get(path).status();
    }

    private int post(String path) throws IOException {
        return http.send("POST", path, "{}", null).status();
    }

    private List<String> tokensSent() {
        return server.calls().stream()
                .map(call -> call.headers().get("authorization"))
                .toList();
    }
}
