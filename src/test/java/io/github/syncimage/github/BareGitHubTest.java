package io.github.syncimage.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.flow.Flow;
import io.github.syncimage.flow.World;
import io.github.syncimage.flow.answer.OutcomeCounters;
import io.github.syncimage.testing.BareGitHub;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A tracker that knows only issues and their comments: what else GitHub offers is a comfort, not a condition. */
@Tag("slow")
class BareGitHubTest {
    @RegisterExtension
    private final World world = new World();

    private final BareGitHub github = world.closing(new BareGitHub(World.OWNER, World.REPO, "/api/v3"));

    @BeforeEach
    void name() {
        world.with("github.api_url", github.uri() + "/api/v3/");
    }

    @Test
    void onceAnswersAndIsContent() throws InterruptedException {
        int issue = github.open(World.HELLO, "porter");
        int other = github.open(World.HELLO, "bug");
        OutcomeCounters counters = world.runOnce();

        assertThat(counters.lastTrouble()).isEmpty();
        assertThat(counters.allWell()).isTrue();
        assertThat(github.comments(issue)).singleElement().asString().contains("docker pull");
        assertThat(github.labels(issue)).containsExactly("porter", "success");
        assertThat(github.isOpen(issue)).isFalse();
        assertThat(github.comments(other)).isEmpty();
    }

    /** Of a long one the beginning is read, where the issue cannot be asked for by itself. */
    @Test
    void aLongTextIsAnsweredOnce() {
        int issue = github.open(World.HELLO, "porter");
        github.body(issue, "a long text\n".repeat(1000));
        try (Flow flow = world.daemon()) {
            await().until(() -> !github.isOpen(issue));
            int looks = Collections.frequency(github.calls(), "GET ");
            await().until(() -> Collections.frequency(github.calls(), "GET ") > looks + 4);
        }
        assertThat(github.comments(issue)).singleElement().asString().contains("docker pull");
        assertThat(github.isOpen(issue)).isFalse();
    }

    @Test
    void theDaemonDoesNotAskAgainForWhatIsNotThere() {
        int issue = github.open(World.HELLO, "porter");
        try (Flow flow = world.daemon()) {
            await().until(() -> !github.isOpen(issue));
            await().until(() -> Collections.frequency(github.calls(), "GET ") > 4);
            assertThat(flow.parts().counters().lastTrouble()).isEmpty();
        }
        // Once for commands, and once for owners of names, before the first is given.
        assertThat(github.calls()).filteredOn("GET /comments"::equals).hasSize(2);
        assertThat(github.comments(issue)).hasSize(1);
    }

    @Test
    void itFindsItsCommentWhereNothingSaysWhoWroteIt() {
        int issue = github.open(World.HELLO, "porter");
        github.comment(issue, World.marker(issue, World.HELLO, "working"));
        try (Flow flow = world.daemon()) {
            await().until(() -> !github.isOpen(issue));
        }
        assertThat(github.comments(issue)).singleElement().asString().contains("docker pull");
        assertThat(List.of("porter", "success")).isEqualTo(github.labels(issue));
    }
}
