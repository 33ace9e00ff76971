package io.github.syncimage.github.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.demo.github.Comment;
import io.github.syncimage.demo.github.LoopbackApp;
import io.github.syncimage.demo.github.LoopbackHost;
import io.github.syncimage.demo.http.ExchangeCall;
import io.github.syncimage.demo.registry.LoopbackImages;
import io.github.syncimage.flow.Flow;
import io.github.syncimage.flow.World;
import io.github.syncimage.github.Conditions;
import io.github.syncimage.github.model.RepositoryName;
import io.github.syncimage.testing.AppKey;
import io.github.syncimage.testing.LogLines;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One App, installed by two owners: each has its own token, and its own limit. */
@Tag("slow")
class SeveralInstallationsTest {
    private static final String ONE = "acme/one";
    private static final String TWO = "acme/two";
    private static final String THREE = "other/three";
    private static final AppKey KEY = new AppKey();

    @TempDir
    private Path folder;

    private World world;
    private LoopbackHost host;
    private LoopbackApp acme;
    private LoopbackApp other;

    @BeforeEach
    void open() throws IOException {
        world = new World(folder).withoutProgress();
        host = new LoopbackHost(null, ONE, TWO, THREE);
        acme = host.install(KEY.publicKey(), 11, ONE, TWO);
        other = host.install(KEY.publicKey(), 22, THREE);
        List.of("github.user", "github.repo", "github.token").forEach(world.options()::remove);
        world.with("github.api_url", host.apiUrl().toString())
                .with("github.repositories", ONE + "," + TWO + "," + THREE)
                .with("github.app.id", LoopbackApp.ID)
                .with("github.app.private_key", KEY.pkcs1());
        world.upstream.add("google-samples/hello-app", "1.0", LoopbackImages.index("hello", "linux/amd64"));
    }

    @AfterEach
    void close() {
        host.close();
        world.close();
    }

    @Test
    void eachOwnerHasOneTokenForItsRepositories() {
        List.of(ONE, TWO, THREE).forEach(this::ask);
        try (Flow flow = world.daemon()) {
            await().until(() -> answered(ONE) && answered(TWO) && answered(THREE));
        }

        assertThat(acme.tokensGiven()).isOne();
        assertThat(other.tokensGiven()).isOne();
        assertThat(shown(ONE)).containsOnly("Bearer ghs_11_1");
        assertThat(shown(TWO)).containsOnly("Bearer ghs_11_1");
        assertThat(shown(THREE)).containsOnly("Bearer ghs_22_1");
        assertThat(host.repository(THREE).comments(1))
                .extracting(Comment::user)
                .containsExactly(LoopbackApp.SLUG + "[bot]");
    }

    @Test
    void anOwnerWhoseLimitIsReachedHoldsUpNoOther() {
        Instant inAnHour = Instant.now().plusSeconds(3600);
        host.repository(ONE).allow(0, inAnHour);
        host.repository(TWO).allow(0, inAnHour);
        try (LogLines log = new LogLines();
                Flow flow = world.daemon()) {
            await().until(() ->
                    flow.parts().limits().of(RepositoryName.parse(TWO)).shut());
            assertThat(log.with("GitHub's rate limit of acme is reached: everything of acme waits"))
                    .hasSize(1);
            List.of(ONE, TWO, THREE).forEach(this::ask);
            await().until(() -> answered(THREE));

            assertThat(flow.parts().limits().of(RepositoryName.parse(THREE)).shut())
                    .isFalse();
            assertThat(host.repository(ONE).comments(1)).isEmpty();
            assertThat(host.repository(TWO).comments(1)).isEmpty();
            assertThat(host.calls(ONE).size() + host.calls(TWO).size())
                    .as("what one of its repositories was told counts for the other: the installation, a list of each")
                    .isLessThanOrEqualTo(4);
        }
    }

    @Test
    void anOwnerWhoSuspendsItIsToldAloneAndTheOtherGoesOn() {
        acme.suspended(true);
        List.of(ONE, TWO, THREE).forEach(this::ask);
        try (Flow flow = world.daemon()) {
            await().until(() -> answered(THREE));
            await().until(() -> flow.parts().conditions().now().size() == 2);
            assertThat(flow.parts().conditions().now().values())
                    .noneMatch(Conditions.Condition::down)
                    .allSatisfy(condition ->
                            assertThat(condition.line()).contains("the open issues of acme/", "suspended or deleted"));

            acme.suspended(false);
            await().until(() -> answered(ONE) && answered(TWO));
            assertThat(flow.parts().conditions().now()).isEmpty();
        }
    }

    private void ask(String name) {
        host.repository(name).open(World.HELLO, "", "ann", "porter");
    }

    private boolean answered(String name) {
        return !host.repository(name).issue(1).open();
    }

    /** What was shown of us, once the installation was found. */
    private List<String> shown(String name) {
        return host.calls(name).stream()
                .filter(call -> !call.path().endsWith("/installation"))
                .map(SeveralInstallationsTest::token)
                .toList();
    }

    private static String token(ExchangeCall call) {
        return String.valueOf(call.headers().get("authorization"));
    }
}
