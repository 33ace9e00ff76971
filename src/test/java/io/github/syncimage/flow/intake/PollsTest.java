package io.github.syncimage.flow.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.demo.ExchangeCall;
import io.github.syncimage.demo.LoopbackGitHub;
import io.github.syncimage.flow.Flow;
import io.github.syncimage.flow.World;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a look at the issues costs, and that it sees all of them. Nobody works on these: their titles are no requests. */
@Tag("slow")
class PollsTest {
    @RegisterExtension
    private final World world = new World().with("github.poll_interval", "200ms");

    private final LoopbackGitHub github = world.github;
    private int opened;

    @Test
    void anIdleLookAtThreeHundredIssuesCostsOneConditionalRequestOrThree() {
        open(300);
        // What was opened before is older than what changes from now on, in GitHub's whole seconds.
        World.tick();
        World.tick();
        try (Flow flow = world.daemon()) {
            awaitLooks(3);
            github.forgetCalls();
            // The tenth look lists all of them again.
            awaitLooks(24);
        }

        List<List<String>> looks = looks(github.calls());
        assertThat(looks).contains(List.of("changes"), List.of("1", "2", "3"));
        assertThat(looks).allSatisfy(look -> assertThat(look).hasSizeLessThanOrEqualTo(3));
        assertThat(github.calls()).allSatisfy(call -> assertThat(call.headers().get("if-none-match"))
                .as("%s", call)
                .startsWith("W/\""));
    }

    @Test
    void aListThatGrowsPastFullPagesIsReadToItsEndThoughItsFirstPageStays() {
        open(99);
        try (Flow flow = world.daemon()) {
            awaitLooks(2);
            for (int size : List.of(101, 200, 201, 250, 301)) {
                open(size - opened);
                int request = world.open(World.HELLO);
                await("the request behind " + size)
                        .until(() -> !github.issue(request).open());
            }
        }
    }

    /** Of one requester few long ones are in memory at once; of a text's end the issue itself tells. */
    @Test
    void onceServesAllOfARequesterWhoseTextsAreLong() throws InterruptedException {
        int[] issues = IntStream.range(0, 11)
                .map(i -> github.open(
                        "[PORTER]",
                        "a long text\n".repeat(1000) + "gcr.io/google-samples/hello-app:1.0",
                        "ann",
                        "porter"))
                .toArray();
        try (Flow flow = world.beans().once()) {
            flow.start();
            flow.awaitDone();
        }
        for (int issue : issues) {
            assertThat(github.issue(issue).labels()).containsExactly("porter", "success");
            assertThat(github.comments(issue)).hasSize(1);
        }
    }

    @Test
    void strongETagsKeepTheirQuotes() {
        github.strongETags();
        open(3);
        // What was opened before is older than what changes from now on, in GitHub's whole seconds.
        World.tick();
        World.tick();
        try (Flow flow = world.daemon()) {
            awaitLooks(3);
            github.forgetCalls();
            awaitLooks(12);
        }

        assertThat(github.calls()).isNotEmpty().allSatisfy(call -> assertThat(
                        call.headers().get("if-none-match"))
                .matches("\"[0-9a-f]{64}\""));
    }

    private void open(int more) {
        IntStream.range(0, more).forEach(i -> world.open("bob", "a word beside"));
        opened += more;
    }

    private void awaitLooks(int looks) {
        await().until(() -> looks(github.calls()).size() >= looks);
    }

    /** Looks: each begins with what has changed, or with the first page of all. */
    private static List<List<String>> looks(List<ExchangeCall> calls) {
        List<List<String>> looks = new ArrayList<>();
        for (ExchangeCall call : calls) {
            boolean issues = call.path().endsWith("/issues");
            String asked = !issues ? "comments" : call.query().contains("state=all") ? "changes" : page(call.query());
            if (issues && !call.query().contains("&page=")) {
                looks.add(new ArrayList<>());
            }
            if (!looks.isEmpty()) {
                looks.get(looks.size() - 1).add(asked);
            }
        }
        return looks.size() < 2 ? List.of() : looks.subList(0, looks.size() - 1);
    }

    private static String page(String query) {
        return query.replaceFirst("^(?!.*[&]page=).*$", "1").replaceFirst("^.*[&]page=([0-9]+).*$", "$1");
    }
}
