package io.github.syncimage.flow.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.demo.Flavour;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.demo.SampleImage;
import io.github.syncimage.demo.SampleImages;
import io.github.syncimage.flow.Flow;
import io.github.syncimage.flow.World;
import io.github.syncimage.flow.line.Turns;
import io.github.syncimage.run.RequestRun;
import io.github.syncimage.testing.Gate;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is served when, and how many at once: through the daemon, with registries whose blobs wait for a gate. */
@Tag("slow")
class TurnsFlowTest {
    private static final Pattern BLOB = Pattern.compile("GET /v2/large/(app[0-9]+)/blobs/.*");

    @RegisterExtension
    private final World world =
            new World().withoutProgress().with("github.comments_per_hour", "0").with("github.writes_per_minute", "0");

    @BeforeEach
    void open() throws IOException {
        // So many comments and closings at once are more than the pace for GitHub lets through.
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 16})
    void asManyRunAtOnceAsTheLimitSays(int limit) {
        world.with("limits.concurrent_requests", String.valueOf(limit));
        List<Integer> issues = large("alice", limit + 4);

        Gate gate = gate();
        try (Flow flow = world.daemon()) {
            await().until(() -> copying(gate).size() == limit);
            // All others have been told that they wait, so nothing is on its way any more.
            await().until(() -> issues.stream()
                    .allMatch(issue -> world.github.comments(issue).size() == 1));
            assertThat(copying(gate)).hasSize(limit);
            assertThat(flow.parts().runs().size()).isEqualTo(limit + 4);
            gate.open();
            awaitClosed(issues);
        }
    }

    @Test
    void manyRequestsOfOneHoldUpNobodyElses() {
        world.with("limits.concurrent_requests", "1");
        List<Integer> alices = large("alice", 6);

        Gate gate = gate();
        try (Flow flow = world.daemon()) {
            await().until(gate::holds);
            int bobs = request("bob", "large/app90");
            await().until(() -> world.github.comments(bobs).size() == 1);
            gate.open();
            awaitClosed(alices);
            awaitClosed(List.of(bobs));

            assertThat(closed()).startsWith(alices.get(0), bobs).containsSubsequence(alices);
        }
    }

    @Test
    void aCommentThatWaitsSaysAtWhichPlace() {
        world.with("limits.concurrent_requests", "1");
        List<Integer> alices = large("alice", 3);

        Gate gate = gate();
        try (Flow flow = world.daemon()) {
            await().until(() -> alices.stream()
                    .allMatch(issue -> world.github.comments(issue).size() == 1));
            assertThat(world.lastComment(alices.get(0))).contains("waits for its turn.");
            assertThat(world.lastComment(alices.get(2))).contains("waits for its turn, number 2 in line");
            gate.open();
            awaitClosed(alices);
        }
    }

    @Test
    void whatNeedsNoCopyWaitsBehindNone() {
        world.with("limits.concurrent_requests", "1");
        world.upstream.add("small/app", "1", LoopbackImages.single("small", "linux/amd64"));
        try (Flow flow = world.daemon()) {
            awaitClosed(List.of(request("bob", "small/app", "1")));
        }
        List<Integer> alices = large("alice", 3);

        Gate gate = gate();
        try (Flow flow = world.daemon()) {
            await().until(gate::holds);
            int present = request("bob", "small/app", "1");
            int absent = request("bob", "small/app", "9");
            int refused = world.open("[PORTER]registry.example.com/a/b:1");
            awaitClosed(List.of(present, absent, refused));

            assertThat(world.labels(present)).contains("success");
            assertThat(world.labels(absent)).contains("failed");
            assertThat(world.github.comments(present)).hasSize(1);
            assertThat(alices).allMatch(issue -> world.github.issue(issue).open());
            gate.open();
            awaitClosed(alices);
        }
    }

    @Test
    void whatSomebodyElseHasByThenIsNotAnsweredOnceMore() {
        world.with("limits.concurrent_requests", "1");
        world.upstream.add("small/app", "1", LoopbackImages.single("small", "linux/amd64"));
        try (Flow flow = world.daemon()) {
            awaitClosed(List.of(request("bob", "small/app", "1")));
        }
        List<Integer> alices = large("alice", 1);

        try (Gate large = gate();
                Gate look = Gate.closed(large.uri(), call -> call.line().contains("/small/app/manifests/"));
                Flow flow = world.through("gcr.io", look.uri()).daemon()) {
            await().until(large::holds);
            int present = request("bob", "small/app", "1");
            await().until(look::holds);
            Turns turns = (Turns) flow.beans().get("turns");
            RequestRun taken = turns.ours(World.id(present)).orElseThrow();
            assertThat(turns.takeAside(taken)).isTrue();
            look.open();
            await().until(() -> flow.context().getInflightRepository().size("answer-first") == 0);

            assertThat(world.github.comments(present)).isEmpty();
            flow.parts().runs().again(taken);
            awaitClosed(List.of(present));
            assertThat(world.github.comments(present)).hasSize(1);
            large.open();
            awaitClosed(alices);
        }
    }

    @Test
    void whatAnotherRunHasBroughtIsAnsweredAtOnce() {
        world.with("limits.concurrent_requests", "1");
        int first = request("bob", "large/app1");

        try (Gate one = Gate.closed(world.upstream.uri(), call -> call.line().contains("/app1/blobs/"));
                Gate rest = Gate.closed(one.uri(), call -> call.line().contains("/app2/blobs/"));
                Flow flow = world.through("gcr.io", rest.uri()).daemon()) {
            await().until(one::holds);
            int large = request("alice", "large/app2");
            await().until(() -> world.github.comments(large).size() == 1);
            int same = world.open("[PORTER]gcr.io/large/app1:1|linux/amd64");
            await().until(() -> world.github.comments(same).size() == 1);
            one.open();
            await().until(rest::holds);
            awaitClosed(List.of(first, same));

            assertThat(world.labels(same)).contains("success");
            assertThat(world.github.comments(same)).hasSize(1);
            assertThat(world.github.issue(large).open()).isTrue();
            rest.open();
            awaitClosed(List.of(large));
        }
    }

    /** Its image was not there yet when it was looked for, and nobody waits who is only being answered. */
    @Test
    void whatArrivesWhileTheFirstAnswerIsWrittenWaitsForNoWorkerEither() {
        world.with("limits.concurrent_requests", "1");
        int first = request("bob", "large/app1");

        try (Gate one = Gate.closed(world.upstream.uri(), call -> call.line().contains("/app1/blobs/"));
                Gate rest = Gate.closed(one.uri(), call -> call.line().contains("/app2/blobs/"));
                Gate answer = Gate.closed(gitHub(), call -> call.line().matches("POST .*/issues/3/comments"));
                Flow flow = world.through("gcr.io", rest.uri())
                        .with("github.api_url", answer.uri() + "/api/v3")
                        .daemon()) {
            await().until(one::holds);
            int large = request("alice", "large/app2");
            await().until(() -> world.github.comments(large).size() == 1);
            int same = world.open("[PORTER]gcr.io/large/app1:1|linux/amd64");
            await().until(answer::holds);
            one.open();
            awaitClosed(List.of(first));
            await().until(rest::holds);
            answer.open();
            awaitClosed(List.of(same));

            assertThat(world.github.comments(same)).hasSize(1);
            assertThat(world.github.issue(large).open()).isTrue();
            rest.open();
            awaitClosed(List.of(large));
        }
    }

    /** The first has forty issues, all of them older than anybody else's. */
    @Test
    void twoHundredIssuesOfManyUsersAreServedRoundByRound() {
        world.with("limits.concurrent_requests", "16");
        SampleImage image = LoopbackImages.single("many", "linux/amd64");
        Map<Integer, String> users = new LinkedHashMap<>();
        for (int i = 0; i < 200; i++) {
            String user = "user" + (i < 40 ? 0 : 1 + i % 10);
            world.upstream.add("large/app0", "t" + i, image);
            users.put(request(user, "large/app0", "t" + i), user);
        }

        Gate gate = gate();
        try (Flow flow = world.daemon()) {
            await().until(() -> users.keySet().stream()
                    .allMatch(issue -> world.github.comments(issue).size() == 1));
            assertThat(flow.parts().runs().size()).isEqualTo(200);
            gate.open();
            awaitClosed(List.copyOf(users.keySet()));
        }

        // Of the first one's, sixteen were at the workers before the others came. What has begun in turn since, sixteen
        // at once, ends in any order; when all of the others' has begun, the first one's is all that is left.
        Map<String, Integer> served = new HashMap<>();
        users.values().forEach(user -> served.put(user, 0));
        int ofOthers = 160;
        for (int issue : closed()) {
            String user = users.get(issue);
            int now = served.merge(user, 1, Integer::sum);
            ofOthers -= user.equals("user0") ? 0 : 1;
            if (ofOthers <= 16) {
                break;
            }
            assertThat(now - Collections.min(served.values())).as(user).isLessThanOrEqualTo(16 + 2 + 16);
        }
    }

    @Test
    void manyFirstCommentsHoldUpNoPoll() {
        List<Integer> issues = large("alice", 12);

        try (Gate gate = Gate.closed(gitHub(), call -> call.line().startsWith("POST "));
                Flow flow = world.with("github.api_url", gate.uri() + "/api/v3").daemon()) {
            await().until(gate::holds);
            world.awaitPolls(3);
            gate.open();
            awaitClosed(issues);
        }
    }

    @Test
    void smallOnesAreServedWhileLargeOnesMoveAndLargeOnesGoRoundOverARestart() {
        sized();
        List<Integer> large = new ArrayList<>(List.of(bulky("alice", 1)));
        List<Integer> small = new ArrayList<>();
        Gate gate = gate();
        Flow flow = world.daemon();
        await().until(gate::holds);
        large.addAll(List.of(bulky("alice", 2), bulky("bob", 3)));
        awaitSaid(large.get(1), "in line of large images");
        awaitSaid(large.get(2), "in line of large images");
        for (int i = 11; i <= 20; i++) {
            small.add(request("alice", "small/app" + i));
        }
        awaitClosed(small);
        assertThat(copying(gate)).containsExactly("app1");
        assertThat(world.lastComment(large.get(1))).contains("waits for its turn, number ", " when this was written.");

        int late = bulky("carol", 4);
        awaitSaid(late, "number 3 in line of large images when this was written");
        world.github.comment(late, "carol", "/cancel");
        awaitClosed(List.of(late));
        world.stop(flow, gate);
        world.github.forgetCalls();
        try (Flow next = world.daemon()) {
            awaitClosed(large);
        }
        assertThat(closed()).containsExactly(large.get(0), large.get(2), large.get(1));
        assertThat(large).allSatisfy(issue -> assertThat(world.github.comments(issue))
                .singleElement()
                .satisfies(comment -> assertThat(comment.body()).contains(":success")));
        for (int i = 1; i <= 3; i++) {
            assertThat(manifestsRead("large/app" + i))
                    .as("to know it, and to copy it")
                    .isLessThanOrEqualTo(2);
        }
    }

    @Test
    void withoutAPlaceForSmallOnesAllAreTakenForLargeOnes() {
        sized().with("limits.small_image", "0");
        List<Integer> large = List.of(bulky("alice", 1), bulky("alice", 2));
        Gate gate = gate();
        try (Flow flow = world.daemon()) {
            await().until(() -> copying(gate).size() == 2);
            gate.open();
            awaitClosed(large);
        }
        assertThat(manifestsRead("large/app2")).isEqualTo(1);
    }

    @Test
    void ofSeveralImagesOnlyTheLargeOneWaitsForItsPlace() {
        sized();
        int large = bulky("alice", 1);
        bulk(2);
        world.upstream.add("small/app11", "1", LoopbackImages.single("small", "linux/amd64"));
        Gate gate = gate();
        try (Flow flow = world.daemon()) {
            await().until(gate::holds);
            int both = world.github.open("[PORTER]gcr.io/large/app2:1", "gcr.io/small/app11:1", "bob", "porter");
            awaitSaid(both, "in line of large images");
            assertThat(world.target.repositories()).contains("mirrored/app11");
            gate.open();
            awaitClosed(List.of(large, both));
            assertThat(world.labels(both)).contains("success");
        }
    }

    @Test
    void largeOnesWaitForTheirHoursAndGoOnThenByThemselves() {
        ZonedDateTime begin = ZonedDateTime.now(ZoneOffset.UTC)
                .truncatedTo(ChronoUnit.MINUTES)
                .plusMinutes(5);
        DateTimeFormatter minute = DateTimeFormatter.ofPattern("HH:mm");
        sized().with(
                        "limits.large_images",
                        "CRON_TZ=UTC " + minute.format(begin) + "-" + minute.format(begin.plusHours(2)));
        world.github.associate("maint", "COLLABORATOR");
        int small = request("alice", "small/app11");
        int large = bulky("alice", 1);
        int wanted = bulky("bob", 2);
        try (Flow flow = world.daemon()) {
            String until = "It goes on at about " + begin.toLocalDate() + " " + minute.format(begin) + " UTC";
            await().until(() -> world.lastComment(large).contains(until)
                    && world.lastComment(wanted).contains(until));
            assertThat(world.lastComment(large)).contains("Large images are mirrored at certain hours.");
            awaitClosed(List.of(small));
            assertThat(flow.parts().overview().held())
                    .extracting(RunsOverview.Held::host)
                    .containsOnly("hours");
            world.github.comment(wanted, "maint", "/retry");
            awaitClosed(List.of(wanted));
            assertThat(world.closed(large)).isFalse();

            world.later(Duration.ofMinutes(5));
            world.awaitClosed(large);
        }
        assertThat(world.labels(large)).contains("success");
        assertThat(world.github.comments(large)).hasSize(1);
        assertThat(manifestsRead("large/app1")).isEqualTo(2);
    }

    @Test
    void whoWaitsIsToldForAboutHowLong() {
        world.with("limits.concurrent_requests", "1");
        List<Integer> before = new ArrayList<>();
        for (int i = 11; i <= 15; i++) {
            before.add(request("bob", "small/app" + i));
        }
        List<Integer> alices = new ArrayList<>();
        Gate gate = gate();
        try (Flow flow = world.daemon()) {
            awaitClosed(before);
            alices.addAll(large("alice", 3));
            await().until(() -> alices.stream()
                    .allMatch(issue -> world.github.comments(issue).size() == 1));
            assertThat(world.lastComment(alices.get(2)))
                    .contains("waits for its turn, number 2 in line when this was written, about 1 min from then.");
            gate.open();
            awaitClosed(alices);
        }
    }

    private void awaitSaid(int issue, String text) {
        await().untilAsserted(() -> assertThat(world.lastComment(issue)).contains(text));
    }

    private World sized() {
        return world.with("limits.concurrent_requests", "2").with("limits.small_image", "50KB");
    }

    /** An issue for an image that is large. */
    private int bulky(String user, int number) {
        bulk(number);
        return request(user, "large/app" + number, "1");
    }

    /** An index tells its platforms, so that the gate at blobs lets its size be known. */
    private void bulk(int number) {
        List<SampleImage> images = List.of(
                SampleImages.image(Flavour.OCI, "linux/amd64", List.of(LoopbackImages.random(number, 100_000))));
        world.upstream.add(
                "large/app" + number, "1", SampleImages.index(Flavour.OCI, images, List.of("linux/amd64"), List.of()));
    }

    /** How often index and manifest were read. */
    private long manifestsRead(String repository) {
        return world.upstream.calls().stream()
                        .filter(call ->
                                call.method().equals("GET") && call.path().contains("/" + repository + "/manifests/"))
                        .count()
                / 2;
    }

    private URI gitHub() {
        URI api = world.github.apiUrl();
        return URI.create(api.getScheme() + "://" + api.getAuthority());
    }

    private Gate gate() {
        return world.gate("gcr.io", call -> BLOB.matcher(call.line()).matches());
    }

    private static Set<String> copying(Gate gate) {
        return gate.held().stream()
                .map(BLOB::matcher)
                .filter(Matcher::matches)
                .map(line -> line.group(1))
                .collect(Collectors.toSet());
    }

    /** Issues for as many images. */
    private List<Integer> large(String user, int number) {
        List<Integer> issues = new ArrayList<>();
        for (int i = 1; i <= number; i++) {
            issues.add(request(user, "large/app" + i));
        }
        return issues;
    }

    private int request(String user, String repository) {
        world.upstream.add(repository, "1", LoopbackImages.single(repository, "linux/amd64"));
        return request(user, repository, "1");
    }

    private int request(String user, String repository, String tag) {
        return world.open(user, "[PORTER]gcr.io/" + repository + ":" + tag);
    }

    private List<Integer> closed() {
        return world.writes().stream()
                .filter(call -> call.matches("PATCH /issues/[0-9]+"))
                .map(call -> Integer.valueOf(call.substring("PATCH /issues/".length())))
                .toList();
    }

    private void awaitClosed(List<Integer> issues) {
        world.awaitClosed(issues.stream().mapToInt(issue -> issue).toArray());
    }
}
