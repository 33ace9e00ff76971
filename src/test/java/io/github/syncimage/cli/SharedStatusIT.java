package io.github.syncimage.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.syncimage.flow.Flow;
import io.github.syncimage.flow.World;
import io.github.syncimage.store.PostgresServer;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code status} of daemons that share a real PostgreSQL, which alone is asked: none of them opens a port. */
class SharedStatusIT {
    private final PostgresServer server = new PostgresServer();

    @RegisterExtension
    private final World world =
            new World().with("app.database_url", server.url()).with("app.node", "one");

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void tellsHowWatchListsStandWhicheverDaemonGoesThroughThem() throws IOException {
        StatusCommandTest.watch(world);
        world.with("registries.hosts.quay.io.bandwidth", "20MiB");
        try (Flow flow = world.daemon()) {
            await().until(() -> StatusCommandTest.json(StatusCommandTest.status(world, "--json"))
                    .at("/watches/0/entries/0")
                    .has("next_run"));
            CommandLineRun run = StatusCommandTest.status(world, "--json");
            assertThat(run.exitCode()).as(run.err()).isZero();
            StatusCommandTest.assertTellsOfTheList(StatusCommandTest.json(run));
            assertThat(StatusCommandTest.status(world).out()).contains("  registry quay.io, at most 20.0 MiB a second");
        }
    }

    @Test
    void isAFailureWhereNoDaemonWithThisConfigurationLives() throws IOException {
        CommandLineRun before = StatusCommandTest.status(world, "--json");
        assertThat(before.exitCode()).isEqualTo(1);
        assertThat(StatusCommandTest.json(before).path("daemons")).isEmpty();

        try (Flow flow = world.daemon()) {
            await().until(() -> StatusCommandTest.status(world).exitCode() == 0);
            world.with("github.label", "other");
            CommandLineRun stranger = StatusCommandTest.status(world, "--json");
            assertThat(stranger.exitCode()).isEqualTo(1);
            JsonNode daemon = StatusCommandTest.json(stranger).at("/daemons/0");
            assertThat(daemon.path("node").asText()).isEqualTo("one");
            assertThat(daemon.path("alive").asBoolean()).isTrue();
            assertThat(daemon.path("same_team").asBoolean(true)).isFalse();
            assertThat(StatusCommandTest.status(world).out()).contains("1 alive", "of another team");
        }
    }

    @Test
    void isAFailureWhereTheDatabaseCannotBeAsked() {
        server.stop();
        CommandLineRun run = StatusCommandTest.status(world);
        server.start();
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("postgresql://127.0.0.1").doesNotContain(PostgresServer.PASSWORD, "\tat ");
    }
}
