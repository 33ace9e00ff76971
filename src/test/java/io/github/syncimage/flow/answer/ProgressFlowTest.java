package io.github.syncimage.flow.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.flow.Flow;
import io.github.syncimage.flow.World;
import io.github.syncimage.testing.Gate;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Progress on the comments, where several requests are about one source. */
@Tag("slow")
class ProgressFlowTest {
    private Gate gate;

    @RegisterExtension
    private final World world = new World();

    @BeforeEach
    void open() throws IOException {
        world.upstream.add(
                "google-samples/hello-app", "1.0", LoopbackImages.index("hello", "linux/amd64", "linux/s390x"));
        gate = world.gateBlobs();
    }

    @Test
    void requestsForOneSourceShowTheirOwnProgress() {
        int one = world.open(World.HELLO);
        int other = world.open("bob", "[PORTER]gcr.io/google-samples/hello-app:1.0|all");
        try (Flow flow = world.daemon()) {
            // An edit may come when only one of two platforms knows how much it has to move; the next one tells it.
            await().untilAsserted(() -> {
                assertThat(List.of(world.lastComment(one), world.lastComment(other)))
                        .allMatch(comment -> comment.contains("⏳ Mirroring"));
                assertThat(total(world.lastComment(one))).isNotEqualTo(total(world.lastComment(other)));
            });
            gate.open();
            world.awaitClosed(one, other);
        }
        assertThat(world.lastComment(one)).contains("| Mirrored platforms | `linux/amd64`");
        assertThat(world.lastComment(other)).contains("`linux/s390x`");
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
            await().until(() -> world.lastComment(issue).contains("⏳ Mirroring"));
            gate.open();
            world.awaitClosed(issue);
        }
        assertThat(world.lastComment(issue)).contains("(2 of 2)", "`linux/amd64`", "`linux/s390x`");
    }

    /** What stands behind "of" in "12% (1.2 KB of 9.9 KB)". */
    private static String total(String comment) {
        return comment.replaceAll("(?s).*\\(.* of (.*?)\\).*", "$1");
    }
}
