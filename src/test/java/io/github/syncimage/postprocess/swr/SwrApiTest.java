package io.github.syncimage.postprocess.swr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.syncimage.image.Repository;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The vendor's SDK against a stand-in that verifies its signatures. */
class SwrApiTest {
    private static final SwrRetry QUICK = new SwrRetry(60, 60, 4, Duration.ofMillis(1));
    private static final Repository HELLO = new Repository("swr.cn-southwest-2.myhuaweicloud.com", "team/hello");

    private LoopbackSwrApi server;
    private SwrApi api;

    @BeforeEach
    void start() throws Exception {
        server = new LoopbackSwrApi();
        api = new SwrApi(server.account(), Optional.empty(), QUICK);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void makesARepositoryPublic() {
        server.pushed("team/hello");

        assertThat(api.isPublic(HELLO)).isFalse();
        api.makePublic(HELLO);

        assertThat(api.isPublic(HELLO)).isTrue();
        assertThat(server.requests())
                .containsExactly(
                        "GET /v2/manage/namespaces/team/repos/hello",
                        "PATCH /v2/manage/namespaces/team/repos/hello",
                        "GET /v2/manage/namespaces/team/repos/hello");
        assertThat(server.projects()).containsOnly(LoopbackSwrApi.PROJECT_ID);
    }

    @Test
    void signsARepositoryOfSeveralSegments() {
        server.pushed("team/tools/hello");

        api.makePublic(new Repository(HELLO.host(), "team/tools/hello"));

        assertThat(server.isPublic("team/tools/hello")).isTrue();
    }

    @Test
    void createsAnOrganization() {
        assertThat(api.hasNamespace("team")).isFalse();

        api.createNamespace("team");

        assertThat(api.hasNamespace("team")).isTrue();
    }

    @Test
    void saysTheCodeOfAnAbsentRepository() {
        assertThatThrownBy(() -> api.makePublic(new Repository(HELLO.host(), "team/absent")))
                .isInstanceOf(SwrApiException.class)
                .hasMessage("404 SVCSTG.SWR.4040010: The image does not exist.")
                .extracting("temporary")
                .isEqualTo(false);
    }

    @Test
    void saysWhatTheGatewayThinksOfAWrongSecretKey() {
        var wrong = new SwrAccount(
                LoopbackSwrApi.ACCESS_KEY,
                "wrong",
                "cn-southwest-2",
                server.endpoint(),
                LoopbackSwrApi.PROJECT_ID,
                null);

        assertThatThrownBy(() -> new SwrApi(wrong, Optional.empty(), QUICK).makePublic(HELLO))
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
        var nowhere = new SwrAccount("AK", "SK", "cn-southwest-2", URI.create("http://127.0.0.1:1"), "p", null);

        assertThatThrownBy(() -> new SwrApi(nowhere, Optional.empty(), QUICK).makePublic(HELLO))
                .asInstanceOf(InstanceOfAssertFactories.type(SwrApiException.class))
                .extracting(SwrApiException::status, SwrApiException::temporary)
                .containsExactly(0, true);
    }

    @Test
    void waitsForNoAnswerForEver() {
        server.answerAfter(Duration.ofMinutes(1));
        var hurried = new SwrApi(server.account(), Optional.empty(), new SwrRetry(60, 1, 1, Duration.ofMillis(1)));

        assertThatThrownBy(() -> hurried.makePublic(HELLO))
                .isInstanceOf(SwrApiException.class)
                .hasMessage("no answer");
    }

    @Test
    void asksIamWhereNoProjectIsGiven() {
        server.pushed("team/hello");

        var asking =
                new SwrApi(askingIam(LoopbackSwrApi.ACCESS_KEY, LoopbackSwrApi.SECRET_KEY), Optional.empty(), QUICK);
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
        assertThatThrownBy(() -> new SwrApi(askingIam("AKUNKNOWN", "SK"), Optional.empty(), QUICK).makePublic(HELLO))
                .isInstanceOf(SwrApiException.class)
                .hasMessageStartingWith("401 APIGW.0301: ");
    }

    @Test
    void asksNoPublicIamAboutAPrivateEndpoint() {
        server.pushed("team/hello");
        var account = new SwrAccount(
                LoopbackSwrApi.ACCESS_KEY, LoopbackSwrApi.SECRET_KEY, "cn-southwest-2", server.endpoint(), null, null);

        new SwrApi(account, Optional.empty(), QUICK).makePublic(HELLO);

        assertThat(server.projects()).containsExactly("null");
    }

    private SwrAccount askingIam(String accessKey, String secretKey) {
        return new SwrAccount(accessKey, secretKey, "cn-southwest-2", server.endpoint(), null, server.endpoint());
    }

    @Test
    void goesThroughAProxy() {
        server.pushed("team/hello");
        var account = new SwrAccount(
                LoopbackSwrApi.ACCESS_KEY,
                LoopbackSwrApi.SECRET_KEY,
                "cn-southwest-2",
                URI.create("http://swr-api.cn-southwest-2.example.com"),
                LoopbackSwrApi.PROJECT_ID,
                null);

        new SwrApi(account, Optional.of(server.endpoint()), QUICK).makePublic(HELLO);

        assertThat(server.isPublic("team/hello")).isTrue();
    }
}
