package io.github.syncimage.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.demo.Ask;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.demo.WebhookSender;
import io.github.syncimage.testing.FreePort;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built program hears of an issue by GitHub's webhook; its poll comes every five minutes. */
class WebhookIT {
    private static final String SECRET = "0123456789abcdef";

    @TempDir
    private Path folder;

    private final int port = FreePort.find();
    private Place place;

    @BeforeEach
    void open() throws Exception {
        place = new Place(folder);
        for (String tag : List.of("1", "2")) {
            place.push("acme/app", tag, LoopbackImages.index("app" + tag, "linux/amd64", "linux/arm64"));
        }
    }

    @AfterEach
    void close() {
        place.close();
    }

    @Test
    void killedBetweenDeliveryAndCommentTheNextStartAnswersAndHearsOfMoreAlthoughThePollIsFarAway() throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        CountDownLatch killed = new CountDownLatch(1);
        int issue;
        try (Program daemon = start()) {
            awaitPort(daemon);
            issue = place.request("[PORTER]ghcr.io/acme/app:1");
            place.github.before(call -> call.path().endsWith("/issues/" + issue), () -> {
                kill(daemon, answered);
                killed.countDown();
            });
            assertThat(deliver("issues", issue)).isEqualTo(202);
            answered.countDown();
            killed.await();
        }
        assertThat(place.github.comments(issue)).isEmpty();
        try (Program daemon = start()) {
            place.awaitClosed(issue);
            place.assertMirrored(issue, "ghcr.io/acme/app:1", "app:1");

            awaitPort(daemon);
            int next = place.request("[PORTER]ghcr.io/acme/app:2");
            assertThat(deliver("issues", next)).isEqualTo(202);
            place.awaitClosed(next);
            place.assertMirrored(next, "ghcr.io/acme/app:2", "app:2");
            daemon.terminate();
        }
    }

    /** The issue is read beside the answer to the delivery, and often sooner. */
    private static void kill(Program daemon, CountDownLatch answered) {
        try {
            answered.await();
            daemon.kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Program start() throws IOException {
        return Program.start(
                folder,
                "run",
                "-c",
                folder.resolve("operator.yaml").toString(),
                "--set",
                "github.poll_interval=5m",
                "--set",
                "webhook.port=" + port,
                "--set",
                "github.webhook_secret=" + SECRET);
    }

    /** By then the poll at the start has been answered as well: what comes later is not seen by it. */
    private void awaitPort(Program daemon) {
        await().untilAsserted(
                        () -> assertThat(deliver("ping", 1)).as(daemon.err()).isEqualTo(202));
        // The comments are the last that a poll reads.
        await().until(() ->
                place.github.calls().stream().anyMatch(call -> call.path().endsWith("/issues/comments")));
    }

    private int deliver(String event, int issue) {
        long now = System.nanoTime();
        byte[] body = ("{\"action\": \"opened\", \"at\": " + now + ", \"issue\": {\"number\": " + issue
                        + ", \"state\": \"open\"}, \"repository\": {\"full_name\": \"acme/mirror\"}}")
                .getBytes(StandardCharsets.UTF_8);
        return Ask.ask(
                        "POST",
                        URI.create("http://127.0.0.1:" + port + "/webhook/github"),
                        body,
                        "Content-Type",
                        "application/json",
                        "X-GitHub-Event",
                        event,
                        "X-GitHub-Delivery",
                        event + "-" + now,
                        "X-Hub-Signature-256",
                        WebhookSender.signature(SECRET, body))
                .status();
    }
}
