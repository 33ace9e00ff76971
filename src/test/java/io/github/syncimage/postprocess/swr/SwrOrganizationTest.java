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

class SwrOrganizationTest {
    private static final SwrRetry QUICK = new SwrRetry(60, 60, 2, Duration.ofMillis(1));
    private static final String HOST = "swr.cn-southwest-2.myhuaweicloud.com";
    private static final ImageReference TARGET = ImageReference.parse(HOST + "/team/hello:1.0");

    private LoopbackSwrApi server;
    private SwrRegions regions;

    @BeforeEach
    void start() throws Exception {
        server = new LoopbackSwrApi();
        regions = new SwrRegions(server.account(), address -> Optional.empty(), QUICK);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void isCreatedOnce() {
        var organization = new SwrOrganization(regions, true);

        assertThat(organization.prepare(TARGET)).isEqualTo(PostStep.DONE);
        assertThat(organization.prepare(TARGET)).isEqualTo(PostStep.NOTHING);

        assertThat(server.isOurs("team")).isTrue();
        assertThat(server.requests()).containsExactly("GET /v2/manage/namespaces/team", "POST /v2/manage/namespaces");
    }

    @Test
    void isLeftAloneWhereItIsThere() {
        server.organization("team");

        assertThat(new SwrOrganization(regions, true).prepare(TARGET)).isEqualTo(PostStep.NOTHING);
        assertThat(server.requests()).containsExactly("GET /v2/manage/namespaces/team");
    }

    @Test
    void isNotCreatedUnlessConfigured() {
        assertThat(new SwrOrganization(regions, false).prepare(TARGET)).isEqualTo(PostStep.NOTHING);
        assertThat(new SwrOrganization(new SwrRegions(null, address -> Optional.empty(), QUICK), true).prepare(TARGET))
                .isEqualTo(PostStep.NOTHING);
        assertThat(new SwrOrganization(regions, true).prepare(ImageReference.parse("quay.io/team/hello:1.0")))
                .isEqualTo(PostStep.NOTHING);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void isOursWhereAnotherRequestWasQuicker() {
        server.answerNext(404, "", Map.of());
        server.organization("team");

        assertThat(new SwrOrganization(regions, true).prepare(TARGET)).isEqualTo(PostStep.NOTHING);
        assertThat(server.requests())
                .containsExactly(
                        "GET /v2/manage/namespaces/team",
                        "POST /v2/manage/namespaces",
                        "GET /v2/manage/namespaces/team");
    }

    @Test
    void ofAnotherAccountIsExplained() {
        server.foreignOrganization("team");
        var organization = new SwrOrganization(regions, true);

        assertThat(organization.prepare(TARGET).result()).isEqualTo(PostStep.Result.REFUSED);

        assertThat(organization.explain(denied(TARGET), TARGET)).hasValueSatisfying(text -> assertThat(text)
                .contains("organization 'team'", "another account", "409 SVCSTG.SWR.4090102"));
    }

    @Test
    void isTriedAgainAfterTrouble() {
        server.answerNext(500, "", Map.of());
        server.answerNext(500, "", Map.of());
        var organization = new SwrOrganization(regions, true);

        assertThat(organization.prepare(TARGET).detail()).isEqualTo("creating it failed (500)");
        assertThat(organization.prepare(TARGET)).isEqualTo(PostStep.DONE);
        assertThat(organization.explain(denied(TARGET), TARGET).orElseThrow()).doesNotContain("500");
    }

    @Test
    void missingIsExplained() {
        var organization = new SwrOrganization(new SwrRegions(null, address -> Optional.empty(), QUICK), false);

        assertThat(organization.explain(denied(TARGET), TARGET)).contains("organization 'team' is missing or not ours");
    }

    @Test
    void explainsNothingElse() {
        var organization = new SwrOrganization(regions, false);
        var elsewhere = ImageReference.parse("quay.io/team/hello:1.0");

        assertThat(organization.explain(denied(elsewhere), elsewhere)).isEmpty();
        assertThat(organization.explain(denied(elsewhere), TARGET.repository().tag("2")))
                .isEmpty();
        assertThat(organization.explain(
                        new RegistryException(
                                RegistryException.Kind.UNAVAILABLE,
                                "push a blob",
                                TARGET.repository().toString(),
                                503,
                                List.of(),
                                "busy",
                                null,
                                null),
                        TARGET))
                .isEmpty();
    }

    private static RegistryException denied(ImageReference target) {
        return new RegistryException(
                RegistryException.Kind.DENIED,
                "start the upload of a blob",
                target.repository().toString(),
                403,
                List.of("DENIED"),
                "you do not have the permission",
                null,
                null);
    }
}
