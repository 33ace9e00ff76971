package io.github.syncimage.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.demo.Ask.Reply;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoopbackGitHubLimitsTest {
    private LoopbackGitHub github;

    @BeforeEach
    void start() {
        github = new LoopbackGitHub("acme", "mirror");
        github.open("[PORTER]nginx:1", "please", "ann", "porter");
    }

    @AfterEach
    void stop() {
        github.close();
    }

    @Test
    void countsDownToThePrimaryLimit() {
        Instant reset = Instant.now().plusSeconds(3600);
        github.allow(1, reset);

        assertThat(ask("GET", "/repos/acme/mirror", null).header("x-ratelimit-remaining"))
                .isEqualTo("0");
        Reply refused = ask("GET", "/repos/acme/mirror", null);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text()).contains("API rate limit exceeded");
        assertThat(refused.header("x-ratelimit-reset")).isEqualTo(String.valueOf(reset.getEpochSecond()));

        github.allow(0, Instant.now());
        assertThat(ask("GET", "/repos/acme/mirror", null).status()).isEqualTo(200);
    }

    @Test
    void countsWhatItRefusesToo() {
        String before = ask("GET", "/repos/acme/mirror", null).header("x-ratelimit-remaining");
        String after = ask("GET", "/repos/acme/absent", null).header("x-ratelimit-remaining");

        assertThat(Integer.parseInt(before) - Integer.parseInt(after)).isEqualTo(1);
    }

    @Test
    void limitsWritesOnDemand() {
        github.limitSecondary(1, ExchangeCall::writes, 403, Duration.ofSeconds(7));

        assertThat(ask("GET", "/repos/acme/mirror", null).status()).isEqualTo(200);
        Reply refused = ask("POST", "/repos/acme/mirror/issues/1/comments", "{\"body\": \"b\"}");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.header("Retry-After")).isEqualTo("7");
        assertThat(refused.text()).contains("secondary rate limit");
        assertThat(ask("POST", "/repos/acme/mirror/issues/1/comments", "{\"body\": \"b\"}")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void failsOnDemand() {
        github.failNext(1, 502);
        github.failNext(2, 0);

        assertThat(ask("GET", "/repos/acme/mirror", null).status()).isEqualTo(502);
        assertThat(ask("POST", "/repos/acme/mirror/issues", "{\"title\": \"t\"}")
                        .status())
                .isZero();
        github.behave();
        assertThat(ask("GET", "/repos/acme/mirror", null).status()).isEqualTo(200);
    }

    private Reply ask(String method, String path, String body) {
        return Ask.ask(method, URI.create(github.apiUrl() + path), body == null ? "" : body);
    }
}
