package io.github.syncimage.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.flow.Flow;
import io.github.syncimage.flow.World;
import io.github.syncimage.testing.FreePort;
import io.github.syncimage.testing.Gate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code status} of a daemon that is alone with its file, over the ports of that daemon. */
@Tag("slow")
class StatusCommandTest {
    @RegisterExtension
    private final World world = new World().withoutProgress();

    private final int port = world.port("app.http_port");

    /** What {@code status} prints for who has the configuration of a world. */
    static CommandLineRun status(World world, String... options) {
        String[] settings = world.options().entrySet().stream()
                .map(option -> "--set=" + option.getKey() + "=" + option.getValue())
                .toArray(String[]::new);
        String[] words = Stream.of(Stream.of("status"), Stream.of(options), Stream.of(settings))
                .flatMap(part -> part)
                .toArray(String[]::new);
        return CommandLineRun.of(world.home.folder(), Map.of(), words);
    }

    static JsonNode json(CommandLineRun run) throws IOException {
        assertThat(run.out().lines()).hasSize(1);
        return new ObjectMapper().readTree(run.out());
    }

    /** A list of which one tag is mirrored and another one fails. */
    static void watch(World world) throws IOException {
        world.upstream.add("a/app", "1.0", LoopbackImages.index("one", "linux/amd64"));
        world.upstream.add("a/app", "2.0", LoopbackImages.index("two", "linux/amd64"));
        world.upstream.failNext(10_000, 404, call -> call.path().endsWith("/manifests/2.0"));
        Path list = world.home.folder().resolve("configs/base.yml");
        Files.writeString(list, "sync: [{source: quay.io/a/app, type: repository, all: true}]\n");
        world.with("watch.file", list.toString());
    }

    static void assertTellsOfTheList(JsonNode status) {
        JsonNode list = status.at("/watches/0");
        assertThat(list.path("name").asText()).isEqualTo("base");
        assertThat(list.at("/entries/0/tags").asInt()).isEqualTo(2);
        assertThat(list.at("/entries/0/failed_tags").asInt()).isEqualTo(1);
        assertThat(list.at("/entries/0/next_run").asText()).endsWith("Z");
        assertThat(list.at("/failing/0/image").asText()).isEqualTo("quay.io/a/app:2.0");
    }

    @Test
    void tellsWhatMovesWhatWaitsAndWhatIsLeft() throws IOException {
        world.with("page.port", String.valueOf(FreePort.find()))
                .with("limits.concurrent_requests", "1")
                .with("registries.hosts.gcr.io.bandwidth", "20MiB");
        for (int image = 1; image <= 2; image++) {
            world.upstream.add("large/app" + image, "1", LoopbackImages.index("app" + image, "linux/amd64"));
        }
        try (Gate gate = Gate.closed(world.upstream.uri(), call -> call.line().contains("/blobs/"))) {
            world.through("gcr.io", gate.uri());
            int moves = world.open("[PORTER]gcr.io/large/app1:1");
            try (Flow flow = world.daemon()) {
                await().until(gate::holds);
                int waits = world.open("[PORTER]gcr.io/large/app2:1");
                await().until(() -> flow.parts().overview().line().size() == 1);

                CommandLineRun run = status(world, "--json");
                assertThat(run.exitCode()).as(run.err()).isZero();
                JsonNode status = json(run);
                assertThat(status.path("shared").asBoolean()).isFalse();
                assertThat(status.path("database").asText())
                        .isEqualTo(world.folder.resolve("data/sync-image.db").toString());
                assertThat(status.path("daemons")).hasSize(1);
                assertThat(status.at("/daemons/0/alive").asBoolean()).isTrue();
                assertThat(status.at("/daemons/0/ready").asBoolean()).isTrue();
                assertThat(status.at("/running/0/issue").asInt()).isEqualTo(moves);
                assertThat(status.at("/queue/0/issue").asInt()).isEqualTo(waits);
                assertThat(status.at("/queue/0/position").asInt()).isEqualTo(1);
                assertThat(status.path("held")).isEmpty();
                assertThat(status.path("watches").isArray()).isTrue();
                assertThat(status.at("/limits/0/of").asText()).isEqualTo("github");
                assertThat(status.at("/limits/0/remaining").asInt()).isPositive();
                assertThat(status.path("limits")).anySatisfy(limit -> {
                    assertThat(limit.path("name").asText()).isEqualTo("gcr.io");
                    assertThat(limit.path("bandwidth").asLong()).isEqualTo(20L << 20);
                });

                run = status(world);
                assertThat(run.exitCode()).isZero();
                assertThat(run.out())
                        .contains("one daemon with ", ": 1 alive", "worked on: 1", "in line: 1", "held: nothing")
                        .contains("  acme/mirror#" + moves + " by alice: gcr.io/large/app1:1 since ")
                        .contains("  1. acme/mirror#" + waits + " by alice: gcr.io/large/app2:1 since ")
                        .contains("watch lists: nothing", "  github token: ")
                        .containsPattern("  registry gcr.io, .*, at most 20.0 MiB a second")
                        .doesNotContain(World.TOKEN);
                gate.open();
                world.awaitClosed(moves, waits);
            }
        }
    }

    @Test
    void tellsHowWatchListsStand() throws IOException {
        watch(world);
        try (Flow flow = world.daemon()) {
            await().until(() ->
                    json(status(world, "--json")).at("/watches/0/entries/0").has("next_run"));
            assertTellsOfTheList(json(status(world, "--json")));
            CommandLineRun run = status(world);
            assertThat(run.exitCode()).isZero();
            assertThat(run.out())
                    .contains("watch lists: 1", "  base: 2 tags, 1 of them fail, goes on at 2")
                    .contains("    quay.io/a/app:2.0 since 2", "has no tag 2.0");
        }
    }

    @Test
    void oneThatIsNotReadyLivesAllTheSame() throws IOException {
        try (Flow flow = world.daemon()) {
            flow.parts().conditions().begins("github", "GitHub is away", true);
            CommandLineRun run = status(world, "--json");
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(json(run).at("/daemons/0/ready").asBoolean(true)).isFalse();
            assertThat(status(world).out()).contains("not ready: /observe/health/ready says why");
        }
    }

    @Test
    void oneThatLivesNoMoreIsAFailureOfALine() {
        try (Flow flow = world.daemon()) {
            assertThat(status(world).exitCode()).isZero();
        }
        CommandLineRun run = status(world);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .contains("no daemon answers at http://127.0.0.1:" + port + "/observe/health/ready")
                .doesNotContain("\tat ");
    }

    @Test
    void oneWithoutAPortCannotBeAsked() {
        try (Flow flow = world.with("app.http_port", "0").daemon()) {
            CommandLineRun run = status(world);
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("app.http_port is 0");
        }
    }
}
