package io.github.syncimage.postprocess.swr;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.image.ImageReference;
import io.github.syncimage.postprocess.PostStep;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SwrPublicationTest {
    private static final SwrRetry QUICK = new SwrRetry(60, 60, 4, Duration.ofMillis(1));
    private static final ImageReference TARGET =
            ImageReference.parse("swr.cn-southwest-2.myhuaweicloud.com/team/tools/hello:1.0");

    private LoopbackSwrApi server;
    private SwrPublication publication;

    @BeforeEach
    void start() throws Exception {
        server = new LoopbackSwrApi();
        publication = new SwrPublication(new SwrRegions(server.account(), address -> Optional.empty(), QUICK));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void makesARepositoryPublicOnce() {
        server.pushed("team/tools/hello");

        assertThat(publication.publish(TARGET)).isEqualTo(PostStep.DONE);
        assertThat(publication.publish(TARGET)).isEqualTo(PostStep.NOTHING);

        assertThat(server.requests())
                .containsExactly(
                        "GET /v2/manage/namespaces/team/repos/tools$hello",
                        "PATCH /v2/manage/namespaces/team/repos/tools$hello",
                        "GET /v2/manage/namespaces/team/repos/tools$hello");
    }

    @Test
    void saysTheCodeOfARefusal() {
        server.pushed("team/tools/hello");
        server.forbidUpdates("SVCSTG.SWR.4030003");

        assertThat(publication.publish(TARGET))
                .isEqualTo(PostStep.refused("SWR did not make the repository public: "
                        + "403 SVCSTG.SWR.4030003: You do not have permission to update the repository."));
    }

    @Test
    void saysThatTheRepositoryIsAbsent() {
        assertThat(publication.publish(TARGET).detail()).contains("404 SVCSTG.SWR.4040010");
    }

    @Test
    void needsAnOrganization() {
        var step = publication.publish(ImageReference.parse("swr.cn-southwest-2.myhuaweicloud.com/hello:1.0"));

        assertThat(step.result()).isEqualTo(PostStep.Result.REFUSED);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void callsNobodyWithoutKeys() {
        var step = new SwrPublication(new SwrRegions(null, address -> Optional.empty(), QUICK)).publish(TARGET);

        assertThat(step.result()).isEqualTo(PostStep.Result.NOT_CONFIGURED);
        assertThat(server.requests()).isEmpty();
    }
}
