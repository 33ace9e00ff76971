package io.github.syncimage.flow.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.syncimage.demo.Ask;
import io.github.syncimage.demo.ExchangeCall;
import io.github.syncimage.flow.Flow;
import io.github.syncimage.page.ApiDescription;
import io.github.syncimage.settings.SettingsException;
import io.github.syncimage.testing.Gate;
import io.github.syncimage.text.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.Test;

class WatchFlowTest extends WatchedList {

    @Test
    void keepsWhatAListSaysUpToDateAndSaysHowItStands() throws IOException {
        write("{source: quay.io/a/app, type: repository, all: true, interval: 1s}");
        try (Flow flow = world.daemon()) {
            await().until(() -> target("app", "1.0"), ONE.digest()::equals);
            await().until(() -> state().contains("\"last_success\":\"2"));
            assertThat(flow.parts().watches().failedTags("base")).isZero();
            assertThat(flow.parts().watches().lastSuccess("base")).isPositive();

            world.upstream.add("a/app", "1.0", TWO);
            await().until(() -> target("app", "1.0"), TWO.digest()::equals);
            await().until(() -> state().contains("\"previous\":\"" + ONE.digest()));
            assertThat(Json.read(Files.readAllBytes(stateFile()))).containsEntry("list", "base");
        }
        assertThat(world.writes())
                .as("nothing of it is on anybody's issue, beside the list's own")
                .allMatch(call -> call.equals("POST /issues") || call.equals("PATCH /issues/1"));
    }

    @Test
    void operatorsSeeHowItStands() throws IOException {
        int port = world.port("app.http_port");
        world.upstream.add("a/app", "2.0", TWO);
        world.upstream.failNext(10_000, 404, call -> call.path().endsWith("/manifests/2.0"));
        write("{source: quay.io/a/app, type: repository, all: true}");
        URI address = URI.create("http://127.0.0.1:" + port + "/api/v1/watches");
        try (Flow flow = world.daemon()) {
            assertThat(flow.parts().watches().names()).containsExactly("base");
            await().until(() ->
                    Ask.get(address).json().at("/watches/0/entries/0").has("next_run"));
            JsonNode document = Ask.get(address).json();
            ApiDescription.assertIs("Watches", document.toString());
            assertThat(document.at("/watches/0/name").asText()).isEqualTo("base");
            JsonNode entry = document.at("/watches/0/entries/0");
            assertThat(entry.path("tags").asInt()).isEqualTo(2);
            assertThat(entry.path("failed_tags").asInt()).isEqualTo(1);
            assertThat(entry.has("last_success")).isFalse();
            JsonNode failing = document.at("/watches/0/failing/0");
            assertThat(failing.path("image").asText()).isEqualTo("quay.io/a/app:2.0");
            assertThat(failing.path("reason").asText()).contains("has no tag 2.0");
        }
    }

    @Test
    void anEditCountsAndABrokenOneChangesNothing() throws IOException {
        world.upstream.add("a/other", "1.0", TWO);
        write("{source: quay.io/a/app, type: repository, all: true, interval: 1s}");
        try (Flow flow = world.daemon()) {
            await().until(() -> target("app", "1.0"), ONE.digest()::equals);
            write("{source: quay.io/a/other, type: repository, al: true, interval: 1s}");
            world.upstream.add("a/app", "1.1", TWO);
            await().until(() -> target("app", "1.1"), TWO.digest()::equals);
            assertThat(target("other", "1.0")).isNull();

            write("{source: quay.io/a/other, type: repository, all: true, interval: 1s}");
            await().until(() -> target("other", "1.0"), TWO.digest()::equals);
            assertThat(flow.parts().watches().names()).containsExactly("base");
        }
    }

    @Test
    void peoplesRequestsComeFirst() throws IOException {
        world.upstream.add("b/asked", "1.0", TWO);
        write("{source: quay.io/a/app, type: repository, all: true}");
        // Lists are gone through when the test says so, or they could be sooner than the first poll.
        Files.writeString(world.home.camelProperties(), "watch.timer = direct:go-through-lists\n");
        int asked = world.open("[PORTER]quay.io/b/asked:1.0");
        try (Gate gate = Gate.closed(world.upstream.uri(), call -> call.line().contains("/b/asked/blobs/"));
                Flow flow = world.through("quay.io", gate.uri()).daemon();
                ProducerTemplate lists = flow.context().createProducerTemplate()) {
            await().until(gate::holds);
            lists.sendBody("direct:go-through-lists", "");
            assertThat(target("app", "1.0")).as("while the request is in work").isNull();
            gate.open();
            world.awaitClosed(asked);
            assertThat(target("asked", "1.0")).isEqualTo(TWO.digest());
            await().until(() -> {
                lists.sendBody("direct:go-through-lists", "");
                return ONE.digest().equals(target("app", "1.0"));
            });
        }
    }

    @Test
    void aListThatCannotBeReadKeepsTheDaemonFromStarting() throws IOException {
        write("{source: quay.io/a/app, type: repository, tag: {allow: [x]}}");

        assertThatThrownBy(() -> world.daemon())
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(list + ":2: sync[0].tag: unknown key");
    }

    @Test
    void aRoundForRequestsAloneGoesThroughNoList() throws Exception {
        write("{source: quay.io/a/app, type: repository, all: true}");
        world.runOnce();
        assertThat(world.upstream.calls()).extracting(ExchangeCall::path).noneMatch(path -> path.contains("/a/app/"));
    }

    private Path stateFile() {
        return world.folder.resolve("data/watch/base.json");
    }

    private String state() throws IOException {
        return Files.exists(stateFile()) ? Files.readString(stateFile()) : "";
    }
}
