package io.github.syncimage.postprocess.swr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.syncimage.image.Repository;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The vendor's SDK against a stand-in that verifies its signatures. */
class SwrApiTest {
    private static final SwrApi.Patience QUICK = new SwrApi.Patience(60, 4, Duration.ofMillis(1));
    private static final Repository HELLO = new Repository("swr.cn-southwest-2.myhuaweicloud.com", "team/hello");

    private LoopbackSwrApi server;
    private SwrApi api;

    @BeforeEach
    void start() {
        server = new LoopbackSwrApi(null);
        api = api(server.account());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void makesARepositoryOfSeveralSegmentsPublic() {
        Repository tool = new Repository(HELLO.host(), "team/tools/hello");
        server.pushed("team/tools/hello");

        assertThat(api.isPublic(tool)).isFalse();
        api.makePublic(tool);

        assertThat(api.isPublic(tool)).isTrue();
        assertThat(server.requests()).contains("PATCH /v2/manage/namespaces/team/repos/tools$hello");
        assertThat(server.projects()).containsOnly(LoopbackSwrApi.PROJECT_ID);
    }

    @Test
    void saysTheCodeOfAnAbsentRepository() {
        assertThatThrownBy(() -> api.makePublic(new Repository(HELLO.host(), "team/absent")))
                .isInstanceOf(SwrApi.Failure.class)
                .hasMessage("404 SVCSTG.SWR.4040010: The image does not exist.")
                .extracting("temporary")
                .isEqualTo(false);
    }

    @Test
    void saysWhatTheGatewayThinksOfAWrongSecretKey() {
        var wrong = account("wrong", server.endpoint(), LoopbackSwrApi.PROJECT_ID, null);

        assertThatThrownBy(() -> api(wrong).makePublic(HELLO))
                .hasMessageStartingWith("401 APIGW.0301: ")
                .hasMessageContaining("signature")
                .hasMessageNotContaining("wrong");
        assertThat(server.requests()).as("a refusal is final").hasSize(1);
    }

    @Test
    void triesAgainWhatIsTemporary() {
        server.pushed("team/hello");
        server.answerNext(503, "<html>busy</html>", Map.of());
        server.answerNext(
                429, "{\"error_code\":\"APIGW.0308\",\"error_msg\":\"throttled\"}", Map.of("Retry-After", "0"));

        api.makePublic(HELLO);

        assertThat(server.isPublic("team/hello")).isTrue();
        assertThat(server.requests()).hasSize(3);
    }

    @Test
    void givesUpAfterFourTries() {
        for (int i = 0; i < 5; i++) {
            server.answerNext(
                    500, "[{\"errorCode\":\"SVCSTG.SWR.5000011\",\"errorMessage\":\"Update fails.\"}]", Map.of());
        }

        assertThatThrownBy(() -> api.makePublic(HELLO))
                .hasMessage("500 SVCSTG.SWR.5000011: Update fails.")
                .extracting("temporary")
                .isEqualTo(true);
        assertThat(server.requests()).hasSize(4);
    }

    @Test
    void doesNotWaitAnHourBecauseItIsAskedTo() {
        server.answerNext(
                429, "{\"error_code\":\"APIGW.0308\",\"error_msg\":\"throttled\"}", Map.of("Retry-After", "3600"));

        assertThatThrownBy(() -> api.makePublic(HELLO)).hasMessage("429 APIGW.0308: throttled");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void saysThatNobodyAnswers() {
        var nowhere = account("SK", URI.create("http://127.0.0.1:1"), "p", null);

        assertThatThrownBy(() -> api(nowhere).makePublic(HELLO))
                .hasMessage("no answer")
                .extracting("temporary")
                .isEqualTo(true);
    }

    @Test
    void waitsForNoAnswerForEver() {
        server.answerAfter(Duration.ofMinutes(1));
        var hurried = new SwrApi(server.account(), Optional.empty(), new SwrApi.Patience(1, 1, Duration.ofMillis(1)));

        assertThatThrownBy(() -> hurried.makePublic(HELLO))
                .isInstanceOf(SwrApi.Failure.class)
                .hasMessage("no answer");
    }

    @Test
    void asksIamWhereNoProjectIsGiven() {
        server.pushed("team/hello");

        var asking = api(account(LoopbackSwrApi.SECRET_KEY, server.endpoint(), null, server.endpoint()));
        assertThat(server.requests())
                .as("nobody is asked before there is a call")
                .isEmpty();

        asking.makePublic(HELLO);

        assertThat(server.isPublic("team/hello")).isTrue();
        assertThat(server.requests())
                .containsExactly("GET /v3/projects", "PATCH /v2/manage/namespaces/team/repos/hello");
        assertThat(server.projects()).endsWith(LoopbackSwrApi.PROJECT_ID);
    }

    @Test
    void saysWhatIamThinksOfTheKeys() {
        var unknown = account("SK", server.endpoint(), null, server.endpoint());

        assertThatThrownBy(() -> api(unknown).makePublic(HELLO))
                .isInstanceOf(SwrApi.Failure.class)
                .hasMessageStartingWith("401 APIGW.0301: ");
    }

    @Test
    void asksNoPublicIamAboutAPrivateEndpoint() {
        server.pushed("team/hello");
        api(account(LoopbackSwrApi.SECRET_KEY, server.endpoint(), null, null)).makePublic(HELLO);

        assertThat(server.projects()).containsExactly("null");
    }

    @Test
    void goesThroughAProxy() {
        server.pushed("team/hello");
        var account = account(
                LoopbackSwrApi.SECRET_KEY,
                URI.create("http://swr-api.cn-southwest-2.example.com"),
                LoopbackSwrApi.PROJECT_ID,
                null);

        new SwrApi(account, Optional.of(server.endpoint()), QUICK).makePublic(HELLO);

        assertThat(server.isPublic("team/hello")).isTrue();
    }

    private static Swr.Account account(String secretKey, URI endpoint, String projectId, URI iam) {
        return new Swr.Account(LoopbackSwrApi.ACCESS_KEY, secretKey, "cn-southwest-2", endpoint, projectId, iam);
    }

    private static SwrApi api(Swr.Account account) {
        return new SwrApi(account, Optional.empty(), QUICK);
    }
}
