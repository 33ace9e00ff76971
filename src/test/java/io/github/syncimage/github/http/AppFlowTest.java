package io.github.syncimage.github.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.demo.Comment;
import io.github.syncimage.demo.LoopbackApp;
import io.github.syncimage.demo.LoopbackGitHub;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.flow.Flow;
import io.github.syncimage.flow.World;
import io.github.syncimage.testing.AppKey;
import io.github.syncimage.testing.Gate;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A GitHub App serves the issues, without any person's token. */
@Tag("slow")
class AppFlowTest {
    private static final AppKey KEY = AppKey.one();

    @TempDir
    private Path folder;

    private World world;
    private LoopbackGitHub github;
    private LoopbackApp app;

    @BeforeEach
    void open() throws IOException {
        world = new World(folder).withoutProgress();
        github = world.github;
        app = new LoopbackApp(KEY.publicKey(), "acme/mirror", Clock.systemUTC());
        github.through(app);
        world.upstream.add(
                "google-samples/hello-app", "1.0", LoopbackImages.index("hello", "linux/amd64", "linux/arm64"));
        world.options().remove("github.token");
        world.with("github.app.id", LoopbackApp.ID).with("github.app.private_key", KEY.pkcs1());
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void itAnswersByItsOwnNameWithOneToken() {
        int issue = hello();
        try (Flow flow = world.daemon()) {
            await().until(() -> !github.issue(issue).open());
        }

        assertThat(github.issue(issue).labels()).containsExactly("porter", "success");
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
    void aTokenThatEndsDuringACopyIsReplaced() throws IOException {
        int issue = hello();
        try (Gate gate = Gate.closed(world.upstream.uri(), call -> call.line().contains("/blobs/"))) {
            world.through("gcr.io", gate.uri());
            try (Flow flow = world.daemon()) {
                await().until(gate::holds);
                app.revokeTokens();
                gate.open();
                await().until(() -> !github.issue(issue).open());
            }
        }

        assertThat(github.comments(issue)).hasSize(1);
        assertThat(github.issue(issue).labels()).containsExactly("porter", "success");
        assertThat(app.tokensGiven()).isEqualTo(2);
    }

    @Test
    void itKnowsItsCommentsAgainAfterARestart() {
        int issue = hello();
        try (Flow flow = world.daemon()) {
            await().until(() -> !github.issue(issue).open());
        }
        github.reopen(issue);
        try (Flow flow = world.daemon()) {
            await().until(() -> !github.issue(issue).open());
        }

        assertThat(world.calls()).contains("GET /api/v3/app").doesNotContain("GET /api/v3/user");
    }

    private int hello() {
        return github.open("[PORTER]gcr.io/google-samples/hello-app:1.0", "", "ann", "porter");
    }
}
