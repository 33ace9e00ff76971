package io.github.syncimage.github.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.demo.Ask;
import io.github.syncimage.demo.Comment;
import io.github.syncimage.demo.LoopbackGitHub;
import io.github.syncimage.demo.WebhookSender;
import io.github.syncimage.flow.Flow;
import io.github.syncimage.flow.World;
import io.github.syncimage.testing.Gate;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.apache.camel.builder.NotifyBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** From the delivery to the answer: the poll's interval is an hour, so whatever happens after the first one is the webhook's. */
@Tag("slow")
class WebhookFlowTest {
    // How fast may be written is not what is looked at.
    @RegisterExtension
    private final World world = new World().withoutProgress().with("github.writes_per_minute", "0");

    private final LoopbackGitHub github = world.github;
    private final SignedWebhook webhook = new SignedWebhook(world);

    @Test
    void anIssueIsAnsweredAtOnceAndReadAgainFromGitHub() {
        try (Flow flow = polledOnce()) {
            int issue = world.open("ann", World.HELLO);
            // What it says is not believed.
            assertThat(told("issues", issue, "open", "[PORTER]evil.example/x:1"))
                    .isEqualTo(202);
            world.awaitClosed(issue);

            assertThat(world.labels(issue)).containsExactly("porter", "success");
            assertThat(world.writes())
                    .containsExactly("POST /issues/1/comments", "PATCH /issues/comments/ID", "PATCH /issues/1");
            // Once for the delivery, once before it is closed; the lists are those of a run in work.
            assertThat(world.calls()).filteredOn("GET /issues/1"::equals).hasSize(2);
            assertThat(flow.parts().deliveries().count(Deliveries.Outcome.TAKEN))
                    .isOne();
        }
    }

    @Test
    void pollAndWebhookTogetherMakeOneRun() {
        world.with("github.poll_interval", "100ms");
        int issue = world.open("ann", World.HELLO);
        try (Flow flow = world.daemon()) {
            for (int i = 0; i < 20; i++) {
                assertThat(told("issues", issue, "open", "x")).isEqualTo(202);
            }
            world.awaitClosed(issue);
            told("issues", issue, "closed", "x");
            told("issues", issue, "open", "x");
            await().until(() -> looked(flow) == 22);
        }

        assertThat(github.comments(issue)).hasSize(1);
        assertThat(world.writes())
                .containsExactly("POST /issues/1/comments", "PATCH /issues/comments/ID", "PATCH /issues/1");
    }

    @Test
    void aClosedIssueThatNobodyWorksOnCostsNoRequest() {
        try (Flow flow = polledOnce()) {
            int issue = world.open("ann", World.HELLO);
            github.close(issue);
            NotifyBuilder look = new NotifyBuilder(flow.context())
                    .fromRoute("read-news")
                    .whenDone(1)
                    .create();
            List<String> before = world.calls();
            told("issues", issue, "closed", "x");
            told("ping", issue, "open", "x");
            told("push", issue, "open", "x");
            await().until(() -> looked(flow) == 3);
            // A delivery is counted before somebody looks at what it is about.
            await().until(look::matches);

            assertThat(world.calls()).isEqualTo(before);
        }
    }

    @Test
    void heedsADeliveryOnceHoweverOftenItComes() {
        try (Flow flow = polledOnce()) {
            assertThat(same("issues", "d-1")).isEqualTo("accepted\n");
            assertThat(same("issues", "d-1")).isEqualTo("this delivery has come before\n");
            assertThat(same("issues", "d-2"))
                    .as("nobody has signed the id")
                    .isEqualTo("this delivery has come before\n");
            assertThat(same("installation", "d-3")).as("nor the event").isEqualTo("this delivery has come before\n");

            assertThat(flow.parts().deliveries().count(Deliveries.Outcome.TAKEN))
                    .isOne();
            assertThat(flow.parts().deliveries().count(Deliveries.Outcome.REPEATED))
                    .isEqualTo(3);
        }
    }

    private String same(String event, String id) {
        return webhook.sendAs(event, id, delivery(1, "closed", "x")).text();
    }

    @Test
    void closingTheIssueStopsItsCopyAtOnce() {
        Gate gate = world.gateBlobs();
        try (Flow flow = polledOnce()) {
            int issue = world.open("ann", World.HELLO);
            told("issues", issue, "open", "x");
            await().until(() -> gate.holds() && !github.comments(issue).isEmpty());
            github.close(issue);
            told("issues", issue, "closed", "x");
            await().until(() -> flow.parts().runs().size() == 0);

            assertThat(world.labels(issue)).doesNotContain("success");
        }
    }

    @Test
    void aCommandIsReadWithoutWaitingForThePoll() {
        int issue = world.open("ann", World.HELLO);
        try (Flow flow = world.daemon()) {
            world.awaitClosed(issue);
            World.tick();
            github.comment(issue, "ann", "/retry");
            send("issue_comment", SignedWebhook.comment("acme/mirror", issue, "/retry"));
            await().until(() -> github.comments(issue).size() == 3);
            world.awaitClosed(issue);

            assertThat(github.comments(issue))
                    .extracting(Comment::user)
                    .containsExactly("mirror-bot", "ann", "mirror-bot");
            assertThat(looked(flow)).isOne();
        }
    }

    @Test
    void aThousandDeliveriesAreAllTakenAndEachIssueIsAnsweredOnce() {
        for (int i = 0; i < 20; i++) {
            github.open("[PORTER]registry.example.com/a/b:" + i, "", "user" + i, "porter");
        }
        ExecutorService callers = Executors.newFixedThreadPool(50);
        try (Flow flow = polledOnce()) {
            List<Integer> statuses = IntStream.range(0, 1000)
                    .mapToObj(
                            i -> CompletableFuture.supplyAsync(() -> told("issues", 1 + i % 20, "open", "x"), callers))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();

            assertThat(statuses).hasSize(1000).containsOnly(202);
            await().until(() ->
                    IntStream.rangeClosed(1, 20).noneMatch(n -> github.issue(n).open()));
            assertThat(flow.parts().deliveries().count(Deliveries.Outcome.TAKEN))
                    .isEqualTo(1000);
        } finally {
            callers.shutdownNow();
        }
        IntStream.rangeClosed(1, 20).forEach(n -> assertThat(github.comments(n)).hasSize(1));
    }

    @Test
    void onceOpensNoPort() throws InterruptedException {
        try (Flow flow = world.beans().once()) {
            flow.start();
            flow.awaitDone();

            assertThat(told("ping", 1, "open", "x")).isZero();
            assertThat(flow.context()
                            .getRouteController()
                            .getRouteStatus("receive-webhook")
                            .isStarted())
                    .isFalse();
        }
    }

    @Test
    void theRouteIsTheOperatorsToChangeWhileItRuns() {
        try (Flow flow = polledOnce()) {
            world.edit(
                    world.route("receive-webhook"),
                    "\n      steps:\n",
                    "\n      steps:\n        - log: { id: told, message: told }\n");
            await().until(() -> flow.context().getProcessor("told") != null);

            await().until(() -> told("ping", 1, "open", "x") == 202);
        }
    }

    @Test
    void noHeaderOfAStrangersReachesTheRoute() {
        world.edit(world.route("receive-webhook"), "\n      steps:\n", """

                      steps:
                        - filter:
                            id: more
                            simple: "${headers.size} != 2"
                            steps:
                              - throwException:
                                  exceptionType: java.lang.IllegalStateException
                                  message: more headers
                """.replace(
                        "                      steps", "      steps"));
        try (Flow flow = polledOnce()) {
            byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
            Ask.Reply reply = Ask.ask(
                    "POST",
                    URI.create(webhook.uri + "?CamelHttpUri=http://evil.example&Set-Cookie=a=b"),
                    body,
                    "Content-Type",
                    "application/json",
                    "CamelHttpPath",
                    "/evil",
                    "X-GitHub-Event",
                    "ping",
                    "X-GitHub-Delivery",
                    "d-1",
                    "X-Hub-Signature-256",
                    WebhookSender.signature(SignedWebhook.SECRET, body));

            assertThat(reply.status()).isEqualTo(202);
            assertThat(reply.response().headers().map().keySet())
                    .containsExactlyInAnyOrder(
                            "connection", "content-length", "content-type", "x-content-type-options");
            assertThat(flow.context().getProcessor("more")).isNotNull();
        }
    }

    private Flow polledOnce() {
        Flow flow = world.daemon();
        // The comments are the last that a poll reads: what is asked for after them is no longer its own.
        await().until(() -> world.calls().contains("GET /issues/comments"));
        await().until(() -> flow.parts().hearing().up(World.id(1).repository()));
        return flow;
    }

    private static long looked(Flow flow) {
        return flow.parts().deliveries().count(Deliveries.Outcome.TAKEN)
                + flow.parts().deliveries().count(Deliveries.Outcome.IGNORED);
    }

    private int told(String event, int issue, String state, String title) {
        return send(event, delivery(issue, state, title)).status();
    }

    private Ask.Reply send(String event, String json) {
        return webhook.send(event, json);
    }

    private static String delivery(int issue, String state, String title) {
        return SignedWebhook.issue("acme/mirror", issue, state, title);
    }
}
