package io.github.syncimage.github.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.flow.Flow;
import io.github.syncimage.github.Conditions.Condition;
import io.github.syncimage.github.ServedRepository;
import io.github.syncimage.github.webhook.SignedWebhook;
import io.github.syncimage.testing.LogLines;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An App serves whoever has installed it; the configuration names no repository. */
@Tag("slow")
class EverywhereTest extends TwoOwners {
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
    void onceServesThemAllAndGivesUpWhereGitHubDoesNotTell() throws InterruptedException {
        List.of(ONE, THREE).forEach(this::ask);
        try (Flow flow = world.beans().once()) {
            flow.start();
            flow.awaitDone();
            assertThat(flow.parts().counters().allWell()).isTrue();
        }
        assertThat(answered(ONE) && answered(THREE)).isTrue();

        host.refuse("app/installations", 401, "Bad credentials");
        try (Flow flow = world.beans().once()) {
            flow.start();
            flow.awaitDone();
            assertThat(flow.parts().counters().allWell()).isFalse();
        }
    }

    private long asked(String path) {
        return host.calls().stream().filter(call -> call.path().equals(path)).count();
    }

    private static List<String> served(Flow flow) {
        return flow.parts().repositories().all().stream()
                .map(ServedRepository::toString)
                .toList();
    }
}
