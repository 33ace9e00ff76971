package io.github.syncimage.github.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.demo.LoopbackGitHub;
import io.github.syncimage.github.ManualClock;
import io.github.syncimage.github.Served;
import io.github.syncimage.testing.FreePort;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReachTest {
    private final ManualClock clock = new ManualClock();
    private final TokenSource tokens = TokenSource.of("ghp_loopback");
    private final RateLimits limits = new RateLimits(tokens, account -> new RateLimit(clock));

    @Test
    void whileGitHubAnswersNobodyAsks() {
        try (LoopbackGitHub github = new LoopbackGitHub("acme", "mirror")) {
            Reach reach = reach(github.apiUrl());
            assertThat(reach.reached()).isTrue();
            silent(Duration.ofSeconds(9));
            assertThat(reach.reached()).isTrue();
            assertThat(github.calls()).isEmpty();
        }
    }

    @Test
    void whereItIsSilentItIsAskedAndAnAnswerEndsThat() {
        try (LoopbackGitHub github = new LoopbackGitHub("acme", "mirror")) {
            Reach reach = reach(github.apiUrl());
            silent(Duration.ofSeconds(10));
            assertThat(reach.reached()).isTrue();
            assertThat(github.calls()).hasSize(1);
            assertThat(limits.away()).isZero();
        }
    }

    @Test
    void whereNobodyAnswersItIsNotReached() {
        Reach reach = reach(URI.create("http://127.0.0.1:" + FreePort.find()));
        silent(Duration.ofSeconds(10));
        assertThat(reach.reached()).isFalse();
        assertThat(reach.reached()).isFalse();
    }

    private Reach reach(URI apiUrl) {
        return new Reach(apiUrl, new GitHubHttp(tokens, limits, null), limits, () -> Optional.of(Served.MIRROR));
    }

    private void silent(Duration time) {
        limits.of(Served.MIRROR).away("no answer");
        clock.advance(time);
    }
}
