package io.github.syncimage.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.SoftAssertions.assertSoftly;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.syncimage.demo.Ask;
import io.github.syncimage.page.ApiDescription;
import io.github.syncimage.testing.Gate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

/** What the operator's view tells of the routes while they run, over HTTP. */
@Tag("slow")
class OperatorViewTest {
    @RegisterExtension
    private final World world =
            new World().with("app.http_hosts", "mirror.intern").with("registries.hosts.gcr.io.bandwidth", "20MiB");

    private final int port = world.port("app.http_port");
    private final Gate gate = world.gate("gcr.io", call -> true);
    private final Flow flow = world.daemon();

    @AfterEach
    void close() {
        gate.open();
        flow.close();
    }

    @Test
    void tellsWhereMessagesAreAndHowManyWentThrough() {
        int issue = world.open(World.HELLO);
        await().until(() -> step("mirror-image", "upstream").get("here").asInt() == 1);
        assertThat(route("mirror-image").get("inflight").asInt()).isEqualTo(1);
        assertThat(route("mirror-image").get("total").asInt()).isZero();
        gate.open();
        world.awaitClosed(issue);

        await().untilAsserted(() -> {
            JsonNode mirror = route("mirror-image");
            assertThat(mirror.get("total").asInt()).isEqualTo(1);
            assertThat(mirror.get("failed").asInt()).isZero();
            assertThat(mirror.get("inflight").asInt()).isZero();
            assertThat(step("mirror-image", "copy-platform").get("done").asInt())
                    .isEqualTo(2);
            assertThat(step("mirror-image", "upstream").get("mean_ms").asInt()).isPositive();
            assertThat(step("serve-images", "one-image").get("calls").asText()).isEqualTo("mirror-image");
        });
        assertThat(document().at("/problems")).isEmpty();
    }

    @Test
    void countsWhatFailedAlsoWhereTheRouteAnswersForIt() {
        gate.open();
        world.awaitClosed(world.open(World.ABSENT));
        await().untilAsserted(() ->
                assertThat(route("mirror-image").get("failed").asInt()).isEqualTo(1));
        assertThat(route("serve-images").get("failed").asInt()).isZero();
    }

    @Test
    void goesOnCountingWhenARouteIsEdited() {
        gate.open();
        world.awaitClosed(world.open(World.HELLO));
        edit("mirror-image", "description: Asks", "description: First asks");
        await().until(() -> route("mirror-image").get("description").asText().startsWith("First asks"));
        assertThat(route("mirror-image").get("total").asInt()).isEqualTo(1);
        world.awaitClosed(world.open(World.HELLO));
        await().untilAsserted(() -> {
            assertThat(step("serve-images", "images").get("done").asInt()).isEqualTo(2);
            assertThat(step("serve-images", "images").get("here").asInt()).isZero();
        });
    }

    @Test
    void showsABrokenEditAtItsRouteUntilItIsMended() {
        edit("post-process", "- choice:", "- chioce:");
        await().until(() -> route("post-process").has("problem"));
        assertThat(route("post-process").get("problem").asText()).contains("chioce");
        assertThat(document().at("/problems")).isEmpty();
        assertThat(route("poll-issues").has("problem")).isFalse();

        edit("post-process", "- chioce:", "- choice:");
        await().until(() -> !route("post-process").has("problem"));
    }

    @Test
    void showsAFileThatIsNoRouteYetByItsName() {
        Path fresh = world.home.routes().resolve("fresh.camel.yaml");
        world.write(fresh, "- route: { id: fresh, from: { uri: 'nothing://ann:secret@here?password=x' } }\n");
        await().until(() -> document().at("/problems/0/file").asText().equals("routes/fresh.camel.yaml"));
        assertThat(document().at("/problems/0/message").asText())
                .contains("nothing")
                .doesNotContain("secret", "password", world.folder.toString());
    }

    @Test
    void tellsLimitsAndWhatWaitsForThem() {
        world.upstream.limitRate(1000, call -> true, Duration.ofHours(1));
        gate.open();
        world.open(World.HELLO);
        await().until(() -> limits().at("/hosts/0/held").asInt() == 1);
        assertThat(limits().at("/hosts/0/host").asText()).isEqualTo("gcr.io");
        assertThat(limits().at("/hosts/0/bandwidth").asLong()).isEqualTo(20L << 20);
        assertThat(Instant.parse(limits().at("/hosts/0/closed_until").asText())).isAfter(Instant.now());
        assertThat(limits().at("/github/remaining").asInt()).isPositive();
        assertThat(limits().at("/github/limit").asInt()).isEqualTo(5000);
        assertThat(limits().at("/github/away_seconds").asInt()).isZero();
    }

    @Test
    void tellsTheLatestWarningsWithoutSecrets() {
        String name = "warning-" + port;
        LoggerFactory.getLogger(OperatorViewTest.class)
                .warn("{}: no answer from https://ann:secret@quay.io/v2/?token=secret <b>", name);
        await().untilAsserted(() -> assertThat(limits().get("warnings").findValuesAsText("text"))
                .contains(name + ": no answer from https://quay.io/v2/ <b>"));
    }

    @Test
    void answersWhoAsksByAnAddressOrAConfiguredName() {
        assertSoftly(softly -> {
            for (String row : List.of(
                    "/api/v1/flow evil.example 421",
                    "/api/v1/limits evil.example:8080 421",
                    "/ evil.example 421",
                    "/nothing evil.example 421",
                    "/api/v1/flow mirror.intern 200",
                    "/api/v1/flow localhost:8080 200",
                    "/api/v1/flow [::1]:8080 200",
                    "/api/v1/flow LOCALHOST 200",
                    "/api/v1/flow Mirror.Intern 200",
                    "/api/v1/flow localhost.evil.example 421",
                    "/api/v1/flow 127.0.0.1.evil.example 421",
                    "/api/v1/flow 1.evil.example 421",
                    "/api/v1/flow intern 421",
                    "/api/v1/flow x.mirror.intern 421",
                    "/api/v1/flow [evil] 421",
                    "/api/v1/flow cafe 421",
                    "/nothing 127.0.0.1 404",
                    "/observe/metrics evil.example 200",
                    "/observe/health/live sync-image:8080 200")) {
                String[] words = row.split(" ");
                softly.assertThat(ask("GET " + words[0], words[1])).as(row).startsWith("HTTP/1.1 " + words[2] + " ");
            }
        });
    }

    @Test
    void changesNothingAndSaysWhatABrowserMayDo() {
        assertThat(ask("POST /api/v1/flow", "localhost"))
                .startsWith("HTTP/1.1 405 ")
                .contains("GET, HEAD");
        assertThat(ask("HEAD /api/v1/flow", "localhost"))
                .startsWith("HTTP/1.1 200 ")
                .doesNotContain("poll-issues");
        for (String path : List.of("/api/v1/flow", "/nothing")) {
            assertThat(ask("GET " + path, "localhost").toLowerCase(Locale.ROOT))
                    .contains("content-security-policy: default-src 'none'; script-src 'self'")
                    .contains("x-content-type-options: nosniff")
                    .contains("referrer-policy: no-referrer")
                    .contains("cross-origin-resource-policy: same-origin")
                    .doesNotContain("access-control", "set-cookie");
        }
    }

    /** The whole answer. */
    private String ask(String call, String host) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream()
                    .write((call + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n").getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void edit(String route, String from, String to) {
        world.edit(world.route(route), from, to);
    }

    private JsonNode document() {
        return json("/api/v1/flow");
    }

    private JsonNode limits() {
        return json("/api/v1/limits");
    }

    private JsonNode json(String path) {
        Ask.Reply answer = Ask.get(URI.create("http://127.0.0.1:" + port + path));
        assertThat(answer.status()).isEqualTo(200);
        ApiDescription.assertIs(path.endsWith("flow") ? "Flow" : "Limits", answer.text());
        return answer.json();
    }

    private JsonNode route(String id) {
        return byId(document().get("routes")).get(id);
    }

    private JsonNode step(String route, String id) {
        return byId(route(route).get("steps")).get(id);
    }

    private static Map<String, JsonNode> byId(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .collect(Collectors.toMap(node -> node.get("id").asText(), node -> node));
    }
}
