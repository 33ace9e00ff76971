package io.github.syncimage.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.demo.LoopbackGitHub;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.flow.Flow;
import io.github.syncimage.flow.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which comments are taken for ours: those of our login, whoever else may write to the repository. */
@Tag("slow")
class OurCommentsTest {
    private static final String TITLE = "[PORTER]gcr.io/google-samples/hello-app:1.0";

    @TempDir
    private Path folder;

    private World world;
    private LoopbackGitHub github;
    private int issue;

    @BeforeEach
    void open() throws IOException {
        world = new World(folder).withoutProgress();
        github = world.github;
        world.upstream.add("google-samples/hello-app", "1.0", LoopbackImages.single("hello", "linux/amd64"));
        issue = github.open(TITLE, "", "alice", "porter");
    }

    @AfterEach
    void close() {
        world.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"OWNER", "MEMBER", "COLLABORATOR"})
    void believesNoMarkerOfAMaintainer(String association) {
        github.associate("mallory", association);
        github.comment(issue, "mallory", marker("success"));

        runUntilClosed();

        assertThat(github.comments(issue)).hasSize(2);
        assertThat(world.target.repositories()).containsExactly("mirrored/hello-app");
        assertThat(world.calls()).containsOnlyOnce("GET /api/v3/user");
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 404})
    void goesOnInItsCommentWhereTheTokenHasNoUser(int status) {
        github.withoutUser(status);
        github.associate("mallory", "MEMBER");
        github.comment(issue, LoopbackGitHub.ACTIONS, marker("working"));
        github.comment(issue, "mallory", marker("success"));
        github.comment(issue, "other[bot]", marker("success"));

        runUntilClosed();

        assertThat(github.comments(issue)).hasSize(3);
        assertThat(github.comments(issue).get(0).body()).contains("docker pull");
    }

    @Test
    void remembersTheAuthorOfItsFirstComment() throws IOException {
        github.failNext(1000, 404, call -> call.path().endsWith("/user"));
        runUntilClosed();
        assertThat(Files.readString(folder.resolve("data/github-login.properties")))
                .contains(LoopbackGitHub.SELF);
        issue = github.open(TITLE, "", "bob", "porter");
        github.comment(issue, LoopbackGitHub.SELF, marker("working"));

        runUntilClosed();

        assertThat(github.comments(issue)).hasSize(1);
    }

    private String marker(String state) {
        String print = Served.issue("{\"title\":\"" + TITLE + "\"}").fingerprint();
        return "<!-- sync-image " + issue + ":" + print + ":" + state + " -->\ntext";
    }

    private void runUntilClosed() {
        try (Flow flow = world.daemon()) {
            await().until(() -> !github.issue(issue).open());
        }
    }
}
