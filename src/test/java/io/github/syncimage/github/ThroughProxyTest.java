package io.github.syncimage.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.syncimage.github.http.CommentClient;
import io.github.syncimage.github.http.GitHubHttp;
import io.github.syncimage.github.http.RateLimit;
import io.github.syncimage.github.http.RateLimits;
import io.github.syncimage.github.http.TokenSource;
import io.github.syncimage.testing.TunnelProxy;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** GitHub behind a proxy. No server stands at the tunnel's end: what is told is that both clients go there. */
class ThroughProxyTest {
    private static final URI GITHUB = URI.create("https://github.example/api/v3");

    // Port 9 discards, and hardly anything listens there.
    private final TunnelProxy proxy = new TunnelProxy(9, "Basic bWU6c2VjcmV0");
    private final TokenSource tokens = TokenSource.of("t0ken");
    private final GitHubHttp http = new GitHubHttp(
            GITHUB,
            tokens,
            new RateLimits(tokens, account -> new RateLimit(Clock.systemUTC())),
            proxy.uri("me:secret@"));

    @AfterEach
    void close() {
        proxy.close();
    }

    @Test
    void comments() {
        CommentClient client = new CommentClient(GITHUB, http);
        assertThatThrownBy(() -> client.post("/repos/o/r/issues/1/comments", Map.of("body", "x"), Map.class))
                .isInstanceOf(IOException.class);
        assertThatCredentialsWentToTheProxyOnly();
    }

    @Test
    void everythingElse() {
        assertThatThrownBy(() -> http.get("/user")).isInstanceOf(IOException.class);
        assertThatCredentialsWentToTheProxyOnly();
    }

    private void assertThatCredentialsWentToTheProxyOnly() {
        assertThat(proxy.calls()).isNotEmpty().allMatch("CONNECT github.example:443 HTTP/1.1"::equals);
        assertThat(proxy.heads()).last().asString().contains("Proxy-Authorization: Basic bWU6c2VjcmV0");
        assertThat(proxy.heads()).noneMatch(head -> head.contains("t0ken"));
    }
}
