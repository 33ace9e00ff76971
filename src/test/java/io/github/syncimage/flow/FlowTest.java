package io.github.syncimage.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.demo.LoopbackGitHub;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.demo.SampleImage;
import io.github.syncimage.testing.Gate;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From the issue to the answer, over HTTP. */
@Tag("slow")
class FlowTest {
    private static final SampleImage IMAGE = LoopbackImages.index("hello", "linux/amd64", "linux/arm64");

    @RegisterExtension
    private final World world = new World();

    private final LoopbackGitHub github = world.github;

    @BeforeEach
    void open() throws IOException {
        world.upstream.add("google-samples/hello-app", "1.0", IMAGE);
    }

    @Test
    void mirrorsAnImageAndAnswersWithOneCommentAndTwoChanges() throws IOException {
        world.withoutProgress();
        int issue = world.open(World.HELLO);

        world.runUntilClosed(issue);

        assertThat(world.target.tags("mirrored/hello-app")).containsExactly("1.0");
        assertThat(world.target.manifest("mirrored/hello-app", "1.0"))
                .hasValueSatisfying(manifest -> assertThat(manifest.digest()).isEqualTo(IMAGE.digest()));
        assertThat(world.labels(issue)).containsExactly("porter", "success");
        assertThat(github.issue(issue).stateReason()).isEqualTo("completed");
        assertThat(world.comment(issue)).contains("docker pull " + world.target.host() + "/mirrored/hello-app:1.0");
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

            assertThat(world.labels(issue)).containsExactly("porter", "success");
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
        int absent = world.open(World.ABSENT);
        int unsupported = world.open("[PORTER]registry.example.com/a/b:1");
        int onePlatform = world.open("[PORTER]gcr.io/google-samples/hello-app:1.0|linux/arm64");
        int otherLabel = github.open("[PORTER]nginx:1", "", "bob", "bug");
        int otherTitle = world.open("bob", "The mirror is great");
        int pullRequest = github.openPullRequest("[PORTER]nginx:1", "bob", "porter");

        world.runUntilClosed(index, single, list, armOnly, absent, unsupported, onePlatform);

        for (int good : List.of(index, single, list, armOnly)) {
            assertThat(world.labels(good)).as("issue %d", good).containsExactly("porter", "success");
        }
        assertThat(world.labels(onePlatform)).containsExactly("porter", "success", "platform");
        for (int bad : List.of(absent, unsupported)) {
            assertThat(world.labels(bad)).containsExactly("porter", "failed");
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

        assertThat(world.comment(issue)).contains("quay.io");
        assertThat(world.writes()).containsExactly("POST /issues/1/comments", "PATCH /issues/1");
    }

    @Test
    void refusesAnImageOfMoreManifestsThanAreReadAndServesAPartOfIt() {
        String[] platforms = IntStream.rangeClosed(0, 64)
                .mapToObj(i -> i == 0 ? "linux/amd64" : "linux/p" + i)
                .toArray(String[]::new);
        world.upstream.add("a/wide", "1", LoopbackImages.index("wide", platforms));
        int all = world.open("[PORTER]gcr.io/a/wide:1|all");
        int part = world.open("[PORTER]gcr.io/a/wide:1");

        world.runUntilClosed(all, part);

        assertThat(world.comment(all))
                .contains("## ❌ Not mirrored", "More than 64 manifests of this image would have to be read");
        assertThat(world.labels(part)).contains("success");
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
        int issue = world.open(World.ABSENT);
        try (Flow flow = world.daemon()) {
            world.awaitClosed(issue);
            github.editTitle(issue, World.HELLO);
            github.reopen(issue);
            world.awaitClosed(issue);
        }

        assertThat(world.labels(issue)).containsExactly("porter", "success");
        assertThat(github.comments(issue)).hasSize(2);
    }

    @Test
    void retriesForTheAuthorAndForMaintainersOnly() {
        github.associate("maint", "COLLABORATOR");
        int issue = world.open(World.ABSENT);
        world.runUntilClosed(issue);
        int other = world.open("[PORTER]registry.example.com/a/b:1");
        world.runUntilClosed(other);
        World.tick();
        world.upstream.add("google-samples/hello-app", "9.9", IMAGE);
        github.comment(issue, "stranger", "/retry");
        github.comment(issue, "other[bot]", "/retry");
        github.comment(other, "maint", "/retry");

        try (Flow flow = world.daemon()) {
            world.awaitComments(other, 3);
            assertThat(world.labels(issue)).containsExactly("porter", "failed");
            github.comment(issue, "alice", " /retry ");
            await().until(() -> world.labels(issue).contains("success"));
        }

        assertThat(world.labels(issue)).containsExactly("porter", "success");
    }

    @Test
    void mirrorsSeveralImagesOfOneIssueAndAnswersOnce() {
        world.with("limits.images_per_issue", "3");
        world.upstream.add("coreos/etcd", "v3", LoopbackImages.single("etcd", "linux/amd64"));
        int issue = github.open(World.HELLO, "quay.io/coreos/etcd:v3\nquay.io/coreos/etcd:none", "alice", "porter");

        world.runUntilClosed(issue);

        assertThat(world.target.repositories())
                .containsExactlyInAnyOrder("mirrored/hello-app", "mirrored/quay.coreos.etcd");
        assertThat(world.comment(issue)).contains("/hello-app:1.0", "quay.coreos.etcd:v3", "etcd:none");
        assertThat(world.labels(issue)).containsExactly("porter", "failed");
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
        assertThat(world.comment(issue))
                .contains("(1 of 3)", "The title to write: `[PORTER]quay.io/coreos/etcd:v3`", "`nginx:${NGINX}`");
    }

    @Test
    void tellsOfImagesBeyondTheLimit() {
        world.with("limits.images_per_issue", "2");
        world.upstream.add("coreos/etcd", "v3", LoopbackImages.single("etcd", "linux/amd64"));
        int issue = github.open(
                World.HELLO,
                "quay.io/coreos/etcd:v3\nquay.io/coreos/etcd:v4\nquay.io/coreos/etcd:v5",
                "alice",
                "porter");

        world.runUntilClosed(issue);

        assertThat(world.comment(issue))
                .contains("names 2 more than one issue may ask for")
                .doesNotContain("etcd:v4");
        assertThat(world.labels(issue)).containsExactly("porter", "success");
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "zh"})
    void refusesWhomAndWhatTheOperatorDenies(String language) throws IOException {
        world.with("report.language", language).with("limits.denied_users", "Mallory: asked for 500 images");
        Files.writeString(world.folder.resolve("configs/rules.yaml"), "\"^gcr.io/evil/\": deny\n\"^gcr.io\": \"\"\n");
        int user = world.open("mallory", World.HELLO);
        int image = world.open("[PORTER]gcr.io/evil/hello-app:1.0");

        world.runUntilClosed(user, image);

        for (int refused : List.of(user, image)) {
            assertThat(world.labels(refused)).containsExactly("porter", "failed");
            assertThat(github.issue(refused).stateReason()).isEqualTo("not_planned");
        }
        assertThat(world.comment(user))
                .contains("asked for 500 images", language.equals("en") ? "requests of your account" : "不受理您账号的请求")
                .doesNotContain("/retry");
        assertThat(world.comment(image))
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
            assertThat(world.comment(issue))
                    .contains("gcr.io", "⏳")
                    .containsPattern("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d UTC");
        }
        assertThat(world.labels(issue)).containsExactly("porter");

        world.later(Duration.ofSeconds(50));
        world.runUntilClosed(issue);
        assertThat(github.comments(issue)).hasSize(1);
        assertThat(world.labels(issue)).containsExactly("porter", "success");
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

        Gate gate = world.gateBlobs();
        try (Flow flow = world.daemon()) {
            await().until(() -> world.writes().contains("PATCH /issues/comments/ID"));
            assertThat(github.issue(issue).open()).isTrue();
            assertThat(world.comment(issue)).contains("⏳").doesNotContain("docker pull");
            gate.open();
            world.awaitClosed(issue);
        }

        assertThat(world.comment(issue)).contains("docker pull");
    }

    /** Whoever returns from it ends the program. */
    @Test
    void whoStopsItWhileItStopsWaitsForTheEnd() {
        world.open(World.HELLO);
        Gate gate = world.gateBlobs();
        try (Flow flow = world.daemon()) {
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
}
