package io.github.syncimage.postprocess.dockerhub;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.image.ImageReference;
import io.github.syncimage.postprocess.PostStep;
import io.github.syncimage.registry.Credentials;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DockerHubStepTest {
    private static final ImageReference SOURCE = ImageReference.parse("gcr.io/google-samples/hello-app:1.0");
    private static final ImageReference TARGET = ImageReference.parse("us/hello-app:1.0");

    private LoopbackDockerHub hub;
    private DockerHubStep step;

    @BeforeEach
    void start() {
        hub = new LoopbackDockerHub();
        step = new DockerHubStep(hub.endpoint(), new Credentials("us", "dckr_pat_example"), null);
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void describesAPublicRepositoryOnce() {
        hub.repository("us/hello-app", false);

        assertThat(step.describe(SOURCE, TARGET)).isEqualTo(PostStep.DONE);
        assertThat(step.describe(SOURCE, TARGET)).isEqualTo(PostStep.NOTHING);

        assertThat(hub.description("us/hello-app")).isEqualTo("Mirror of gcr.io/google-samples/hello-app");
        assertThat(hub.requests())
                .containsExactly(
                        "POST /v2/auth/token",
                        "GET /v2/repositories/us/hello-app/",
                        "PATCH /v2/repositories/us/hello-app/",
                        "GET /v2/repositories/us/hello-app/");
    }

    @Test
    void replacesATokenThatDied() {
        hub.repository("us/hello-app", false);
        step.describe(SOURCE, TARGET);
        hub.expireTokens();

        assertThat(step.describe(SOURCE, TARGET)).isEqualTo(PostStep.NOTHING);
        assertThat(hub.requests()).endsWith("POST /v2/auth/token", "GET /v2/repositories/us/hello-app/");
    }

    @Test
    void livesWithATokenThatMayOnlyPush() {
        hub.repository("us/hello-app", false);
        hub.refuseDescriptions();

        assertThat(step.describe(SOURCE, TARGET)).isEqualTo(PostStep.NOTHING);
    }

    @Test
    void shortensWhatDoesNotFit() {
        hub.repository("us/hello-app", false);
        step.describe(ImageReference.parse("gcr.io/" + "a".repeat(120)), TARGET);

        assertThat(hub.description("us/hello-app")).hasSize(100).endsWith("…");
    }

    @Test
    void saysWhatWentWrong() {
        var wrong = new DockerHubStep(hub.endpoint(), new Credentials("us", "wrong"), null);
        var nowhere = new DockerHubStep(URI.create("http://127.0.0.1:1"), new Credentials("us", "x"), null);

        assertThat(step.describe(SOURCE, TARGET).detail()).endsWith("answer 404");
        assertThat(wrong.describe(SOURCE, TARGET).detail()).endsWith("answer 401");
        assertThat(nowhere.describe(SOURCE, TARGET).detail()).endsWith("no answer");
    }

    @Test
    void callsNobodyWithoutALogin() {
        assertThat(new DockerHubStep(hub.endpoint(), null, null)
                        .describe(SOURCE, TARGET)
                        .result())
                .isEqualTo(PostStep.Result.NOT_CONFIGURED);
        assertThat(hub.requests()).isEmpty();
    }
}
