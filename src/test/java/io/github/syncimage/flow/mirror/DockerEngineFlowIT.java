package io.github.syncimage.flow.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.copy.manifest.ImageIndex;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.flow.World;
import io.github.syncimage.testing.Dockerd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;

/** From an issue to its comment where {@code copy.engine} is a real Docker daemon. */
@EnabledIf(
        value = "io.github.syncimage.testing.Dockerd#possible",
        disabledReason = "only root can start a Docker daemon: nothing of copy.engine docker is tested")
class DockerEngineFlowIT {
    @RegisterExtension
    private final World world = new World();

    @Test
    void anIssueIsAnsweredWithWhatTheDaemonCarried() throws Exception {
        try (Dockerd dockerd = Dockerd.start()) {
            world.with("copy.engine", "docker").environment("DOCKER_HOST", dockerd.address());
            world.upstream.add(
                    "google-samples/hello-app",
                    "1.0",
                    LoopbackImages.indexWithAttestations("hello", "linux/amd64", "linux/arm64", "linux/s390x"));
            int good = world.open(World.HELLO);
            int absent = world.open("[PORTER]gcr.io/google-samples/absent:1");

            world.runUntilClosed(good, absent);

            assertThat(world.labels(good)).containsExactly("porter", "success");
            assertThat(world.comment(good))
                    .contains("docker pull " + world.target.host() + "/mirrored/hello-app:1.0", "linux/arm64")
                    .containsIgnoringCase("daemon");
            assertThat(ImageIndex.read(world.target
                                    .manifest("mirrored/hello-app", "1.0")
                                    .orElseThrow())
                            .children())
                    .hasSize(2);
            assertThat(world.target.tags("mirrored/hello-app")).containsExactly("1.0");
            assertThat(world.labels(absent)).containsExactly("porter", "failed");
            assertThat(dockerd.docker("images", "--all", "--quiet")).isEmpty();
        }
    }
}
