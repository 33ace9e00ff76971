package io.github.syncimage.flow.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.flow.Flow;
import io.github.syncimage.flow.SharedWork;
import io.github.syncimage.flow.World;
import io.github.syncimage.store.PostgresServer;
import io.github.syncimage.testing.Gate;
import io.github.syncimage.testing.TagWrites;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two whole daemons with one PostgreSQL and one list. */
class SharedWatchIT {
    private static final List<String> TAGS = List.of("1.0", "1.1", "1.2", "1.3");

    @TempDir
    private Path folder;

    @Test
    void oneGoesThroughAListAndTheOtherGoesOnWhereItStops() throws IOException {
        try (PostgresServer server = new PostgresServer();
                World world = watching(server)) {
            try (Gate gate = Gate.closed(
                            world.upstream.uri(),
                            call -> call.line().contains("/blobs/")
                                    && world.target.tags("mirrored/app").size() == 2);
                    Flow one = world.through("quay.io", gate.uri()).daemon();
                    Flow two = world.daemon()) {
                await().until(gate::holds);
                Flow leader = leads(one) ? one : two;
                Flow other = leader == one ? two : one;
                assertThat(leads(other)).isFalse();
                int before = lists(gate);
                assertThat(before)
                        .as("both have had the time, and one has listed")
                        .isEqualTo(1);

                leader.close();
                gate.open();
                await().until(() -> other.parts().watches().lastSuccess("base") > 0);
                // Once more by the same one.
                int ended = other.parts().watches().ended("base");
                await().until(() -> other.parts().watches().ended("base") > ended);
                await().until(() -> world.github.issue(1).body().contains("| `quay.io/a/app` | 4 |"));
            }
            TagWrites.assertEachOnce(world.target, TAGS);
            assertThat(world.writes()).filteredOn("POST /issues"::equals).hasSize(1);
        }
    }

    @Test
    void whoLeadsNoMoreSetsNoTagLate() throws IOException {
        try (PostgresServer server = new PostgresServer();
                World world = watching(server);
                Gate gate =
                        Gate.closed(world.upstream.uri(), call -> call.line().contains("/blobs/"));
                Flow late = world.through("quay.io", gate.uri()).daemon()) {
            await().until(gate::holds);
            try (Flow other = world.through("quay.io", world.upstream.uri()).daemon()) {
                work(late).leadership().close();
                await().until(() -> other.parts().watches().lastSuccess("base") > 0);

                gate.open();
                await().until(() -> late.context().getInflightRepository().size("watch") == 0);
            }
            TagWrites.assertEachOnce(world.target, TAGS);
        }
    }

    /** With a list of which every tag is to be mirrored, again and again. */
    private World watching(PostgresServer server) throws IOException {
        World world = new World(folder);
        Path list = folder.resolve("configs/base.yml");
        Files.writeString(list, "sync: [{source: quay.io/a/app, type: repository, all: true, interval: 1s}]\n");
        TAGS.forEach(tag -> world.upstream.add("a/app", tag, LoopbackImages.index("app" + tag, "linux/amd64")));
        return world.with("app.database_url", server.url()).with("watch.file", list.toString());
    }

    private static int lists(Gate gate) {
        return (int) gate.calls().stream()
                .filter(call -> call.contains("/tags/list"))
                .count();
    }

    private static boolean leads(Flow flow) {
        return work(flow).leadership().leads();
    }

    private static SharedWork work(Flow flow) {
        return flow.context().getRegistry().lookupByNameAndType(SharedWork.NAME, SharedWork.class);
    }
}
