package io.github.syncimage.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.concurrent.Lease;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.flow.Flow;
import io.github.syncimage.flow.World;
import io.github.syncimage.testing.Gate;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another daemon takes a run over while its copy is at work here, which looks again after a minute. */
@Tag("slow")
class LostLeaseFlowTest {
    @TempDir
    private Path folder;

    @Test
    void whoIsLateSetsNoTagAndWritesNothing() throws Exception {
        try (World world = new World(folder);
                Gate gate =
                        Gate.closed(world.upstream.uri(), call -> call.line().contains("/blobs/"))) {
            world.upstream.add("google-samples/hello-app", "1.0", LoopbackImages.index("hello", "linux/amd64"));
            int issue = world.open(World.HELLO);
            AtomicInteger asked = new AtomicInteger();
            Lease lost = () -> {
                asked.incrementAndGet();
                return false;
            };
            try (Flow flow =
                    world.withoutProgress().through("gcr.io", gate.uri()).daemon()) {
                Leases leases = flow.context().getRegistry().lookupByNameAndType("leases", Leases.class);
                await().until(() ->
                        !gate.calls().isEmpty() && world.github.comments(issue).size() == 1);
                await().until(gate::holds);
                String comment = world.github.comments(issue).get(0).body();
                List<String> writes = world.writes();

                leases.hold("acme/mirror#" + issue, lost);
                gate.open();
                await().until(() -> asked.get() >= 2);
                await().until(() -> flow.parts().runs().size() == 0);

                assertThat(world.writes()).isEqualTo(writes);
                assertThat(world.github.comments(issue).get(0).body()).isEqualTo(comment);
                assertThat(world.github.issue(issue).open()).isTrue();
                assertThat(tagged(world)).as("nothing shows under the tag").isFalse();

                leases.end("acme/mirror#" + issue, lost);
                world.awaitClosed(issue);
            }
            assertThat(world.github.issue(issue).labels()).contains("success");
            assertThat(tagged(world)).isTrue();
        }
    }

    private static boolean tagged(World world) {
        return world.target.calls().stream()
                .anyMatch(call -> call.method().equals("PUT") && call.path().endsWith("/manifests/1.0"));
    }
}
