package io.github.syncimage.github.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.demo.Comment;
import io.github.syncimage.demo.ExchangeCall;
import io.github.syncimage.demo.LoopbackApp;
import io.github.syncimage.flow.Flow;
import io.github.syncimage.github.Conditions;
import io.github.syncimage.github.model.RepositoryName;
import io.github.syncimage.testing.LogLines;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One App, installed by two owners: each has its own token, and its own limit. */
@Tag("slow")
class SeveralInstallationsTest extends TwoOwners {
    @BeforeEach
    void nameThem() {
        world.with("github.repositories", ONE + "," + TWO + "," + THREE);
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
                    flow.parts().limits().of(RepositoryName.parse(TWO)).isClosed());
            assertThat(log.with("GitHub's rate limit of acme is reached: everything of acme waits"))
                    .hasSize(1);
            List.of(ONE, TWO, THREE).forEach(this::ask);
            await().until(() -> answered(THREE));

            assertThat(flow.parts().limits().of(RepositoryName.parse(THREE)).isClosed())
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
