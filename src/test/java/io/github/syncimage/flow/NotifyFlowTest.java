package io.github.syncimage.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.syncimage.demo.Ask;
import io.github.syncimage.demo.LoopbackServer;
import io.github.syncimage.demo.Response;
import io.github.syncimage.flow.answer.OutcomeCounters.Result;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What receivers are told of requests, and that no answer depends on it. */
@Tag("slow")
class NotifyFlowTest {
    @RegisterExtension
    private final World world = new World().withoutProgress();

    private final LoopbackServer hook = world.closing(new LoopbackServer("hook", true, request -> Response.of(202)));

    private void receiver(String more) {
        world.write(
                world.folder.resolve("configs/config.yaml"),
                "notify:\n  - { name: deploy, kind: webhook, url: \"" + hook.uri() + "/x?key=t0psecret\"" + more
                        + " }\n");
    }

    private List<JsonNode> told() {
        return hook.calls().stream().map(call -> read(call.body()).get("data")).toList();
    }

    private static JsonNode read(String json) {
        try {
            return new ObjectMapper().readTree(json);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void eachOutcomeIsToldOnceAfterItsAnswer() {
        receiver("");
        int mirrored = world.open(World.HELLO);
        int refused = world.open(World.ABSENT);
        int present;
        try (Flow flow = world.daemon()) {
            world.awaitClosed(mirrored, refused);
            present = world.open(World.HELLO);
            world.awaitClosed(present);
            await().until(() -> hook.calls().size() == 2);
        }
        JsonNode copied = told().stream()
                .filter(event -> event.get("event").asText().equals("mirrored"))
                .findFirst()
                .orElseThrow();
        assertThat(copied.get("repository").asText()).isEqualTo("acme/mirror");
        assertThat(copied.get("issue").asInt()).isEqualTo(mirrored);
        assertThat(copied.get("user").asText()).isEqualTo("alice");
        assertThat(copied.get("url").asText()).endsWith("/acme/mirror/issues/" + mirrored);
        assertThat(copied.get("source").asText()).isEqualTo("gcr.io/google-samples/hello-app:1.0");
        assertThat(copied.get("target").asText()).isEqualTo(world.target.host() + "/mirrored/hello-app:1.0");
        assertThat(copied.get("target_digest").asText())
                .isEqualTo(World.IMAGE.digest().toString());
        assertThat(copied.get("platforms")).hasSize(2);
        assertThat(told().stream().map(event -> event.get("event").asText()).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder("mirrored", "refused");
    }

    @Test
    void whereRequestersAreHiddenNobodyIsNamed() {
        receiver("");
        world.with("page.requesters", "false");
        world.answer(World.HELLO);

        // The daemon is gone; what it had told by then is looked at with once, which waits.
        world.open(World.ABSENT);
        world.runOnce();
        assertThat(told()).isNotEmpty().allSatisfy(event -> {
            assertThat(event.has("user")).isFalse();
            assertThat(event.has("issue")).isFalse();
            assertThat(event.has("repository")).isFalse();
            assertThat(event.has("url")).isFalse();
        });
    }

    @Test
    void onceWaitsUntilAllWasTold() {
        receiver(", events: [refused]");
        world.open(World.ABSENT);
        world.open(World.HELLO);

        assertThat(world.runOnce().count(Result.REFUSED)).isOne();
        assertThat(told()).extracting(event -> event.get("event").asText()).containsExactly("refused");
    }

    @Test
    void aBrokenRouteCostsNoAnswer() {
        receiver("");
        world.edit(world.route("notify"), "uri: http:receiver", "uri: http:127.0.0.1:1");
        world.edit(
                world.route("notify"),
                "- setHeader: { name: CamelHttpUri, method: { ref: forms, method: \"address(${variable.receiver})\" } }",
                "- log: { message: x }");

        assertThat(world.answer(World.HELLO)).contains("docker pull ");
        assertThat(hook.calls()).isEmpty();
    }

    @Test
    void countsAreMetricsAndNoAddressIsInThem() throws Exception {
        receiver("");
        int port = world.port("app.http_port");
        int issue = world.open(World.HELLO);
        try (Flow flow = world.daemon()) {
            world.awaitClosed(issue);
            await().until(() -> !hook.calls().isEmpty());
            await().untilAsserted(() -> assertThat(Ask.get(URI.create("http://127.0.0.1:" + port + "/observe/metrics"))
                            .text())
                    .contains("sync_image_notifications_total{outcome=\"delivered\",receiver=\"deploy\"} 1")
                    .doesNotContain("t0psecret"));
            assertThat(flow.context().getEndpoints().toString()).doesNotContain("t0psecret");
        }
    }
}
