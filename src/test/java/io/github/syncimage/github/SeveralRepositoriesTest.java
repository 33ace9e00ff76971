package io.github.syncimage.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.demo.ExchangeCall;
import io.github.syncimage.demo.LoopbackGitHub;
import io.github.syncimage.demo.LoopbackHost;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.flow.Flow;
import io.github.syncimage.flow.World;
import io.github.syncimage.flow.answer.OutcomeCounters;
import io.github.syncimage.github.model.RepositoryName;
import io.github.syncimage.github.webhook.Deliveries;
import io.github.syncimage.github.webhook.SignedWebhook;
import io.github.syncimage.testing.Gate;
import io.github.syncimage.testing.LogLines;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One daemon, several repositories: each as if it were alone, though their issues have the same numbers. */
@Tag("slow")
class SeveralRepositoriesTest {
    private static final String ONE = "acme/one";
    private static final String TWO = "acme/two";
    private static final String THREE = "other/three";

    @RegisterExtension
    private final World world = new World();

    private final LoopbackHost host = world.closing(new LoopbackHost(World.TOKEN, ONE, TWO, THREE));

    @BeforeEach
    void open() {
        world.options().remove("github.user");
        world.options().remove("github.repo");
        world.with("github.api_url", host.apiUrl().toString())
                .with("github.repositories", ONE + "," + TWO + "," + THREE);
    }

    @Test
    void eachHasItsLabelItsLanguageAndItsNamespace() {
        configure("""
                    - acme/one
                    - { repository: acme/two, label: image, language: zh, namespace: others }
                    - { repository: other/three, language: en }
                """);
        repository(ONE).open(World.HELLO, "", "alice", "porter");
        repository(TWO).open("not for us: " + World.HELLO, "", "alice", "porter");
        repository(TWO).open(World.HELLO, "", "alice", "image");
        repository(THREE).open(World.HELLO, "", "alice", "porter");
        // Of two at once each may send a part of the image.
        world.with("limits.concurrent_requests", "1");

        try (Flow flow = world.daemon()) {
            await().until(() -> !repository(ONE).issue(1).open()
                    && !repository(TWO).issue(2).open()
                    && !repository(THREE).issue(1).open());
            assertThat(flow.parts().counters().count(OutcomeCounters.Result.ALREADY_PRESENT))
                    .as("where the namespace is the same, the second finds it there")
                    .isEqualTo(1);
        }

        assertThat(comment(ONE, 1)).contains("Mirrored", world.target.host() + "/mirrored/hello-app:1.0");
        assertThat(comment(TWO, 2)).contains("转换完成", world.target.host() + "/others/hello-app:1.0");
        assertThat(comment(THREE, 1)).contains(world.target.host() + "/mirrored/hello-app:1.0");
        assertThat(repository(TWO).comments(1)).isEmpty();
        assertThat(repository(TWO).issue(2).labels()).containsExactly("image", "success");
    }

    @Test
    void anIdleLookIsOneConditionalRequestForEach() {
        world.with("github.poll_interval", "500ms");
        repository(ONE).open("a word beside", "", "bob", "porter");
        World.tick();
        try (Flow flow = world.daemon()) {
            await().until(() ->
                    Stream.of(ONE, TWO, THREE).allMatch(name -> host.calls(name).size() > 4));
            // What was new at the start is old after ten seconds.
            await().until(() -> host.calls(ONE).stream()
                            .filter(call -> call.query().contains("state=all"))
                            .count()
                    > 24);
            host.forgetCalls();
            await().until(() ->
                    Stream.of(ONE, TWO, THREE).allMatch(name -> host.calls(name).size() >= 12));
        }

        List<ExchangeCall> calls = host.calls();
        assertThat(calls)
                .allSatisfy(call -> assertThat(call.path()).endsWith("/issues"))
                .allSatisfy(call -> assertThat(call.headers()).containsKey("if-none-match"));
        // After a pause of the machine they may be due at once, in any order: PollScheduleTest has their places.
        List<Integer> looks =
                Stream.of(ONE, TWO, THREE).map(name -> host.calls(name).size()).toList();
        assertThat(Collections.max(looks))
                .as("none twice as often as another: %s", looks)
                .isLessThanOrEqualTo(2 * Collections.min(looks));
    }

    @ParameterizedTest
    @CsvSource({
        "404, Not Found, 'GitHub answered 404 for acme/two: is it right in github.repositories, and may the token see it?'",
        "403, Resource not accessible by personal access token, GitHub answered 403 for acme/two: Resource not accessible by personal access token; may the token read and write issues there?",
        "410, Issues has been disabled in this repository., GitHub answered 410 for acme/two: Issues has been disabled in this repository; turn issues on there",
    })
    void oneThatCannotBeReadDegradesAloneAndComesBack(int status, String message, String told) {
        host.refuse(TWO, status, message);
        repository(ONE).open(World.HELLO, "", "alice", "porter");
        repository(TWO).open(World.HELLO, "", "alice", "porter");
        try (LogLines log = new LogLines();
                Flow flow = world.daemon()) {
            // Before GitHub has answered for any, a failure of one may be that of all.
            await().until(() -> flow.parts().hearing().up(RepositoryName.parse(ONE)));
            host.refuse(THREE, 500, "Server Error");
            await().until(() -> !repository(ONE).issue(1).open());
            await().until(() -> conditions(flow).size() == 2);
            assertThat(conditions(flow))
                    .extracting(Conditions.Condition::line)
                    .anySatisfy(
                            line -> assertThat(line).startsWith("the open issues of acme/two cannot be read: " + told))
                    .anySatisfy(
                            line -> assertThat(line).contains("of other/three cannot be read: GitHub answered 500"));
            assertThat(conditions(flow)).noneMatch(Conditions.Condition::down);
            assertThat(log.with(told)).hasSize(1);
            assertThat(log.with("no answer from GitHub since")).isEmpty();

            await("looked at ever more seldom").until(() -> sinceTheLastOf(TWO) > 4);

            host.refuse(ONE, status, message);
            await().until(() -> conditions(flow).stream().anyMatch(Conditions.Condition::down));
            // First the one that was away for longer: a look that finds only the other back leaves it alone for
            // minutes.
            host.behave(TWO);
            host.behave(ONE);
            await().until(() -> conditions(flow).stream().noneMatch(Conditions.Condition::down));
            await().until(() -> !repository(TWO).issue(1).open());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 404})
    void oneThatIsBackIsLookedAtAsOftenAsTheOthers(int status) {
        host.refuse(TWO, status, "Not Found");
        try (Flow flow = world.daemon()) {
            await("looked at ever more seldom").until(() -> sinceTheLastOf(TWO) > 4);
            host.behave(TWO);
            await().until(() -> flow.parts().hearing().up(RepositoryName.parse(TWO)));
            host.forgetCalls();
            await().until(() -> host.calls(ONE).size() >= 12);
            assertThat(host.calls(TWO)).hasSizeGreaterThanOrEqualTo(6);
        }
    }

    @Test
    void oneThatWasRenamedIsFollowedAndTold() {
        host.rename("acme/old", TWO);
        configure("    - acme/one\n    - acme/old\n");
        repository(TWO).open(World.HELLO, "", "alice", "porter");
        try (LogLines log = new LogLines();
                Flow flow = world.daemon()) {
            await().until(() -> !repository(TWO).issue(1).open());
            assertThat(log.with("set the new name of acme/old")).hasSize(1);
            assertThat(conditions(flow)).isEmpty();
        }
        assertThat(repository(TWO).issue(1).labels()).containsExactly("porter", "success");
    }

    @Test
    void aUserHasAQuotaOverAllOfThemAndInEachItsOwnBeside() {
        configure("""
                    - { repository: acme/one, requests_per_user_per_day: 1 }
                    - acme/two
                """);
        world.with("limits.requests_per_user_per_day", "3");
        for (int image = 0; image < 7; image++) {
            world.upstream.add("a/app" + image, "1", LoopbackImages.single("app" + image, "linux/amd64"));
        }
        for (int request = 0; request < 3; request++) {
            repository(ONE).open("[PORTER]gcr.io/a/app" + request + ":1", "", "alice", "porter");
        }

        try (Flow flow = world.daemon()) {
            await().until(() -> Stream.of(1, 2, 3)
                    .noneMatch(issue -> repository(ONE).issue(issue).open()));
            assertThat(served(ONE)).isEqualTo(1);
            for (int request = 3; request < 7; request++) {
                repository(TWO).open("[PORTER]gcr.io/a/app" + request + ":1", "", "alice", "porter");
            }
            await().until(() -> Stream.of(1, 2, 3, 4)
                    .noneMatch(issue -> repository(TWO).issue(issue).open()));
        }

        assertThat(served(TWO)).isEqualTo(2);
    }

    @Test
    void aCommandConcernsTheIssueOfItsRepositoryOnly() {
        repository(ONE).open(World.HELLO, "", "alice", "porter");
        repository(TWO).open(World.HELLO, "", "alice", "porter");
        try (Flow flow = world.daemon()) {
            await().until(() -> !repository(ONE).issue(1).open()
                    && !repository(TWO).issue(1).open());
            World.tick();

            repository(TWO).comment(1, "alice", "/retry");

            await().until(() -> repository(TWO).comments(1).size() == 3
                    && !repository(TWO).issue(1).open());
            assertThat(repository(ONE).comments(1)).hasSize(1);
        }
    }

    @Test
    void cancellingAndClosingConcernTheIssueOfTheirRepositoryOnly() {
        List.of(ONE, TWO, THREE).forEach(name -> repository(name).open(World.HELLO, "", "alice", "porter"));
        world.with("limits.concurrent_requests", "3");
        Gate gate = world.gateBlobs();
        try (Flow flow = world.daemon()) {
            await().until(() -> flow.parts().runs().size() == 3 && gate.holds());
            await().until(() -> Stream.of(ONE, TWO, THREE)
                    .noneMatch(name -> repository(name).comments(1).isEmpty()));
            repository(TWO).comment(1, "alice", "/cancel");
            repository(THREE).close(1);
            await().until(() ->
                    !repository(TWO).issue(1).open() && flow.parts().runs().size() == 1);
            gate.open();
            await().until(() -> !repository(ONE).issue(1).open());
        }

        assertThat(repository(ONE).issue(1).labels()).contains("success");
        assertThat(repository(TWO).comments(1).get(0).body()).contains("Cancelled");
        assertThat(repository(THREE).issue(1).labels()).containsExactly("porter");
    }

    @Test
    void onceServesAllOfThemAndTellsOfTheOneThatItCannotRead() {
        repository(ONE).open(World.HELLO, "", "alice", "porter");
        repository(TWO).open(World.HELLO, "", "alice", "porter");
        host.refuse(THREE, 404, "Not Found");

        OutcomeCounters counters = world.runOnce();

        assertThat(repository(ONE).issue(1).labels()).contains("success");
        assertThat(repository(TWO).issue(1).labels()).contains("success");
        assertThat(counters.noneFailed()).isFalse();
        assertThat(counters.lastTrouble())
                .hasValueSatisfying(line -> assertThat(line).contains(THREE));
    }

    /** A delivery sets its own repository's issue going, though others have one of the same number. */
    @Test
    void anIssueIsReadFromTheRepositoryThatTheDeliveryNames() {
        SignedWebhook webhook = new SignedWebhook(world.withoutProgress().with("github.repositories", ONE + "," + TWO));
        try (Flow flow = world.daemon()) {
            List<String> poll = List.of("GET /issues", "GET /issues/comments");
            await().until(() -> lines(ONE).equals(poll) && lines(TWO).equals(poll));
            host.forgetCalls();
            List.of(ONE, TWO, THREE).forEach(name -> repository(name).open(World.HELLO, "", "ann", "porter"));
            told(webhook, THREE);
            // GitHub takes names in any case.
            told(webhook, "Acme/TWO");
            await().until(() -> !repository(TWO).issue(1).open());
            await().until(() -> flow.parts().runs().size() == 0);

            assertThat(lines(TWO)).startsWith("GET /issues/1");
            assertThat(lines(TWO))
                    .filteredOn(line -> !line.startsWith("GET "))
                    .containsExactly("POST /issues/1/comments", "PATCH /issues/comments/ID", "PATCH /issues/1");
            // Owners of names are looked for in all repositories, before the first name is given.
            assertThat(host.calls(ONE)).hasSize(1).allMatch(call -> call.path().endsWith("/issues/comments"));
            assertThat(host.calls()).hasSize(host.calls(TWO).size() + 1);
            assertThat(repository(ONE).issue(1).open()).isTrue();
            assertThat(flow.parts().deliveries().count(Deliveries.Outcome.IGNORED))
                    .isOne();

            told(webhook, ONE);
            await().until(() -> !repository(ONE).issue(1).open());
            assertThat(repository(TWO).comments(1)).hasSize(1);
            assertThat(host.calls(THREE)).isEmpty();
        }
    }

    private static void told(SignedWebhook webhook, String repository) {
        assertThat(webhook.send("issues", SignedWebhook.issue(repository, 1, "open", "x"))
                        .status())
                .isEqualTo(202);
    }

    private List<String> lines(String name) {
        return host.calls(name).stream()
                .map(World::line)
                .map(line -> line.replace("/repos/" + name, ""))
                .toList();
    }

    /** How often the first one was looked at since another one was. */
    private int sinceTheLastOf(String name) {
        List<String> paths = host.calls().stream().map(ExchangeCall::path).toList();
        return Collections.frequency(
                paths.subList(paths.lastIndexOf("/repos/" + name + "/issues") + 1, paths.size()),
                "/repos/" + ONE + "/issues");
    }

    private LoopbackGitHub repository(String name) {
        return host.repository(name);
    }

    private String comment(String name, int issue) {
        assertThat(repository(name).comments(issue)).hasSize(1);
        return repository(name).comments(issue).get(0).body();
    }

    private long served(String name) {
        return Stream.of(1, 2, 3)
                .filter(issue -> repository(name).issue(issue).labels().contains("success"))
                .count();
    }

    /** The list with more than names, as a file has it. */
    private void configure(String entries) {
        world.options().remove("github.repositories");
        world.write(world.folder.resolve("configs/config.yaml"), "github:\n  repositories:\n" + entries);
    }

    private static List<Conditions.Condition> conditions(Flow flow) {
        return new ArrayList<>(flow.parts().conditions().now().values());
    }
}
