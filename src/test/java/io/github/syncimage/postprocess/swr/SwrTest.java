package io.github.syncimage.postprocess.swr;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.image.ImageReference;
import io.github.syncimage.postprocess.PostStep;
import io.github.syncimage.registry.RegistryException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@link SwrFlowTest} does not show of organizations and publication. */
class SwrTest {
    private static final String HOST = "swr.cn-southwest-2.myhuaweicloud.com";
    private static final ImageReference TARGET = ImageReference.parse(HOST + "/team/hello:1.0");
    private static final ImageReference ELSEWHERE = ImageReference.parse("quay.io/team/hello:1.0");

    private LoopbackSwrApi server;
    private Swr swr;

    @BeforeEach
    void start() {
        server = new LoopbackSwrApi(null);
        swr = swr(server.account(), true);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void anOrganizationIsCreatedOnce() {
        assertThat(swr.prepare(TARGET)).isEqualTo(PostStep.DONE);
        assertThat(swr.prepare(TARGET)).isEqualTo(PostStep.NOTHING);

        assertThat(server.requests()).containsExactly("GET /v2/manage/namespaces/team", "POST /v2/manage/namespaces");
    }

    @Test
    void anOrganizationIsLeftAloneWhereItIsThere() {
        server.organization("team");

        assertThat(swr.prepare(TARGET)).isEqualTo(PostStep.NOTHING);
        assertThat(server.requests()).containsExactly("GET /v2/manage/namespaces/team");
    }

    @Test
    void anOrganizationIsNotCreatedUnlessConfigured() {
        assertThat(swr(server.account(), false).prepare(TARGET)).isEqualTo(PostStep.NOTHING);
        assertThat(swr(null, true).prepare(TARGET)).isEqualTo(PostStep.NOTHING);
        assertThat(swr.prepare(ELSEWHERE)).isEqualTo(PostStep.NOTHING);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void anOrganizationIsOursWhereAnotherRequestWasQuicker() {
        server.answerNext(404, "", Map.of());
        server.organization("team");

        assertThat(swr.prepare(TARGET)).isEqualTo(PostStep.NOTHING);
        assertThat(server.requests())
                .containsExactly(
                        "GET /v2/manage/namespaces/team",
                        "POST /v2/manage/namespaces",
                        "GET /v2/manage/namespaces/team");
    }

    @Test
    void anOrganizationIsTriedAgainAfterTrouble() {
        server.answerNext(500, "", Map.of());
        server.answerNext(500, "", Map.of());

        assertThat(swr.prepare(TARGET).detail()).isEqualTo("creating it failed (500)");
        assertThat(swr.prepare(TARGET)).isEqualTo(PostStep.DONE);
        assertThat(swr.explain(trouble(RegistryException.Kind.DENIED, TARGET), TARGET))
                .contains("organization 'team' is missing or not ours");
    }

    @Test
    void explainsNoOtherTrouble() {
        assertThat(swr.explain(trouble(RegistryException.Kind.DENIED, ELSEWHERE), ELSEWHERE))
                .isEmpty();
        assertThat(swr.explain(trouble(RegistryException.Kind.DENIED, ELSEWHERE), TARGET))
                .isEmpty();
        assertThat(swr.explain(trouble(RegistryException.Kind.UNAVAILABLE, TARGET), TARGET))
                .isEmpty();
    }

    @Test
    void publishesNothingOutsideOrganizations() {
        assertThat(swr.publish(ImageReference.parse(HOST + "/hello:1.0")).result())
                .isEqualTo(PostStep.Result.REFUSED);
        assertThat(server.requests()).isEmpty();
    }

    private static Swr swr(Swr.Account account, boolean create) {
        return new Swr(account, create, address -> Optional.empty(), new SwrApi.Patience(60, 2, Duration.ofMillis(1)));
    }

    private static RegistryException trouble(RegistryException.Kind kind, ImageReference target) {
        return new RegistryException(
                kind, "push a blob", target.repository().toString(), 403, List.of("DENIED"), "no right", null, null);
    }
}
