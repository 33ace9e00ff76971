package io.github.syncimage.flow.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.flow.Flow;
import io.github.syncimage.flow.World;
import io.github.syncimage.testing.Gate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Progress on the comments, where several requests are about one source. */
@Tag("slow")
class ProgressFlowTest {
    @TempDir
    private Path folder;

    private World world;
    private Gate gate;

    @BeforeEach
    void open() throws IOException {
        world = new World(folder);
        world.upstream.add(
                "google-samples/hello-app", "1.0", LoopbackImages.index("hello", "linux/amd64", "linux/s390x"));
        gate = Gate.closed(world.upstream.uri(), call -> call.line().contains("/blobs/"));
        world.through("gcr.io", gate.uri());
    }

    @AfterEach
    void close() {
        gate.close();
        world.close();
    }

    @Test
    void requestsForOneSourceShowTheirOwnProgress() {
        int one = world.github.open("[PORTER]gcr.io/google-samples/hello-app:1.0", "", "alice", "porter");
        int other = world.github.open("[PORTER]gcr.io/google-samples/hello-app:1.0|all", "", "bob", "porter");
        try (Flow flow = world.daemon()) {
            // An edit may come when only one of two platforms knows how much it has to move; the next one tells it.
            await().untilAsserted(() -> {
                assertThat(List.of(shown(one), shown(other))).allMatch(comment -> comment.contains("⏳ Mirroring"));
                assertThat(total(shown(one))).isNotEqualTo(total(shown(other)));
            });
            gate.open();
            await().until(() -> List.of(one, other).stream()
                    .noneMatch(issue -> world.github.issue(issue).open()));
        }
        assertThat(shown(one)).contains("| Mirrored platforms | `linux/amd64`");
        assertThat(shown(other)).contains("`linux/s390x`");
    }

    @Test
    void imagesOfOneSourceInOneIssueShowTheirOwnProgress() {
        world.with("limits.images_per_issue", "2");
        int issue = world.github.open(
                "[PORTER]gcr.io/google-samples/hello-app:1.0|amd64",
                "gcr.io/google-samples/hello-app:1.0|s390x",
                "alice",
                "porter");
        try (Flow flow = world.daemon()) {
            await().until(() -> shown(issue).contains("⏳ Mirroring"));
            gate.open();
            await().until(() -> !world.github.issue(issue).open());
        }
        assertThat(shown(issue)).contains("(2 of 2)", "`linux/amd64`", "`linux/s390x`");
    }

    private String shown(int issue) {
        return world.github.comments(issue).stream()
                .findFirst()
                .map(comment -> comment.body())
                .orElse("");
    }

    /** What stands behind "of" in "12% (1.2 KB of 9.9 KB)". */
    private static String total(String comment) {
        return comment.replaceAll("(?s).*\\(.* of (.*?)\\).*", "$1");
    }
}
