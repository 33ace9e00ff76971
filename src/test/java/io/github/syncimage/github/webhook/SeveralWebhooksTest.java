package io.github.syncimage.github.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.demo.LoopbackGitHub;
import io.github.syncimage.demo.LoopbackHost;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.flow.Flow;
import io.github.syncimage.flow.World;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A delivery sets its own repository's issue going, though another has one of the same number, and no other request. */
@Tag("slow")
class SeveralWebhooksTest {
    private static final String ONE = "acme/one";
    private static final String TWO = "acme/two";
    private static final String NOT_OURS = "other/three";

    @TempDir
    private Path folder;

    private World world;
    private LoopbackHost host;
    private SignedWebhook webhook;

    @BeforeEach
    void open() throws IOException {
        world = new World(folder).withoutProgress();
        host = new LoopbackHost(World.TOKEN, ONE, TWO, NOT_OURS);
        world.options().remove("github.user");
        world.options().remove("github.repo");
        world.with("github.api_url", host.apiUrl().toString()).with("github.repositories", ONE + "," + TWO);
        world.upstream.add("google-samples/hello-app", "1.0", LoopbackImages.index("hello", "linux/amd64"));
        webhook = new SignedWebhook(world);
    }

    @AfterEach
    void close() {
        host.close();
        world.close();
    }

    @Test
    void anIssueIsReadFromTheRepositoryThatTheDeliveryNames() {
        try (Flow flow = polledOnce()) {
            for (String name : List.of(ONE, TWO, NOT_OURS)) {
                host.repository(name).open(World.HELLO, "", "ann", "porter");
            }
            told(NOT_OURS);
            // GitHub takes names in any case.
            told("Acme/TWO");
            await().until(() -> !two().issue(1).open());
            await().until(() -> flow.parts().runs().size() == 0);

            assertThat(lines(TWO)).startsWith("GET /issues/1");
            assertThat(lines(TWO))
                    .filteredOn(line -> !line.startsWith("GET "))
                    .containsExactly("POST /issues/1/comments", "PATCH /issues/comments/ID", "PATCH /issues/1");
            // Owners of names are looked for in all repositories, before the first name is given.
            assertThat(host.calls(ONE)).hasSize(1).allMatch(call -> call.path().endsWith("/issues/comments"));
            assertThat(host.calls()).hasSize(host.calls(TWO).size() + 1);
            assertThat(host.repository(ONE).issue(1).open()).isTrue();
            assertThat(flow.parts().deliveries().count(Deliveries.Outcome.IGNORED))
                    .isOne();

            told(ONE);
            await().until(() -> !host.repository(ONE).issue(1).open());
            assertThat(two().comments(1)).hasSize(1);
            assertThat(host.calls(NOT_OURS)).isEmpty();
        }
    }

    @Test
    void aCommandMakesThePollOfItsRepositoryDue() {
        try (Flow flow = polledOnce()) {
            two().open(World.HELLO, "", "ann", "porter");
            told(TWO);
            await().until(() -> !two().issue(1).open());
            await().until(() -> flow.parts().runs().size() == 0);
            World.tick();
            host.forgetCalls();

            two().comment(1, "ann", "/retry");
            webhook.send("issue_comment", SignedWebhook.comment(NOT_OURS, 1, "/retry"));
            webhook.send("issue_comment", SignedWebhook.comment(TWO, 1, "/retry"));
            await().until(() -> two().comments(1).size() == 3 && !two().issue(1).open());

            // The end of a poll that was under way may stand before it.
            assertThat(lines(TWO))
                    .containsSubsequence("GET /issues", "GET /issues/comments", "POST /issues/1/comments");
            assertThat(host.calls()).hasSameSizeAs(host.calls(TWO));
        }
    }

    /** Both, in which no more of a poll follows; the next ones come in half an hour and later. */
    private Flow polledOnce() {
        Flow flow = world.daemon();
        List<String> poll = List.of("GET /issues", "GET /issues/comments");
        await().until(() -> lines(ONE).equals(poll) && lines(TWO).equals(poll));
        host.forgetCalls();
        return flow;
    }

    private LoopbackGitHub two() {
        return host.repository(TWO);
    }

    private void told(String repository) {
        assertThat(webhook.send("issues", SignedWebhook.issue(repository, 1, "open", "x"))
                        .status())
                .isEqualTo(202);
    }

    private List<String> lines(String name) {
        return host.calls(name).stream()
                .map(World::line)
                .map(line -> line.replace("/repos/" + name, ""))
                .toList();
    }
}
