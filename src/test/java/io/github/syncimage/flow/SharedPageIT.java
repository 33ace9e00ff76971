package io.github.syncimage.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.syncimage.demo.Ask;
import io.github.syncimage.page.ApiDescription;
import io.github.syncimage.store.MirrorStore;
import io.github.syncimage.store.PostgresServer;
import io.github.syncimage.testing.FreePort;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The page of a daemon that shares the work with another, over a real PostgreSQL. */
class SharedPageIT {
    @RegisterExtension
    private final World world = new World().withoutProgress();

    private int port;
    private int operators;

    /** Once the servers are there, which take longer than what is free now may stay so. */
    private void findPorts() {
        port = FreePort.find();
        operators = FreePort.find();
    }

    @Test
    void showsHowFarTheImagesOfTheOthersAre() throws IOException {
        try (PostgresServer postgres = new PostgresServer();
                SlowLine line = new SlowLine(world.upstream.uri())) {
            world.with("app.database_url", postgres.url()).through("gcr.io", line.uri());
            world.upstream.add("google-samples/hello-app", "1.0", PageFlowTest.large(16 * SlowLine.PIECE));
            int issue = world.open(World.HELLO);
            findPorts();
            world.with("app.node", "poller")
                    .with("app.role", "poller")
                    .with("page.port", String.valueOf(port))
                    .with("app.http_port", String.valueOf(operators));
            try (Flow poller = world.daemon()) {
                world.with("app.node", "worker")
                        .with("app.role", "worker")
                        .with("page.port", "0")
                        .with("app.http_port", "0");
                try (Flow worker = world.daemon()) {
                    await().until(() -> PageFlowTest.allKnown(running()));
                    line.let(6);
                    await().until(() -> PageFlowTest.sum(running(), "moved") > 0);
                    long moved = PageFlowTest.sum(running(), "moved");
                    line.let(6);
                    await().until(() -> PageFlowTest.sum(running(), "moved") > moved);
                    assertThat(running().path("issue").asInt()).isEqualTo(issue);
                    await().untilAsserted(() -> assertTellsOfBoth(issue));
                    line.open();
                    world.awaitClosed(issue);
                }
                await().until(() -> now().path("running").isEmpty());
                await().until(() -> now().at("/answers/0/outcome").asText().equals("mirrored"));
            }
            try (MirrorStore store = MirrorStore.open(world.folder, postgres.url())) {
                assertThat(store.progress().all()).isEmpty();
            }
        }
    }

    @Test
    void teamsInOneDatabaseSeeTheirOwn() throws IOException {
        try (PostgresServer postgres = new PostgresServer()) {
            world.with("app.database_url", postgres.url());
            findPorts();
            world.with("page.port", String.valueOf(port));
            try (Flow here = world.daemon()) {
                world.with("github.label", "abroad").with("registries.generic.namespace", "abroad");
                world.with("page.port", String.valueOf(operators));
                try (Flow abroad = world.daemon()) {
                    int one = world.open(World.HELLO);
                    int other = world.github.open(World.HELLO, "", "bob", "abroad");
                    world.awaitClosed(one, other);
                    await().until(() -> assertSees(port, one, "/mirrored/hello-app:1.0"));
                    await().until(() -> assertSees(operators, other, "/abroad/hello-app:1.0"));
                }
            }
        }
    }

    /** Returns false while nothing is there yet. */
    private static boolean assertSees(int port, int issue, String target) {
        String api = "http://127.0.0.1:" + port + "/api/v1/";
        JsonNode answers = Ask.get(URI.create(api + "now")).json().path("answers");
        JsonNode images = Ask.get(URI.create(api + "catalogue")).json().path("images");
        if (answers.isEmpty() || images.isEmpty()) {
            return false;
        }
        assertThat(answers.findValuesAsText("issue")).containsExactly(String.valueOf(issue));
        assertThat(images.findValuesAsText("target")).singleElement().asString().endsWith(target);
        return true;
    }

    private void assertTellsOfBoth(int issue) {
        Ask.Reply limits = Ask.get(URI.create("http://127.0.0.1:" + operators + "/api/v1/limits"));
        ApiDescription.assertIs("Limits", limits.text());
        JsonNode nodes = limits.json().path("nodes");
        assertThat(nodes.findValuesAsText("node")).containsExactly("poller", "worker");
        assertThat(nodes.findValuesAsText("role")).containsExactly("poller", "worker");
        assertThat(nodes.findValuesAsText("leads")).containsExactly("true", "false");
        assertThat(nodes.at("/0/running")).isEmpty();
        assertThat(nodes.at("/1/running/0/issue").asInt()).isEqualTo(issue);
        assertThat(nodes.at("/1/running/0/images/0").asText()).isEqualTo("gcr.io/google-samples/hello-app:1.0");
    }

    private JsonNode now() {
        return Ask.get(URI.create("http://127.0.0.1:" + port + "/api/v1/now")).json();
    }

    private JsonNode running() {
        return now().path("running").path(0);
    }
}
