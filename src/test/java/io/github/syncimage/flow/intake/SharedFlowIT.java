package io.github.syncimage.flow.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.demo.ExchangeCall;
import io.github.syncimage.demo.Flavour;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.demo.SampleImage;
import io.github.syncimage.demo.SampleImages;
import io.github.syncimage.flow.Flow;
import io.github.syncimage.flow.SharedWork;
import io.github.syncimage.flow.World;
import io.github.syncimage.settings.SettingsException;
import io.github.syncimage.store.PostgresServer;
import io.github.syncimage.testing.FreePort;
import io.github.syncimage.testing.Gate;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Two whole daemons with one PostgreSQL. */
class SharedFlowIT {
    @RegisterExtension
    static final PostgresServer server = new PostgresServer();

    @TempDir
    private Path folder;

    private World world;

    @BeforeEach
    void open() throws IOException {
        world = new World(folder)
                .withoutProgress()
                .with("app.database_url", server.url())
                // How fast they may write is not what is looked at.
                .with("github.writes_per_minute", "0");
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void atOnceEachRepositoryIsOfOneSource() {
        for (int pair = 0; pair < 6; pair++) {
            for (String user : List.of("one", "two")) {
                for (String tag : List.of("1", "2")) {
                    String name = user + "/m" + pair;
                    world.upstream.add(name, tag, LoopbackImages.single(name + tag, "linux/amd64"));
                }
            }
        }
        int[] first = pairs("1");
        try (Gate gate = Gate.closed(world.upstream.uri(), call -> call.line().contains("/blobs/"))) {
            world.through("quay.io", gate.uri());
            try (Flow one = world.daemon();
                    Flow two = world.daemon()) {
                // Both sources of a name are in work at once, and neither has a tag yet.
                await().until(() -> nodes(one).size() == 2
                        && one.parts().overview().running().size() == 4);
                gate.open();
                world.awaitClosed(first);
                world.awaitClosed(pairs("2"));
            }
        }
        for (int pair = 0; pair < 6; pair++) {
            String name = "m" + pair;
            boolean oneIsLong = world.target.repositories().contains("mirrored/quay.one." + name);
            assertThat(world.target.repositories().contains("mirrored/quay.two." + name))
                    .isEqualTo(!oneIsLong);
            String owner = oneIsLong ? "two" : "one";
            for (String tag : List.of("1", "2")) {
                assertThat(world.target
                                .manifest("mirrored/" + name, tag)
                                .orElseThrow()
                                .digest())
                        .isEqualTo(world.upstream
                                .manifest(owner + "/" + name, tag)
                                .orElseThrow()
                                .digest());
            }
        }
    }

    @Test
    void eachIssueIsAnsweredOnceAndBothWork() {
        List<Integer> issues = IntStream.range(0, 12).mapToObj(this::request).toList();
        try (Gate gate = gate();
                Flow one = world.daemon();
                Flow two = world.daemon()) {
            await().until(() ->
                    nodes(one).size() == 2 && one.parts().overview().running().size() == 4);
            await().until(() -> nodes(two).equals(nodes(one)));
            await().until(() -> two.parts().overview().line().size() == 8);
            gate.open();
            world.awaitClosed(issues.stream().mapToInt(Integer::intValue).toArray());
            await().until(() -> one.parts().runs().size() == 0);
        }
        assertThat(issues).allSatisfy(issue -> {
            assertThat(world.github.comments(issue)).hasSize(1);
            assertThat(world.github.issue(issue).labels()).containsExactly("porter", "success");
        });
    }

    @Test
    void aCommandEndsTheCopyWhicheverDaemonReadIt() {
        int issue = request(1);
        try (Gate gate = gate();
                Flow one = world.daemon();
                Flow two = world.daemon()) {
            await().until(() -> gate.holds() && one.parts().overview().running().size() == 1);
            world.github.comment(issue, "alice", "/cancel");
            world.awaitClosed(issue);
            await().until(() -> two.parts().runs().size() == 0);
        }
        assertThat(world.github.issue(issue).labels()).containsExactly("porter");
        assertThat(world.github.comments(issue)).hasSize(2);
    }

    @Test
    void whatIsInWorkAtAStopIsAnothersAtOnceAndHasNotFailed() {
        int issue = request(1);
        try (Gate gate = gate();
                Flow one = world.daemon();
                Flow two = world.daemon()) {
            await().until(() -> gate.holds() && nodes(one).size() == 1);
            Set<String> first = nodes(one);
            Flow stopped = holds(one, first) ? one : two;
            Flow other = stopped == one ? two : one;

            stopped.close();

            assertThat(other.parts().runs().waiting()).as("put off").isZero();
            await().until(() -> nodes(other).size() == 1 && !nodes(other).equals(first));
            gate.open();
            world.awaitClosed(issue);
        }
        assertThat(world.github.comments(issue)).hasSize(1);
        assertThat(world.github.issue(issue).labels()).containsExactly("porter", "success");
    }

    @Test
    void whoeverGoesOnAfterTheResultOnlyCloses() {
        int issue = request(1);
        world.github.failNext(Integer.MAX_VALUE, 502, SharedFlowIT::closes);
        try (Flow one = world.daemon();
                Flow two = world.daemon()) {
            await().until(() -> world.calls().contains("PATCH /issues/1"));
            String result = world.github.comments(issue).get(0).body();
            Flow stopped = holds(one, nodes(two)) ? one : two;
            int uploads = world.target.calls().size();

            // The other one may begin while this one still ends, and try to close in vain.
            world.github.forgetCalls();
            stopped.close();
            world.github.behave();
            world.awaitClosed(issue);

            assertThat(onTheIssue())
                    .containsOnly("GET /issues/comments/ID", "GET /issues/1", "PATCH /issues/1")
                    .containsSubsequence("GET /issues/comments/ID", "GET /issues/1", "PATCH /issues/1");
            assertThat(world.github.comments(issue)).singleElement().satisfies(comment -> assertThat(comment.body())
                    .isEqualTo(result)
                    .contains(":success"));
            assertThat(world.target.calls()).as("nothing is copied again").hasSize(uploads);
        }
        assertThat(world.github.issue(issue).labels()).containsExactly("porter", "success");
    }

    @Test
    void whatIsEditedBetweenResultAndClosingRunsAgain() {
        world.upstream.add("large/app1", "1", LoopbackImages.index("app1", "linux/amd64"));
        world.upstream.add("large/app2", "1", LoopbackImages.index("app2", "linux/amd64"));
        int issue = world.open("[PORTER]gcr.io/large/app1:1");
        world.github.failNext(Integer.MAX_VALUE, 502, SharedFlowIT::closes);
        try (Flow one = world.daemon();
                Flow two = world.daemon()) {
            await().until(() -> world.calls().contains("PATCH /issues/1"));
            Flow stopped = holds(one, nodes(two)) ? one : two;
            world.github.editTitle(issue, "[PORTER]gcr.io/large/app2:1");

            stopped.close();
            world.github.behave();
            world.awaitClosed(issue);
        }
        assertThat(world.github.comments(issue)).hasSize(2);
        assertThat(world.github.comments(issue).get(1).body()).contains("large/app2", ":success");
    }

    @Test
    void onceIsOneOfThemUntilAllIsAnsweredAndRefusesWhereAnotherReadsTheIssues() throws Exception {
        List<Integer> issues = IntStream.range(0, 6).mapToObj(this::request).toList();
        try (Gate gate = gate();
                Flow once = world.beans().once()) {
            once.start();
            await().until(() -> once.parts().overview().running().size() == 2);
            try (Flow daemon = world.daemon()) {
                await().until(() -> nodes(once).size() == 2
                        && daemon.parts().overview().running().size() == 4);
                gate.open();
                once.awaitDone();
                assertThat(issues)
                        .allSatisfy(issue ->
                                assertThat(world.github.issue(issue).open()).isFalse());
                once.close();

                int later = request(6);
                world.awaitClosed(later);
                assertThatThrownBy(() -> world.beans().once())
                        .isInstanceOf(SettingsException.class)
                        .hasMessageContaining("reads these issues already");
            }
        }
        assertThat(issues).allSatisfy(issue -> {
            assertThat(world.github.comments(issue)).hasSize(1);
            assertThat(world.github.issue(issue).labels()).containsExactly("porter", "success");
        });
        assertThat(world.writes())
                .as("three for each: its comment, the result, the closing")
                .hasSize(3 * 7);
    }

    @Test
    void whoHasListedAnIssueAndLeadsNoMoreTakesItNotOnceMore() {
        int issue = request(1);
        String api = world.github.apiUrl().toString();
        try (Gate inThePoll = Gate.closed(world.github.apiUrl().resolve("/"), call -> call.line()
                        .matches("GET .*/issues/comments\\?.*"));
                Flow late = world.with("github.api_url", inThePoll.uri() + "/api/v3")
                        .daemon()) {
            await().until(inThePoll::holds);
            try (Flow other = world.with("github.api_url", api).daemon()) {
                work(late).leadership().close();
                world.awaitClosed(issue);
                world.awaitPolls(3);

                inThePoll.open();
                await().until(() -> late.context().getInflightRepository().size("poll-repository") == 0);
                await().until(() -> other.parts().runs().size() == 0);
            }
        }
        assertThat(world.github.comments(issue)).hasSize(1);
    }

    @Test
    void largeOnesLeaveAPlaceToSmallOnesAtAsManyDaemonsAsThereAre() {
        world.with("limits.small_image", "50KB");
        int[] large = IntStream.range(0, 3)
                .map(image -> request("large", image, bulky(image)))
                .toArray();
        try (Gate gate = gate();
                Flow one = world.daemon();
                Flow two = world.daemon()) {
            await().until(() -> gate.held().stream()
                            .map(line -> line.replaceAll(".*/(app[0-9]+)/.*", "$1"))
                            .distinct()
                            .count()
                    == 2);
            await().until(() -> one.parts().overview().line().size() == 1);
            int[] small = IntStream.range(10, 20)
                    .map(image -> request("small", image, LoopbackImages.index("small" + image, "linux/amd64")))
                    .toArray();
            world.awaitClosed(small);
            assertThat(two.parts().overview().line()).singleElement().matches(RunsOverview.Waiting::large);
            gate.open();
            world.awaitClosed(large);
            await().until(() -> one.parts().runs().size() == 0);
        }
    }

    private static SampleImage bulky(int image) {
        List<SampleImage> images =
                List.of(SampleImages.image(Flavour.OCI, "linux/amd64", List.of(LoopbackImages.random(image, 100_000))));
        return SampleImages.index(Flavour.OCI, images, List.of("linux/amd64"), List.of());
    }

    private int request(String namespace, int image, SampleImage content) {
        world.upstream.add(namespace + "/app" + image, "1", content);
        return world.open("[PORTER]gcr.io/" + namespace + "/app" + image + ":1");
    }

    private int request(int image) {
        return request("large", image, LoopbackImages.index("app" + image, "linux/amd64"));
    }

    private static boolean closes(ExchangeCall call) {
        return call.method().equals("PATCH") && call.path().endsWith("/issues/1");
    }

    /** What was asked about the issue itself, beside the lists. */
    private List<String> onTheIssue() {
        return world.calls().stream()
                .filter(call -> !call.equals("GET /issues") && !call.equals("GET /issues/comments"))
                .toList();
    }

    @Test
    void metersTellOfTheTeamAndWhoDoesNotReadIsNotDeaf() {
        try (Flow one = world.with("app.http_port", String.valueOf(FreePort.find()))
                        .daemon();
                Flow two = world.with("app.http_port", String.valueOf(FreePort.find()))
                        .daemon()) {
            await().until(() -> metric(one, "leads") + metric(two, "leads") == 1);
            await().until(() -> metric(one, "nodes") == 2 && metric(two, "nodes") == 2);
            await().until(() -> metric(one, "github.up") == 1 && metric(two, "github.up") == 1);
            Flow follower = metric(one, "leads") == 0 ? one : two;
            assertThat(metric(follower, "poll.age")).isZero();
        }
    }

    private static double metric(Flow flow, String name) {
        return flow.context()
                .getRegistry()
                .findSingleByType(MeterRegistry.class)
                .get("sync.image." + name)
                .gauge()
                .value();
    }

    private static boolean holds(Flow flow, Set<String> nodes) {
        return nodes.contains(work(flow).membership().self().name());
    }

    private static SharedWork work(Flow flow) {
        return flow.context().getRegistry().lookupByNameAndType(SharedWork.NAME, SharedWork.class);
    }

    private int[] pairs(String tag) {
        return IntStream.range(0, 12)
                .map(at -> world.open("[PORTER]quay.io/" + (at % 2 == 0 ? "one" : "two") + "/m" + at / 2 + ":" + tag))
                .toArray();
    }

    private Gate gate() {
        Gate gate = Gate.closed(world.upstream.uri(), call -> call.line().matches("GET /v2/large/app[0-9]+/blobs/.*"));
        world.through("gcr.io", gate.uri());
        return gate;
    }

    private static Set<String> nodes(Flow flow) {
        return flow.parts().overview().running().stream()
                .map(RunsOverview.Running::node)
                .collect(Collectors.toSet());
    }
}
