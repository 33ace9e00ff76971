package io.github.syncimage.github.webhook;

import io.github.syncimage.demo.Ask;
import io.github.syncimage.demo.WebhookSender;
import io.github.syncimage.flow.World;
import io.github.syncimage.testing.FreePort;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** What GitHub sends to a flow whose webhook this is. */
public final class SignedWebhook {
    static final String SECRET = "a secret of this test's";

    final URI uri;
    private final AtomicInteger ids = new AtomicInteger();

    /** From the first poll to the end of the test only the webhook tells of anything. */
    public SignedWebhook(World world) {
        int port = FreePort.find();
        uri = URI.create("http://127.0.0.1:" + port + "/webhook/github");
        world.with("github.poll_interval", "1h")
                .with("webhook.port", String.valueOf(port))
                .with("github.webhook_secret", SECRET);
    }

    /** Each time another delivery: GitHub's tell when something happened, and are never the same twice. */
    public Ask.Reply send(String event, String json) {
        int id = ids.incrementAndGet();
        return sendAs(event, "d-" + id, json.replaceFirst("^\\{", "{\"nth\": " + id + ", "));
    }

    /** As it stands there, which may be a second time. */
    Ask.Reply sendAs(String event, String id, String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        return Ask.ask(
                "POST",
                uri,
                body,
                "Content-Type",
                "application/json",
                "X-GitHub-Event",
                event,
                "X-GitHub-Delivery",
                id,
                "X-Hub-Signature-256",
                WebhookSender.signature(SECRET, body));
    }

    /** @param repository {@code owner/name} */
    public static String issue(String repository, int issue, String state, String title) {
        return "{\"action\": \"opened\", \"issue\": {\"number\": " + issue + ", \"state\": \"" + state
                + "\", \"title\": \"" + title + "\"}, \"repository\": {\"full_name\": \"" + repository + "\"}}";
    }

    static String comment(String repository, int issue, String text) {
        return issue(repository, issue, "open", "x")
                .replace(
                        "\"action\"",
                        "\"comment\": {\"body\": \"" + text + "\", \"user\": {\"login\": \"ann\"}}, \"action\"");
    }
}
