package io.github.syncimage.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.testing.Gate;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What meters tell of the requests that are worked on and wait. */
class QueueMetersTest {
    @RegisterExtension
    private final World world = new World().with("limits.concurrent_requests", "1");

    @Test
    void tellHowManyAreWorkedOnAndWaitAndForHowLong() {
        world.upstream.add("google-samples/hello-app", "1.1", LoopbackImages.single("other", "linux/amd64"));
        world.port("app.http_port");
        Gate gate = world.gateBlobs();
        try (Flow flow = world.daemon()) {
            assertThat(metric(flow, "working")).isZero();
            int first = world.open(World.HELLO);
            await().until(gate::holds);
            // What only a meter holds is gone after this, and is told as no number.
            System.gc();
            int second = world.open("[PORTER]gcr.io/google-samples/hello-app:1.1");
            await().until(() -> metric(flow, "waiting") == 1);

            assertThat(metric(flow, "working")).isEqualTo(1);
            assertThat(metric(flow, "held")).isZero();
            await().until(() -> oldest(flow) > 0);
            gate.open();
            world.awaitClosed(first, second);
            await().until(() -> metric(flow, "working") + metric(flow, "waiting") + oldest(flow) == 0);
        }
    }

    private static double metric(Flow flow, String state) {
        return registry(flow)
                .get("sync.image.queue")
                .tag("state", state)
                .gauge()
                .value();
    }

    private static double oldest(Flow flow) {
        return registry(flow).get("sync.image.queue.oldest").gauge().value();
    }

    private static MeterRegistry registry(Flow flow) {
        return flow.context().getRegistry().findSingleByType(MeterRegistry.class);
    }
}
