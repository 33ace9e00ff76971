package io.github.syncimage.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.demo.Comment;
import io.github.syncimage.demo.LoopbackGitHub;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.demo.SampleImage;
import io.github.syncimage.testing.Gate;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From the issue to the answer, over HTTP. */
@Tag("slow")
class FlowTest {
    private static final SampleImage IMAGE = LoopbackImages.index("hello", "linux/amd64", "linux/arm64");

    @TempDir
    private Path folder;

    private World world;
    private LoopbackGitHub github;

    @BeforeEach
    void open() throws IOException {
        world = new World(folder);
        github = world.github;
        world.upstream.add("google-samples/hello-app", "1.0", IMAGE);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void mirrorsAnImageAndAnswersWithOneCommentAndTwoChanges() throws IOException {
        world.withoutProgress();
        int issue = world.open(World.HELLO);

        world.runUntilClosed(issue);

        assertThat(world.target.tags("mirrored/hello-app")).containsExactly("1.0");
        assertThat(world.target.manifest("mirrored/hello-app", "1.0"))
                .hasValueSatisfying(manifest -> assertThat(manifest.digest()).isEqualTo(IMAGE.digest()));
        assertThat(github.issue(issue).labels()).containsExactly("porter", "success");
        assertThat(github.issue(issue).stateReason()).isEqualTo("completed");
        assertThat(onlyComment(issue).body())
                .contains("docker pull " + world.target.host() + "/mirrored/hello-app:1.0");
        assertThat(world.writes())
                .containsExactly("POST /issues/1/comments", "PATCH /issues/comments/ID", "PATCH /issues/1");
        List<String> calls = world.calls();
        assertThat(calls).doesNotContain("GET /issues/1/comments", "GET /user");
        // A list that is read right after the closing, before the program knows of that, does not show the issue: then
        // it is looked at, too.
        assertThat(calls.subList(0, calls.indexOf("PATCH /issues/1"))).containsOnlyOnce("GET /issues/1");
    }

    @Test
    void aPortThatIsTakenCostsHealthAndMetricsOnly() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            world.with("app.http_port", String.valueOf(taken.getLocalPort()));
            int issue = world.open(World.HELLO);

            world.runUntilClosed(issue);

            assertThat(github.issue(issue).labels()).containsExactly("porter", "success");
        }
    }

    @Test
    void answersSevenRequestsAndLeavesThreeIssuesAlone() {
        world.upstream.add(
                "library/nginx",
                "1",
                LoopbackImages.indexWithAttestations("n", "linux/amd64", "linux/arm64", "linux/s390x"));
        world.upstream.add("coreos/etcd", "v3", LoopbackImages.single("etcd", "linux/amd64"));
        world.upstream.add("acme/app", "2", LoopbackImages.dockerList("app", "linux/amd64", "linux/arm64"));
        world.upstream.add("acme/arm", "1", LoopbackImages.index("arm", "linux/arm64"));
        int index = world.open("[PORTER]nginx:1");
        int single = world.open("[PORTER]quay.io/coreos/etcd:v3");
        int list = world.open("[PORTER]ghcr.io/acme/app:2");
        int armOnly = world.open("[PORTER]ghcr.io/acme/arm:1");
        int absent = world.open("[PORTER]gcr.io/google-samples/hello-app:9.9");
        int unsupported = world.open("[PORTER]registry.example.com/a/b:1");
        int onePlatform = world.open("[PORTER]gcr.io/google-samples/hello-app:1.0|linux/arm64");
        int otherLabel = github.open("[PORTER]nginx:1", "", "bob", "bug");
        int otherTitle = github.open("The mirror is great", "", "bob", "porter");
        int pullRequest = github.openPullRequest("[PORTER]nginx:1", "bob", "porter");

        try (Flow flow = world.daemon()) {
            await().until(() -> List.of(index, single, list, armOnly, absent, unsupported, onePlatform).stream()
                    .noneMatch(issue -> github.issue(issue).open()));
        }

        for (int good : List.of(index, single, list, armOnly)) {
            assertThat(github.issue(good).labels()).as("issue %d", good).containsExactly("porter", "success");
        }
        assertThat(github.issue(onePlatform).labels()).containsExactly("porter", "success", "platform");
        for (int bad : List.of(absent, unsupported)) {
            assertThat(github.issue(bad).labels()).containsExactly("porter", "failed");
            assertThat(github.issue(bad).stateReason()).isEqualTo("not_planned");
        }
        for (int answered : List.of(index, single, list, armOnly, absent, unsupported, onePlatform)) {
            assertThat(github.comments(answered)).hasSize(1);
        }
        for (int alone : List.of(otherLabel, otherTitle, pullRequest)) {
            assertThat(github.issue(alone).open()).isTrue();
            assertThat(github.comments(alone)).isEmpty();
        }
        assertThat(world.target.repositories())
                .containsExactlyInAnyOrder(
                        "mirrored/nginx",
                        "mirrored/quay.coreos.etcd",
                        "mirrored/app",
                        "mirrored/arm",
                        "mirrored/hello-app");
        assertThat(world.writes()).noneMatch(call -> call.matches("[A-Z]+ /issues/(8|9|10)(/.*)?"));
    }

    @Test
    void refusesWithACommentAndAChangeAndNoMore() {
        int issue = world.open("[PORTER]registry.example.com/a/b:1");

        world.runUntilClosed(issue);

        assertThat(onlyComment(issue).body()).contains("quay.io");
        assertThat(world.writes()).containsExactly("POST /issues/1/comments", "PATCH /issues/1");
    }

    @Test
    void refusesAnImageOfMoreManifestsThanAreReadAndServesAPartOfIt() {
        String[] platforms = IntStream.rangeClosed(0, 64)
                .mapToObj(i -> i == 0 ? "linux/amd64" : "linux/p" + i)
                .toArray(String[]::new);
        world.with("report.language", "en").upstream.add("a/wide", "1", LoopbackImages.index("wide", platforms));
        int all = world.open("[PORTER]gcr.io/a/wide:1|all");
        int part = world.open("[PORTER]gcr.io/a/wide:1");

        world.runUntilClosed(all, part);

        assertThat(onlyComment(all).body())
                .contains("## ❌ Not mirrored", "More than 64 manifests of this image would have to be read");
        assertThat(github.issue(part).labels()).contains("success");
        assertThat(world.upstream.calls().stream()
                        .filter(call -> call.method().equals("GET"))
                        .filter(call -> call.path().contains("/manifests/")))
                .as("the index for both, and the part's manifest")
                .hasSize(3);
    }

    @Test
    void takesTheOldestFirst() {
        world.with("limits.concurrent_requests", "1");
        world.upstream.add("coreos/etcd", "v3", LoopbackImages.single("etcd", "linux/amd64"));
        int first = world.open(World.HELLO);
        // Another image: a run for one that is there already does not wait for its turn.
        int second = world.open("[PORTER]quay.io/coreos/etcd:v3");

        world.runUntilClosed(first, second);

        assertThat(world.writes().stream().filter(call -> call.matches("PATCH /issues/[0-9]+")))
                .containsExactly("PATCH /issues/" + first, "PATCH /issues/" + second);
    }

    @Test
    void answersAgainWhenTheIssueIsOpenedAgain() {
        int issue = world.open("[PORTER]gcr.io/google-samples/hello-app:9.9");
        try (Flow flow = world.daemon()) {
            world.awaitClosed(issue);
            github.editTitle(issue, "[PORTER]gcr.io/google-samples/hello-app:1.0");
            github.reopen(issue);
            world.awaitClosed(issue);
        }

        assertThat(github.issue(issue).labels()).containsExactly("porter", "success");
        assertThat(github.comments(issue)).hasSize(2);
    }

    @Test
    void answersAgainWhenItIsOpenedAgainWhileTheProgramIsAway() {
        int issue = world.open(World.HELLO);
        world.runUntilClosed(issue);
        github.reopen(issue);
        world.runUntilClosed(issue);

        assertThat(github.issue(issue).labels()).containsExactly("porter", "success");
        assertThat(github.comments(issue)).hasSize(2);
    }

    @Test
    void retriesForTheAuthorAndForMaintainersOnly() {
        github.associate("maint", "COLLABORATOR");
        int issue = world.open("[PORTER]gcr.io/google-samples/hello-app:9.9");
        world.runUntilClosed(issue);
        int other = world.open("[PORTER]registry.example.com/a/b:1");
        world.runUntilClosed(other);
        World.tick();
        world.upstream.add("google-samples/hello-app", "9.9", IMAGE);
        github.comment(issue, "stranger", "/retry");
        github.comment(issue, "other[bot]", "/retry");
        github.comment(other, "maint", "/retry");

        try (Flow flow = world.daemon()) {
            await().until(() ->
                    github.comments(other).size() == 3 && !github.issue(other).open());
            assertThat(github.issue(issue).labels()).containsExactly("porter", "failed");
            github.comment(issue, "alice", " /retry ");
            await().until(() -> github.issue(issue).labels().contains("success"));
        }

        assertThat(github.issue(issue).labels()).containsExactly("porter", "success");
    }

    @Test
    void mirrorsSeveralImagesOfOneIssueAndAnswersOnce() {
        world.with("limits.images_per_issue", "3");
        world.upstream.add("coreos/etcd", "v3", LoopbackImages.single("etcd", "linux/amd64"));
        int issue = github.open(
                "[PORTER]gcr.io/google-samples/hello-app:1.0",
                "quay.io/coreos/etcd:v3\nquay.io/coreos/etcd:none",
                "alice",
                "porter");

        world.runUntilClosed(issue);

        assertThat(world.target.repositories())
                .containsExactlyInAnyOrder("mirrored/hello-app", "mirrored/quay.coreos.etcd");
        assertThat(onlyComment(issue).body()).contains("/hello-app:1.0", "quay.coreos.etcd:v3", "etcd:none");
        assertThat(github.issue(issue).labels()).containsExactly("porter", "failed");
    }

    @Test
    void mirrorsWhatAPastedFileNamesAndTellsTheTitleToWriteForTheRest() {
        world.upstream.add("coreos/etcd", "v3", LoopbackImages.single("etcd", "linux/amd64"));
        int issue = github.open("[PORTER]", """
                ```yaml
                services:
                  web: { image: "gcr.io/google-samples/hello-app:${TAG:-1.0}" }
                  other: { image: docker.io/quay.io/coreos/etcd:v3 }
                  open: { image: "nginx:${NGINX}" }
                ```
                """, "alice", "porter");

        world.runUntilClosed(issue);

        assertThat(world.target.repositories()).containsExactly("mirrored/hello-app");
        assertThat(onlyComment(issue).body())
                .contains("(1 of 3)", "The title to write: `[PORTER]quay.io/coreos/etcd:v3`", "`nginx:${NGINX}`");
    }

    @Test
    void tellsOfImagesBeyondTheLimit() {
        world.with("limits.images_per_issue", "2");
        world.upstream.add("coreos/etcd", "v3", LoopbackImages.single("etcd", "linux/amd64"));
        int issue = github.open(
                "[PORTER]gcr.io/google-samples/hello-app:1.0",
                "quay.io/coreos/etcd:v3\nquay.io/coreos/etcd:v4\nquay.io/coreos/etcd:v5",
                "alice",
                "porter");

        world.runUntilClosed(issue);

        assertThat(onlyComment(issue).body())
                .contains("names 2 more than one issue may ask for")
                .doesNotContain("etcd:v4");
        assertThat(github.issue(issue).labels()).containsExactly("porter", "success");
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "zh"})
    void refusesWhomAndWhatTheOperatorDenies(String language) throws IOException {
        world.with("report.language", language).with("limits.denied_users", "Mallory: asked for 500 images");
        Files.writeString(folder.resolve("configs/rules.yaml"), "\"^gcr.io/evil/\": deny\n\"^gcr.io\": \"\"\n");
        int user = github.open("[PORTER]gcr.io/google-samples/hello-app:1.0", "", "mallory", "porter");
        int image = world.open("[PORTER]gcr.io/evil/hello-app:1.0");

        world.runUntilClosed(user, image);

        for (int refused : List.of(user, image)) {
            assertThat(github.issue(refused).labels()).containsExactly("porter", "failed");
            assertThat(github.issue(refused).stateReason()).isEqualTo("not_planned");
        }
        assertThat(onlyComment(user).body())
                .contains("asked for 500 images", language.equals("en") ? "requests of your account" : "不受理您账号的请求")
                .doesNotContain("/retry");
        assertThat(onlyComment(image).body())
                .contains("gcr.io/evil/hello-app", language.equals("en") ? "does not serve this image" : "不提供这个镜像");
        assertThat(world.target.repositories()).isEmpty();
        assertThat(world.upstream.calls()).isEmpty();
    }

    @Test
    void waitsForARegistryThatIsOverItsLimitAndGoesOnByItself() {
        world.upstream.limitRate(1, call -> call.path().contains("hello-app"), Duration.ofSeconds(50));
        int issue = world.open(World.HELLO);

        try (Flow flow = world.daemon()) {
            await().until(() -> flow.parts().runs().waiting() == 1);
            assertThat(github.issue(issue).open()).isTrue();
            assertThat(onlyComment(issue).body())
                    .contains("gcr.io", "⏳")
                    .containsPattern("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d UTC");
        }
        assertThat(github.issue(issue).labels()).containsExactly("porter");

        // The next start knows nothing of the limit.
        world.runUntilClosed(issue);
        assertThat(github.comments(issue)).hasSize(1);
        assertThat(github.issue(issue).labels()).containsExactly("porter", "success");
    }

    @Test
    void letsAnOperatorPutAnotherEndpointBetweenAcceptingAndMirroring() throws IOException {
        Files.writeString(world.home.camelProperties(), "requests.queue = seda:other\n");
        int issue = world.open(World.HELLO);

        try (Flow flow = world.daemon()) {
            world.awaitClosed(issue);
            assertThat(flow.context().getRoute("serve-request").getEndpoint().getEndpointUri())
                    .startsWith("seda://other");
        }
    }

    @Test
    void showsHowFarALongCopyIsAndThenTheResult() {
        int issue = world.open(World.HELLO);

        try (Gate gate = Gate.closed(world.upstream.uri(), call -> call.line().contains("/blobs/"));
                Flow flow = world.through("gcr.io", gate.uri()).daemon()) {
            await().until(() -> world.writes().contains("PATCH /issues/comments/ID"));
            assertThat(github.issue(issue).open()).isTrue();
            assertThat(onlyComment(issue).body()).contains("⏳").doesNotContain("docker pull");
            gate.open();
            world.awaitClosed(issue);
        }

        assertThat(onlyComment(issue).body()).contains("docker pull");
    }

    /** Whoever returns from it ends the program. */
    @Test
    void whoStopsItWhileItStopsWaitsForTheEnd() {
        world.open(World.HELLO);
        try (Gate gate = Gate.closed(world.upstream.uri(), call -> call.line().contains("/blobs/"));
                Flow flow = world.through("gcr.io", gate.uri()).daemon()) {
            await().until(gate::holds);
            CompletableFuture<Void> first = CompletableFuture.runAsync(flow::close);
            await().until(() -> flow.parts().runs().stops());
            CompletableFuture<Boolean> second = CompletableFuture.supplyAsync(() -> {
                flow.close();
                return flow.context().isStopped();
            });
            gate.open();

            assertThat(second.join()).isTrue();
            first.join();
        }
    }

    private Comment onlyComment(int issue) {
        List<Comment> comments = github.comments(issue);
        assertThat(comments).hasSize(1);
        return comments.get(0);
    }
}
