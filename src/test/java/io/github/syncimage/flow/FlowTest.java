package io.github.syncimage.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.demo.registry.LoopbackImages;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlowTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    private World world;

    @BeforeEach
    void open() throws IOException {
        world = new World(folder);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void mirrorsAnImageAndAnswersWithOneCommentAndTwoChanges() {
        world.upstream.add(
                "google-samples/hello-app", "1.0", LoopbackImages.index("hello", "linux/amd64", "linux/arm64"));
        int issue = world.github.open("[PORTER]gcr.io/google-samples/hello-app:1.0", "", "alice", "porter");

        try (Flow flow = world.daemon()) {
            await().atMost(SOON).until(() -> !world.github.issue(issue).open());
        }

        assertThat(world.target.tags("mirrored/hello-app")).containsExactly("1.0");
        assertThat(world.github.issue(issue).labels()).containsExactly("porter", "success");
        assertThat(world.github.comments(issue)).singleElement().satisfies(comment -> assertThat(comment.body())
                .contains("docker pull " + world.target.host() + "/mirrored/hello-app:1.0"));
        assertThat(world.writes())
                .containsExactly("POST /issues/1/comments", "PATCH /issues/comments/ID", "PATCH /issues/1");
    }
}
