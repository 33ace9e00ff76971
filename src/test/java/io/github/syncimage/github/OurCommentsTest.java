package io.github.syncimage.github;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.demo.LoopbackGitHub;
import io.github.syncimage.flow.World;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which comments are taken for ours: those of our login, whoever else may write to the repository. */
@Tag("slow")
class OurCommentsTest {
    @RegisterExtension
    private final World world = new World().withoutProgress();

    private final LoopbackGitHub github = world.github;
    private final int issue = world.open(World.HELLO);

    @ParameterizedTest
    @CsvSource({
        "mirror-bot, MEMBER,       working, PATCH /issues/comments/ID, PATCH /issues/1,",
        "mirror-bot, MEMBER,       success, PATCH /issues/1,           ,",
        "stranger,   NONE,         success, POST /issues/1/comments,   PATCH /issues/comments/ID, PATCH /issues/1",
        "mallory,    COLLABORATOR, success, POST /issues/1/comments,   PATCH /issues/comments/ID, PATCH /issues/1",
        "mallory,    MEMBER,       success, POST /issues/1/comments,   PATCH /issues/comments/ID, PATCH /issues/1",
        "mallory,    OWNER,        success, POST /issues/1/comments,   PATCH /issues/comments/ID, PATCH /issues/1",
    })
    void onlyOurOwnSaysWhatIsDoneAlready(
            String author, String association, String state, String first, String second, String third) {
        github.associate(author, association);
        github.comment(issue, author, World.marker(issue, World.HELLO, state));

        world.runUntilClosed(issue);

        assertThat(world.writes())
                .isEqualTo(List.of(first, second == null ? "" : second, third == null ? "" : third).stream()
                        .filter(call -> !call.isEmpty())
                        .toList());
        assertThat(world.labels(issue)).containsExactly("porter", "success");
        assertThat(world.calls()).containsOnlyOnce("GET /api/v3/user");
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 404})
    void goesOnInItsCommentWhereTheTokenHasNoUser(int status) {
        github.withoutUser(status);
        github.associate("mallory", "MEMBER");
        github.comment(issue, LoopbackGitHub.ACTIONS, World.marker(issue, World.HELLO, "working"));
        github.comment(issue, "mallory", World.marker(issue, World.HELLO, "success"));
        github.comment(issue, "other[bot]", World.marker(issue, World.HELLO, "success"));

        world.runUntilClosed(issue);

        assertThat(github.comments(issue)).hasSize(3);
        assertThat(github.comments(issue).get(0).body()).contains("docker pull");
    }

    @Test
    void remembersTheAuthorOfItsFirstComment() {
        github.failNext(1000, 404, call -> call.path().endsWith("/user"));
        world.runUntilClosed(issue);
        assertThat(world.folder.resolve("data/github-login.properties"))
                .content()
                .contains(LoopbackGitHub.SELF);
        int next = world.open("bob", World.HELLO);
        github.comment(next, LoopbackGitHub.SELF, World.marker(next, World.HELLO, "working"));

        world.runUntilClosed(next);

        assertThat(github.comments(next)).hasSize(1);
    }
}
