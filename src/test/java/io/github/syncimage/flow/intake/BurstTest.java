package io.github.syncimage.flow.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.demo.ExchangeCall;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.flow.World;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many requests at once where the server sets no limit on what is written. */
@Tag("slow")
class BurstTest {
    /** {@code -Dburst.issues=1000 -Dburst.images=120} for a measurement by hand. */
    private static final int ISSUES = Integer.getInteger("burst.issues", 150);

    private static final int IMAGES = Integer.getInteger("burst.images", 18);

    /** First answers that are given side by side. */
    private static final int AT_ONCE = 4;

    @RegisterExtension
    private final World world = new World()
            .withoutProgress()
            .with("github.comments_per_hour", "0")
            .with("github.writes_per_minute", "0")
            .with("github.poll_interval", "5s");

    @Test
    void costsThreeAndAHalfCallsAnIssueAndGoesByAge() {
        for (int image = 0; image < IMAGES; image++) {
            world.upstream.add("burst/image-" + image, "1", LoopbackImages.single("image " + image, "linux/amd64"));
        }
        List<Integer> issues = IntStream.range(0, ISSUES)
                .mapToObj(i -> world.open("[PORTER]gcr.io/burst/image-" + i % IMAGES + ":1"))
                .toList();
        long start = System.currentTimeMillis();
        world.runUntilClosed(issues.stream().mapToInt(issue -> issue).toArray());
        System.out.printf(
                "burst: %d issues, %d images, %d s, %d calls%n",
                ISSUES,
                IMAGES,
                (System.currentTimeMillis() - start) / 1000,
                world.github.calls().size());

        // How often the lists were looked at is a matter of how long all of this took.
        assertThat(world.calls().stream().filter(call -> !call.matches("GET /issues(/comments)?")))
                .hasSizeLessThanOrEqualTo(ISSUES * 7 / 2);
        assertThat(issues).allSatisfy(issue -> {
            assertThat(world.labels(issue)).contains("success");
            assertThat(world.github.comments(issue)).hasSize(1);
            assertThat(writes(issue)).isLessThanOrEqualTo(4);
        });
        List<Integer> order = firstComments();
        assertThat(order).hasSize(ISSUES);
        // Several are on their way at once, so one may arrive before those that were begun just before it.
        for (int at = 0; at < order.size(); at++) {
            int issue = order.get(at);
            assertThat(order.subList(at, order.size()).stream().filter(later -> later < issue))
                    .as("older than %d, and later", issue)
                    .hasSizeLessThan(AT_ONCE);
        }
    }

    private long writes(int issue) {
        String own = world.github.comments(issue).get(0).id() + "";
        return world.github.calls().stream()
                .filter(ExchangeCall::writes)
                .map(ExchangeCall::path)
                .filter(path -> path.endsWith("/issues/" + issue)
                        || path.endsWith("/issues/" + issue + "/comments")
                        || path.endsWith("/comments/" + own))
                .count();
    }

    /** The issues in the order in which they got their first comment. */
    private List<Integer> firstComments() {
        return world.github.calls().stream()
                .filter(call -> call.method().equals("POST") && call.path().endsWith("/comments"))
                .map(call -> Integer.valueOf(call.path().replaceAll(".*/issues/([0-9]+)/comments", "$1")))
                .toList();
    }
}
