package io.github.syncimage.github.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.syncimage.demo.LoopbackApp;
import io.github.syncimage.demo.LoopbackGitHub;
import io.github.syncimage.github.ManualClock;
import io.github.syncimage.github.http.TokenSource.NoTokenException;
import io.github.syncimage.github.model.RepositoryName;
import io.github.syncimage.testing.AppKey;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AppTokensTest {
    private static final AppKey KEY = AppKey.one();
    private static final RepositoryName MIRROR = RepositoryName.parse("acme/mirror");

    private final LoopbackGitHub github = new LoopbackGitHub("acme", "mirror", "unused", "/api/v3");
    private final ManualClock theirs = new ManualClock(Instant.now());
    private final LoopbackApp app = new LoopbackApp(KEY.publicKey(), "acme/mirror", theirs);
    private final AppTokens tokens = tokens(KEY, theirs);

    private AppTokens tokens(AppKey key, Clock clock) {
        return new AppTokens(github.apiUrl(), LoopbackApp.ID, key.privateKey(), null, clock);
    }

    @BeforeEach
    void open() {
        github.through(app);
    }

    @AfterEach
    void close() {
        tokens.close();
        github.close();
    }

    @Test
    void areAskedOnceByAll() throws IOException {
        ExecutorService callers = Executors.newFixedThreadPool(20);
        try {
            List<String> all =
                    IntStream.range(0, 100)
                            .mapToObj(i -> CompletableFuture.supplyAsync(this::token, callers))
                            .toList()
                            .stream()
                            .map(CompletableFuture::join)
                            .toList();

            assertThat(all).hasSize(100).containsOnly("ghs_4711_1");
            assertThat(github.calls().stream().map(Object::toString))
                    .containsExactly(
                            "GET /api/v3/repos/acme/mirror/installation",
                            "POST /api/v3/app/installations/4711/access_tokens");
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void nameTheRepositoryAndWhatTheyAreFor() throws IOException {
        app.permission("contents", "write");

        assertThat(app.scope(tokens.token(MIRROR)))
                .contains("\"repositories\":[\"mirror\"]", "\"issues\":\"write\"", "\"metadata\":\"read\"")
                .doesNotContain("contents");
        assertThat(app.scope(tokens.of(4711).token(null)))
                .as("of which repositories there are, nobody knows before")
                .isEqualTo("{\"permissions\":{\"metadata\":\"read\"}}");
    }

    @Test
    void areOneForAllRepositoriesOfAnOwnerThatAreServed() throws IOException {
        RepositoryName other = RepositoryName.parse("acme/other");
        app.grant("acme/mirror", "acme/other", "acme/private");
        tokens.serving(List.of(MIRROR, other, RepositoryName.parse("elsewhere/one")));

        assertThat(tokens.token(MIRROR)).isEqualTo(tokens.token(other));
        assertThat(app.scope(tokens.token(other))).contains("\"repositories\":[\"mirror\",\"other\"]");
        assertThat(app.tokensGiven()).isOne();
    }

    @Test
    void aRepositoryThatTheAppHasNotGotCostsTheOthersNothing() throws IOException {
        RepositoryName lost = RepositoryName.parse("acme/lost");
        RepositoryName other = RepositoryName.parse("acme/other");
        app.grant("acme/mirror", "acme/other");
        tokens.serving(List.of(MIRROR, other, lost));

        assertThat(app.scope(tokens.token(MIRROR))).contains("[\"mirror\"]");
        assertThat(app.scope(tokens.token(other))).contains("[\"other\"]");
        tokens.belongs(lost, 4711);
        assertThatExceptionOfType(NoTokenException.class)
                .isThrownBy(() -> tokens.token(lost))
                .withMessageContaining("has its installation the repository, under this name");
        assertThat(app.tokensGiven()).isEqualTo(2);
    }

    @Test
    void areRenewedBeforeTheyEnd() throws IOException {
        assertThat(tokens.token(MIRROR)).isEqualTo("ghs_4711_1");
        theirs.advance(Duration.ofMinutes(54));
        assertThat(tokens.token(MIRROR)).isEqualTo("ghs_4711_1");
        theirs.advance(Duration.ofMinutes(2));
        assertThat(tokens.token(MIRROR)).isEqualTo("ghs_4711_2");
    }

    @Test
    void anOldOneServesWhileGitHubIsInTrouble() throws IOException {
        tokens.token(MIRROR);
        theirs.advance(Duration.ofMinutes(56));
        github.failNext(1, 0);
        assertThat(tokens.token(MIRROR)).isEqualTo("ghs_4711_1");
        assertThat(tokens.token(MIRROR)).isEqualTo("ghs_4711_2");
    }

    @Test
    void oneThatWasTakenBackIsAskedForAgain() throws IOException {
        String first = tokens.token(MIRROR);

        assertThat(tokens.refused(MIRROR, first)).isTrue();
        assertThat(tokens.token(MIRROR)).isEqualTo("ghs_4711_2");
        // Somebody else has seen to it meanwhile.
        assertThat(tokens.refused(MIRROR, first)).isTrue();
        assertThat(tokens.token(MIRROR)).isEqualTo("ghs_4711_2");
    }

    @Test
    void aClockThatIsWrongIsSeenAfterTheFirstRefusal() throws IOException {
        for (Duration ahead : List.of(Duration.ofMinutes(7), Duration.ofMinutes(-30))) {
            Clock wrong = Clock.offset(Clock.systemUTC(), ahead);
            try (AppTokens ours = tokens(KEY, wrong)) {
                assertThat(ours.token(MIRROR)).startsWith("ghs_");
            }
        }
    }

    @Test
    void sayWhatAnOperatorHasToMend() throws IOException {
        app.installed(false);
        refused("the GitHub App is not installed for acme/mirror");
        app.installed(true);
        app.suspended(true);
        refused("This installation has been suspended");
        app.suspended(false);
        assertThat(tokens.token(MIRROR)).isEqualTo("ghs_4711_1");
        try (AppTokens others = tokens(AppKey.another(), theirs)) {
            assertThatExceptionOfType(NoTokenException.class)
                    .isThrownBy(() -> others.token(MIRROR))
                    .withMessageContaining("are github.app.id and github.app.private_key of one App?");
        }
    }

    private void refused(String message) {
        assertThatExceptionOfType(NoTokenException.class)
                .isThrownBy(() -> tokens.token(MIRROR))
                .withMessageContaining(message);
    }

    @Test
    void limitsAreCountedByOwner() {
        assertThat(tokens.account(RepositoryName.parse("ACME/other"))).isEqualTo(tokens.account(MIRROR));
        assertThat(tokens.account(RepositoryName.parse("other/mirror"))).isNotEqualTo(tokens.account(MIRROR));
        assertThat(tokens.account(null))
                .isNotEqualTo(tokens.account(MIRROR))
                .isNotEqualTo(tokens.account(RepositoryName.parse("app/mirror")));
    }

    private String token() {
        try {
            return tokens.token(MIRROR);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
