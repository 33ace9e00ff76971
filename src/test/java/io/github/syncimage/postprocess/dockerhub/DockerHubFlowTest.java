package io.github.syncimage.postprocess.dockerhub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.flow.Flow;
import io.github.syncimage.flow.World;
import io.github.syncimage.registry.Credentials;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From an issue to its comment, with Docker Hub as the target. */
@Tag("slow")
class DockerHubFlowTest {
    @TempDir
    private Path folder;

    private World world;
    private LoopbackDockerHub hub;

    @BeforeEach
    void open() throws IOException {
        world = new World(folder);
        hub = new LoopbackDockerHub();
        world.upstream.add("google-samples/hello-app", "1.0", LoopbackImages.index("hello", "linux/amd64"));
        world.target.requireToken(new Credentials("us", "dckr_pat_example"), true);
        world.with("registries.generic.registry", "docker.io")
                .with("registries.generic.namespace", "us")
                .with("registries.generic.username", "us")
                .with("registries.generic.password", "dckr_pat_example")
                .with("registries.hosts.docker.io.endpoint", world.target.uri().toString())
                .with("registries.docker_hub.api_url", hub.endpoint().toString());
    }

    @AfterEach
    void close() {
        hub.close();
        world.close();
    }

    @Test
    void saysAtDockerHubWhatIsMirrored() {
        hub.repository("us/hello-app", false);

        assertThat(answer()).contains("docker pull docker.io/us/hello-app:1.0", "| Public | yes");
        assertThat(hub.description("us/hello-app")).isEqualTo("Mirror of gcr.io/google-samples/hello-app");
    }

    @Test
    void saysThatTheRepositoryIsPrivate() {
        hub.repository("us/hello-app", true);
        world.target.privateUntilPublished();

        assertThat(answer())
                .contains("docker pull docker.io/us/hello-app:1.0")
                .contains("Docker Hub says that the repository is private");
        assertThat(world.github.issue(1).labels()).containsExactly("porter", "success");
    }

    private String answer() {
        world.github.open("[PORTER]gcr.io/google-samples/hello-app:1.0", "", "alice", "porter");
        try (Flow flow = world.daemon()) {
            await().until(() -> !world.github.issue(1).open());
        }
        return world.github.comments(1).get(0).body();
    }
}
