package io.github.syncimage.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.syncimage.demo.Ask;
import io.github.syncimage.demo.Flavour;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.demo.SampleImage;
import io.github.syncimage.demo.SampleImages;
import io.github.syncimage.page.ApiDescription;
import io.github.syncimage.page.Assets;
import io.github.syncimage.page.EventReader;
import io.github.syncimage.testing.Gate;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the page says of requests, through the daemon. */
@Tag("slow")
class PageFlowTest {
    private static final String SOURCE = "gcr.io/google-samples/hello-app:1.0";

    @RegisterExtension
    private final World world = new World().withoutProgress();

    private final URI root = URI.create("http://127.0.0.1:" + world.port("page.port") + "/");

    /** An image for two platforms, with a layer of so many bytes each. */
    static SampleImage large(int bytes) {
        return SampleImages.index(
                Flavour.OCI,
                List.of(
                        SampleImages.image(Flavour.OCI, "linux/amd64", List.of(LoopbackImages.random(1, bytes))),
                        SampleImages.image(Flavour.OCI, "linux/arm64", List.of(LoopbackImages.random(2, bytes)))),
                List.of("linux/amd64", "linux/arm64"),
                List.of());
    }

    private JsonNode now() {
        Ask.Reply reply = Ask.get(root.resolve("api/v1/now"));
        assertThat(reply.status()).isEqualTo(200);
        ApiDescription.assertIs("Now", reply.response().body());
        return reply.json();
    }

    /** The next that is made: there is one a second. */
    private JsonNode another() {
        String before = now().path("at").asText();
        await().until(() -> !now().path("at").asText().equals(before));
        return now();
    }

    private static List<String> texts(JsonNode list, String name) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(one -> one.path(name).asText())
                .toList();
    }

    @Test
    void barsOfEachPlatformGrowAndNeverShrink() throws IOException {
        world.upstream.add("google-samples/hello-app", "1.0", large(16 * SlowLine.PIECE));
        int issue = world.open(World.HELLO);
        ObjectMapper json = new ObjectMapper();
        try (SlowLine line = new SlowLine(world.upstream.uri())) {
            world.through("gcr.io", line.uri());
            try (Flow flow = world.daemon();
                    EventReader events = new EventReader(root.resolve("api/v1/events"))) {
                await().until(() -> allKnown(now().path("running").path(0)));
                JsonNode run = now().path("running").path(0);
                List<Long> steps = new ArrayList<>();
                while (steps.size() < 3) {
                    line.let(2);
                    JsonNode next = another().path("running").path(0);
                    assertThat(sum(next, "moved")).isGreaterThanOrEqualTo(sum(run, "moved"));
                    if (sum(next, "moved") > sum(run, "moved")) {
                        steps.add(sum(next, "moved"));
                    }
                    run = next;
                }
                JsonNode image = run.path("images").path(0);
                assertThat(image.path("source").asText()).isEqualTo(SOURCE);
                assertThat(image.path("target").asText()).isEqualTo(world.target.host() + "/mirrored/hello-app:1.0");
                assertThat(image.path("bytes_per_second").isNumber()).isTrue();
                assertThat(texts(image.path("platforms"), "platform"))
                        .containsExactlyInAnyOrder("linux/amd64", "linux/arm64");
                assertThat(run.path("issue").asInt()).isEqualTo(issue);
                assertThat(run.path("repository").asText()).isEqualTo("acme/mirror");
                assertThat(run.path("user").asText()).isEqualTo("alice");
                assertThat(run.path("started").asText()).endsWith("Z");
                line.open();
                world.awaitClosed(issue);
                JsonNode heard = json.readTree(events.event());
                while (!heard.path("running").isEmpty() || heard.path("answers").isEmpty()) {
                    heard = json.readTree(events.event());
                }
                JsonNode answer = heard.path("answers").path(0);
                assertThat(answer.path("outcome").asText()).isEqualTo("mirrored");
                assertThat(answer.path("source").asText()).isEqualTo(SOURCE);
                assertThat(answer.path("visibility").asText()).isEqualTo("public");
                assertThat(answer.path("size").asLong()).isGreaterThan(steps.get(2));
            }
        }
        // Kept over a restart.
        try (Flow again = world.daemon()) {
            assertThat(texts(now().path("answers"), "source")).containsExactly(SOURCE);
        }
    }

    static boolean allKnown(JsonNode run) {
        JsonNode platforms = run.path("images").path(0).path("platforms");
        return platforms.size() == 2
                && StreamSupport.stream(platforms.spliterator(), false).allMatch(one -> one.has("total"));
    }

    static long sum(JsonNode run, String name) {
        return StreamSupport.stream(run.path("images").path(0).path("platforms").spliterator(), false)
                .mapToLong(one -> one.path(name).asLong())
                .sum();
    }

    @Test
    void theLineHasPlacesAndWhatWaitsForALimitTheTime() {
        world.with("limits.concurrent_requests", "1");
        for (int i = 1; i <= 3; i++) {
            world.upstream.add("large/app" + i, "1", large(SlowLine.PIECE));
        }
        world.upstream.limitRate(1, call -> call.path().contains("/library/held/"), java.time.Duration.ofMinutes(10));
        try (SlowLine line = new SlowLine(world.upstream.uri())) {
            world.through("quay.io", line.uri());
            int held = world.open("tomasz", "[PORTER]docker.io/library/held:1");
            try (Flow flow = world.daemon()) {
                await().until(() -> now().path("held").size() == 1);
                JsonNode waits = now().path("held").path(0);
                assertThat(waits.path("issue").asInt()).isEqualTo(held);
                assertThat(waits.path("host").asText()).isEqualTo("docker.io");
                assertThat(waits.path("until").asText()).endsWith("Z");
                assertThat(texts(waits.path("images"), "source")).containsExactly("docker.io/library/held:1");
                for (int i = 1; i <= 3; i++) {
                    world.open("bob", "[PORTER]quay.io/large/app" + i + ":1");
                }
                // While a poll takes them one by one, two stand in the line before the first is at its worker.
                await().until(
                                () -> now().path("queue").findValuesAsText("source"),
                                List.of("quay.io/large/app2:1", "quay.io/large/app3:1")::equals);
                await().until(() -> now().path("running").size() == 1);
                JsonNode queue = now().path("queue");
                assertThat(texts(queue, "position")).containsExactly("1", "2");
                assertThat(texts(queue.path(0).path("images"), "source")).containsExactly("quay.io/large/app2:1");
                assertThat(queue.path(0)
                                .path("images")
                                .path(0)
                                .path("platforms")
                                .toString())
                        .isEqualTo("[\"linux/amd64\",\"linux/arm64\"]");
                assertThat(queue.path(0).has("seconds_to_start"))
                        .as("nobody knows before a few were mirrored")
                        .isFalse();
                line.open();
                await().until(() -> now().path("answers").size() == 4);
                assertThat(texts(now().path("answers"), "outcome"))
                        .containsExactlyInAnyOrder("mirrored", "mirrored", "mirrored", "waiting");
            }
        }
    }

    @Test
    void ofALongLineTheBeginningIsSentToAllAndTheRestToWhoAsks() {
        world.with("limits.concurrent_requests", "1")
                .with("github.comments_per_hour", "0")
                .with("github.writes_per_minute", "0");
        Gate gate = world.gateBlobs();
        for (int issue = 0; issue < 103; issue++) {
            world.open(World.HELLO);
        }
        try (Flow flow = world.daemon()) {
            // Before all are taken, and the first is at its worker, there may be as many for a moment.
            await().until(() -> gate.holds() && flow.parts().runs().size() == 103);
            await().until(() -> now().path("queue_total").asInt() == 102);
            assertThat(now().path("queue")).hasSize(100);
            Ask.Reply whole = Ask.get(root.resolve("api/v1/queue"));
            ApiDescription.assertIs("Queue", whole.text());
            assertThat(texts(whole.json().path("queue"), "position"))
                    .hasSize(102)
                    .endsWith("102");
            // What is in work would be waited for.
            flow.parts().limits().stop();
            gate.open();
        }
    }

    @Test
    void textOfStrangersStaysData() {
        // Of one image the whole title is told, of several the part that is none.
        world.with("limits.images_per_issue", "1");
        String hostile = "[PORTER]gcr.io/<img src=x onerror=alert(1)>\"}</script>:1";
        int issue = world.open("eve", hostile);
        try (Flow flow = world.daemon()) {
            world.awaitClosed(issue);
            await().until(() -> now().path("answers").size() == 1);
            JsonNode answer = now().path("answers").path(0);
            assertThat(answer.path("outcome").asText()).isEqualTo("refused");
            assertThat(answer.path("reason").asText()).isNotEmpty();
            assertThat(answer.path("source").asText()).contains("<img src=x onerror=alert(1)>");
            assertThat(Ask.get(root.resolve("api/v1/now")).header("Content-Type"))
                    .isEqualTo("application/json");
        }
    }

    @Test
    void secretsAppearNowhere() {
        world.with("registries.generic.username", "pusher-name")
                .with("registries.generic.password", "pusher-password")
                .with("github.webhook_secret", "webhook-secret-of-32-characters-")
                .with("registries.hosts.gcr.io.proxy", "http://proxy-user:proxy-password@127.0.0.1:1");
        int issue = world.open(World.HELLO);
        try (Flow flow = world.daemon()) {
            await().until(() -> now().path("answers").size() == 1);
            List<String> paths = new ArrayList<>(Assets.read().keySet());
            paths.addAll(List.of(
                    "",
                    "nothing",
                    "badge.svg?image=" + SOURCE,
                    "feed.atom",
                    "api/v1/meta.json",
                    "api/v1/now",
                    "api/v1/queue",
                    "api/v1/catalogue",
                    "api/v1/catalogue.json",
                    "api/v1/details/00.json",
                    "api/v1/details?target=" + world.target.host() + "/mirrored/hello-app:1.0",
                    "api/v1/explain?title=" + SOURCE));
            for (String path : paths) {
                Ask.Reply reply = Ask.get(root.resolve(path));
                assertThat(reply.text() + reply.response().headers().map())
                        .doesNotContain(
                                World.TOKEN,
                                "pusher-name",
                                "pusher-password",
                                "webhook-secret",
                                "proxy-user",
                                "proxy-password",
                                world.folder.toString(),
                                world.upstream.uri().getAuthority(),
                                world.github.apiUrl().getAuthority() + "/api");
            }
            assertThat(now().path("answers").path(0).path("issue").asInt()).isEqualTo(issue);
        }
    }

    @Test
    void aCommentLeadsToItsRequest() {
        world.with("page.url", "https://mirror.example.com/porter").with("limits.concurrent_requests", "1");
        world.upstream.add("google-samples/hello-app", "1.0", large(SlowLine.PIECE));
        int issue = world.open(World.HELLO);
        try (SlowLine line = new SlowLine(world.upstream.uri())) {
            world.through("gcr.io", line.uri());
            try (Flow flow = world.daemon()) {
                await().until(() -> world.github.comments(issue).size() == 1);
                assertThat(world.comment(issue))
                        .contains("(https://mirror.example.com/porter/#request=acme/mirror/" + issue + ")");
                line.open();
                world.awaitClosed(issue);
                assertThat(world.comment(issue))
                        .contains("✅", "(https://mirror.example.com/porter/#request=acme/mirror/" + issue + ")");
            }
        }
    }

    @Test
    void metaSaysWhatItIsAboutAndWhereOneAsks() {
        try (Flow flow = world.daemon()) {
            JsonNode meta = Ask.get(root.resolve("api/v1/meta.json")).json();
            ApiDescription.assertIs("Meta", meta.toString());
            assertThat(meta.path("live").asBoolean()).isTrue();
            assertThat(meta.path("target").asText()).isEqualTo(world.target.host() + "/mirrored");
            assertThat(meta.path("language").asText()).isEqualTo("en");
            assertThat(meta.path("supported").toString()).contains("\"docker.io\"", "\"gcr.io\"");
            String issues = "http://" + world.github.apiUrl().getAuthority() + "/acme/mirror/issues";
            assertThat(meta.path("issues").asText()).isEqualTo(issues);
            assertThat(meta.path("new_issue").asText()).isEqualTo(issues + "/new?template=porter.yml&title=");
            assertThat(texts(meta.path("repositories"), "repository")).containsExactly("acme/mirror");
        }
    }

    @Test
    void anOperatorsOwnHttpRouteStandsBesideIt() {
        int http = world.port("app.http_port");
        world.write(world.home.routes().resolve("hello.camel.yaml"), """
                - route:
                    id: hello
                    description: An operator's own.
                    from:
                      uri: platform-http:/hello
                      steps:
                        - setBody: { id: say, constant: hello }
                """);
        try (Flow flow = world.daemon()) {
            assertThat(Ask.get(root.resolve("api/v1/meta.json")).status()).isEqualTo(200);
            assertThat(Ask.get(root.resolve("hello")).status()).isEqualTo(404);
            assertThat(Ask.get(URI.create("http://127.0.0.1:" + http + "/hello"))
                            .text())
                    .isEqualTo("hello");
            assertThat(Ask.get(URI.create("http://127.0.0.1:" + http + "/observe/health"))
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void commandsThatEndByThemselvesOpenNone() {
        try (Flow once = world.beans().once()) {
            once.start();
            assertThat(Ask.get(root).status()).as("nobody is there").isZero();
        }
    }
}
