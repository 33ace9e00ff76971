package io.github.syncimage.postprocess.dockerhub;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.flow.World;
import io.github.syncimage.registry.Credentials;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** From an issue to its comment, with Docker Hub as the target. */
@Tag("slow")
class DockerHubFlowTest {
    @RegisterExtension
    private final World world = new World();

    private final LoopbackDockerHub hub = world.closing(new LoopbackDockerHub());

    @BeforeEach
    void open() throws Exception {
        world.target.requireToken(new Credentials("us", "dckr_pat_example"), true);
        world.with("registries.generic.registry", "docker.io")
                .with("registries.generic.namespace", "us")
                .with("registries.generic.username", "us")
                .with("registries.generic.password", "dckr_pat_example")
                .through("docker.io", world.target.uri())
                .with("registries.docker_hub.api_url", hub.endpoint().toString());
    }

    @Test
    void saysAtDockerHubWhatIsMirrored() {
        hub.repository("us/hello-app", false);

        assertThat(world.answer(World.HELLO)).contains("docker pull docker.io/us/hello-app:1.0", "| Public | yes");
        assertThat(hub.description("us/hello-app")).isEqualTo("Mirror of gcr.io/google-samples/hello-app");
    }

    @Test
    void saysThatTheRepositoryIsPrivate() {
        hub.repository("us/hello-app", true);
        world.target.privateUntilPublished();

        assertThat(world.answer(World.HELLO))
                .contains("docker pull docker.io/us/hello-app:1.0")
                .contains("Docker Hub says that the repository is private");
        assertThat(world.labels(1)).containsExactly("porter", "success");
    }
}
