package io.github.syncimage.github.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.demo.Comment;
import io.github.syncimage.demo.ExchangeCall;
import io.github.syncimage.demo.LoopbackApp;
import io.github.syncimage.demo.LoopbackHost;
import io.github.syncimage.flow.Flow;
import io.github.syncimage.flow.World;
import io.github.syncimage.github.Conditions;
import io.github.syncimage.github.Conditions.Condition;
import io.github.syncimage.github.Repositories.ServedRepository;
import io.github.syncimage.github.model.RepositoryName;
import io.github.syncimage.github.webhook.SignedWebhook;
import io.github.syncimage.testing.AppKey;
import io.github.syncimage.testing.LogLines;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * One App, installed by two owners, of whom one has two repositories. It serves those that the configuration names, or where
 * that names none, whoever has installed it.
 */
@Tag("slow")
class AppInstallationsTest {
    private static final String ONE = "acme/one";
    private static final String TWO = "acme/two";
    private static final String THREE = "other/three";
    private static final AppKey KEY = AppKey.one();

    @RegisterExtension
    private final World world = new World().withoutProgress();

    private final LoopbackHost host = world.closing(new LoopbackHost(null, ONE, TWO, THREE));
    private final LoopbackApp acme = host.install(KEY.publicKey(), 11, ONE, TWO);
    private final LoopbackApp other = host.install(KEY.publicKey(), 22, THREE);

    @BeforeEach
    void configure() {
        List.of("github.user", "github.repo", "github.token").forEach(world.options()::remove);
        world.with("github.api_url", host.apiUrl().toString())
                .with("github.app.id", LoopbackApp.ID)
                .with("github.app.private_key", KEY.pkcs1());
    }

    private void name(String... repositories) {
        world.with("github.repositories", String.join(",", repositories));
    }

    @Test
    void eachOwnerHasOneTokenForItsRepositories() {
        name(ONE, TWO, THREE);
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
        name(ONE, TWO, THREE);
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
        name(ONE, TWO, THREE);
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
                .map(AppInstallationsTest::token)
                .toList();
    }

    private static String token(ExchangeCall call) {
        return String.valueOf(call.headers().get("authorization"));
    }

    @Test
    void everyRepositoryIsServedAndTheListsAreReadToTheirEnd() {
        host.listAtMost(1);
        List.of(ONE, TWO, THREE).forEach(this::ask);
        try (LogLines log = new LogLines();
                Flow flow = world.daemon()) {
            await().until(() -> answered(ONE) && answered(TWO) && answered(THREE));

            // It is told by the thread that looks, which need not have come to that.
            await().untilAsserted(() -> assertThat(log.with("serves acme/one, acme/two, other/three from now on"))
                    .hasSize(1));
            assertThat(served(flow)).containsExactlyInAnyOrder(ONE, TWO, THREE);
            assertThat(flow.parts().conditions().now()).isEmpty();
        }

        assertThat(asked("/app/installations")).isEqualTo(2);
        assertThat(asked("/installation/repositories")).isEqualTo(3);
        assertThat(host.calls().stream().filter(call -> call.path().matches("/repos/.*/installation")))
                .as("whose they are is known from the lists")
                .isEmpty();
    }

    @Test
    void whereNobodyCanCommentIsNotServed() {
        acme.archive(ONE);
        other.turnIssuesOff(THREE);
        try (Flow flow = world.daemon()) {
            await().until(() -> !served(flow).isEmpty());
            assertThat(served(flow)).containsExactly(TWO);
        }
    }

    @Test
    void itFollowsAsTheAppIsInstalledAndTakenAway() {
        acme.grant(ONE);
        other.installed(false);
        SignedWebhook webhook = new SignedWebhook(world);
        try (LogLines log = new LogLines();
                Flow flow = world.daemon()) {
            await().until(() -> served(flow).equals(List.of(ONE)));

            ask(THREE);
            other.installed(true);
            acme.grant(TWO);
            assertThat(webhook.send("installation", "{\"action\": \"created\"}").status())
                    .isEqualTo(202);
            await().until(() -> answered(THREE));

            assertThat(served(flow)).containsExactlyInAnyOrder(TWO, THREE);
            await().untilAsserted(() -> assertThat(log.with("serves acme/one no more: the App cannot see it"))
                    .hasSize(1));
        }
    }

    @Test
    void anOwnerWhoSuspendsItIsLeftAndServedAgain() {
        acme.suspended(true);
        SignedWebhook webhook = new SignedWebhook(world);
        try (Flow flow = world.daemon()) {
            await().until(() -> served(flow).equals(List.of(THREE)));
            acme.suspended(false);
            webhook.send("installation", "{\"action\": \"unsuspend\"}");
            await().until(() -> served(flow).size() == 3);
            await().untilAsserted(
                            () -> assertThat(flow.parts().conditions().now()).isEmpty());
        }
    }

    @Test
    void aGitHubThatDoesNotTellIsAskedAgainAndReadinessSaysSo() {
        host.refuse("app/installations", 502, "Server Error");
        ask(ONE);
        try (Flow flow = world.daemon()) {
            await().until(() -> !flow.parts().conditions().now().isEmpty());
            assertThat(flow.parts().conditions().now().values())
                    .containsExactly(new Condition(
                            "GitHub does not tell who has installed the App: GitHub answers 502 to"
                                    + " /app/installations?per_page=50&page=1 (Server Error)",
                            true));

            host.behave("app/installations");
            await().until(() -> answered(ONE));
            await().untilAsserted(
                            () -> assertThat(flow.parts().conditions().now()).isEmpty());
        }
    }

    @Test
    void aListThatCannotBeReadOnceTakesNothingAway() {
        SignedWebhook webhook = new SignedWebhook(world);
        try (Flow flow = world.daemon()) {
            await().until(() -> served(flow).size() == 3);
            host.refuse("installation/repositories", 500, "oops");
            webhook.send("installation_repositories", "{\"action\": \"added\"}");
            await().until(() -> flow.parts().conditions().now().containsKey("installations"));

            assertThat(served(flow)).hasSize(3);
            assertThat(flow.parts().conditions().now().get("installations").down())
                    .isFalse();
        }
    }

    @Test
    void whoInstallsItNowhereIsTold() {
        acme.installed(false);
        other.installed(false);
        try (Flow flow = world.daemon()) {
            await().until(() -> !flow.parts().conditions().now().isEmpty());
            assertThat(flow.parts().conditions().now().get("installations").line())
                    .isEqualTo("the GitHub App is installed nowhere: open its page at GitHub, Install App");
        }
    }

    @Test
    void onceServesThemAllAndGivesUpWhereGitHubDoesNotTell() {
        List.of(ONE, THREE).forEach(this::ask);
        assertThat(world.runOnce().allWell()).isTrue();
        assertThat(answered(ONE) && answered(THREE)).isTrue();

        host.refuse("app/installations", 401, "Bad credentials");
        assertThat(world.runOnce().allWell()).isFalse();
    }

    private long asked(String path) {
        return host.calls().stream().filter(call -> call.path().equals(path)).count();
    }

    private static List<String> served(Flow flow) {
        return flow.parts().repositories().all().stream()
                .map(ServedRepository::toString)
                .toList();
    }

    /** Somebody asks for the image in that repository, in its first issue. */
    private void ask(String name) {
        host.repository(name).open(World.HELLO, "", "ann", "porter");
    }

    private boolean answered(String name) {
        return !host.repository(name).issue(1).open();
    }
}
