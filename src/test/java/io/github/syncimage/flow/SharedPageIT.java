package io.github.syncimage.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.syncimage.demo.http.Ask;
import io.github.syncimage.store.MirrorStore;
import io.github.syncimage.store.PostgresServer;
import io.github.syncimage.testing.FreePort;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of a daemon that shares the work with another, over a real PostgreSQL. */
class SharedPageIT {
    @TempDir
    private Path folder;

    private final int port = FreePort.find();

    @Test
    void showsHowFarTheImagesOfTheOthersAre() throws IOException {
        try (PostgresServer postgres = new PostgresServer();
                World world = new World(folder).withoutProgress();
                SlowLine line = new SlowLine(world.upstream.uri())) {
            world.with("app.database_url", postgres.url()).through("gcr.io", line.uri());
            world.upstream.add("google-samples/hello-app", "1.0", PageFlowTest.large(16 * SlowLine.PIECE));
            int issue = world.open(World.HELLO);
            world.with("app.node", "poller").with("app.role", "poller").with("page.port", String.valueOf(port));
            try (Flow poller = world.daemon()) {
                world.with("app.node", "worker").with("app.role", "worker").with("page.port", "0");
                try (Flow worker = world.daemon()) {
                    await().until(() -> PageFlowTest.allKnown(running()));
                    line.let(6);
                    await().until(() -> PageFlowTest.sum(running(), "moved") > 0);
                    long moved = PageFlowTest.sum(running(), "moved");
                    line.let(6);
                    await().until(() -> PageFlowTest.sum(running(), "moved") > moved);
                    assertThat(running().path("issue").asInt()).isEqualTo(issue);
                    line.open();
                    world.awaitClosed(issue);
                }
                await().until(() -> now().path("running").isEmpty());
                assertThat(now().path("answers").path(0).path("outcome").asText())
                        .isEqualTo("mirrored");
            }
            try (MirrorStore store = MirrorStore.open(folder, postgres.url())) {
                assertThat(store.progress().all()).isEmpty();
            }
        }
    }

    private JsonNode now() {
        return Ask.get(URI.create("http://127.0.0.1:" + port + "/api/v1/now")).json();
    }

    private JsonNode running() {
        return now().path("running").path(0);
    }
}
