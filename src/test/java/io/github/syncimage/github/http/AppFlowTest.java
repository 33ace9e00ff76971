package io.github.syncimage.github.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.demo.Comment;
import io.github.syncimage.demo.LoopbackApp;
import io.github.syncimage.demo.LoopbackGitHub;
import io.github.syncimage.flow.Flow;
import io.github.syncimage.flow.World;
import io.github.syncimage.testing.AppKey;
import io.github.syncimage.testing.Gate;
import java.time.Clock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A GitHub App serves the issues, without any person's token. */
@Tag("slow")
class AppFlowTest {
    private static final AppKey KEY = AppKey.one();

    @RegisterExtension
    private final World world = new World().withoutProgress();

    private final LoopbackGitHub github = world.github;
    private final LoopbackApp app = new LoopbackApp(KEY.publicKey(), "acme/mirror", Clock.systemUTC());

    @BeforeEach
    void install() {
        github.through(app);
        world.options().remove("github.token");
        world.with("github.app.id", LoopbackApp.ID).with("github.app.private_key", KEY.pkcs1());
    }

    @Test
    void itAnswersByItsOwnNameWithOneToken() {
        int issue = world.open("ann", World.HELLO);
        world.runUntilClosed(issue);

        assertThat(world.labels(issue)).containsExactly("porter", "success");
        assertThat(github.comments(issue)).extracting(Comment::user).containsExactly("our-mirror[bot]");
        assertThat(app.tokensGiven()).isOne();
        assertThat(world.writes())
                .containsExactly(
                        "POST /api/v3/app/installations/4711/access_tokens",
                        "POST /issues/1/comments",
                        "PATCH /issues/comments/ID",
                        "PATCH /issues/1");
    }

    @Test
    void aTokenThatEndsDuringACopyIsReplaced() {
        int issue = world.open("ann", World.HELLO);
        Gate gate = world.gateBlobs();
        try (Flow flow = world.daemon()) {
            await().until(gate::holds);
            app.revokeTokens();
            gate.open();
            world.awaitClosed(issue);
        }

        assertThat(github.comments(issue)).hasSize(1);
        assertThat(world.labels(issue)).containsExactly("porter", "success");
        assertThat(app.tokensGiven()).isEqualTo(2);
    }

    @Test
    void itKnowsItsCommentsAgainAfterARestart() {
        int issue = world.open("ann", World.HELLO);
        world.runUntilClosed(issue);
        github.reopen(issue);
        world.runUntilClosed(issue);

        assertThat(world.calls()).contains("GET /api/v3/app").doesNotContain("GET /api/v3/user");
    }
}
