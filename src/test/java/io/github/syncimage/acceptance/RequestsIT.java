package io.github.syncimage.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.demo.SampleImage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What requesters ask for and get: seven requests, three other issues, real registries, a real client. */
class RequestsIT {
    private static final SampleImage INDEX =
            LoopbackImages.indexWithAttestations("hello", "linux/amd64", "linux/arm64", "linux/s390x");
    private static final SampleImage PAIR = LoopbackImages.indexWithAttestations("pair", "linux/amd64", "linux/arm64");
    private static final SampleImage SINGLE = LoopbackImages.single("pause", "linux/amd64");
    private static final SampleImage LIST = LoopbackImages.dockerList("etcd", "linux/amd64", "linux/arm64");
    private static final SampleImage ARM = LoopbackImages.single("arm", "linux/arm64");

    @TempDir
    private Path folder;

    private Place place;

    @BeforeEach
    void open() throws Exception {
        place = new Place(folder);
        place.push("google-samples/hello-app", "1.0", INDEX);
        place.push("google-samples/pair", "1", PAIR);
        place.push("library/pause", "3.9", SINGLE);
        place.push("coreos/etcd", "v3.5.17", LIST);
        place.push("acme/arm-only", "1", ARM);
    }

    @AfterEach
    void close() {
        place.close();
    }

    /** 11 MiB of manifests each came to an OutOfMemoryError as objects. */
    @Test
    void manifestsOfTensOfThousandsOfAnnotationsFillNoMemory() throws Exception {
        String[] platforms = IntStream.range(0, 12).mapToObj(i -> "linux/p" + i).toArray(String[]::new);
        int[] issues = new int[7];
        for (int i = 0; i < 3; i++) {
            place.push("odd/huge" + i, "1", LoopbackImages.annotated("huge " + i, 99_000, platforms));
            place.push(
                    "odd/large" + i, "1", LoopbackImages.annotated("large " + i, 99_000, "linux/amd64", "linux/arm64"));
            issues[i] = place.request("[PORTER]ghcr.io/odd/huge" + i + ":1|all");
            issues[3 + i] = place.request("[PORTER]ghcr.io/odd/large" + i + ":1|all");
        }
        issues[6] = place.request("[PORTER]pause:3.9");

        try (Program daemon = place.startSmall()) {
            place.awaitClosed(issues);
            daemon.terminate();
        }

        for (int i = 0; i < 3; i++) {
            place.assertNotMirrored(issues[i], "completed");
            assertThat(place.answer(issues[i])).contains("that are read of one");
            place.assertMirrored(issues[3 + i], "ghcr.io/odd/large" + i + ":1", "large" + i + ":1");
        }
        place.assertMirrored(issues[6], "docker.io/library/pause:3.9", "docker.pause:3.9");
    }

    /** A page of a hundred such issues, or comments, was 20 MB, and came to an OutOfMemoryError. */
    @Test
    void textsOfTheGreatestLengthFillNoMemory() throws Exception {
        String longest = "镜".repeat(65_536);
        int[] hostile = new int[400];
        for (int i = 0; i < hostile.length; i++) {
            hostile[i] = place.github.open("[PORTER]pause:3.9", longest, "mallory", "porter");
        }
        int talk = place.github.open("How do I use this?", "", "bob", "porter");
        for (int i = 0; i < 400; i++) {
            place.github.comment(talk, "mallory", (i % 2 == 0 ? "/retry " : "") + longest);
        }
        int plain = place.request("[PORTER]gcr.io/google-samples/pair:1");
        String end = longest.substring(0, 65_000) + "\nghcr.io/acme/arm-only:1";
        int atTheEnd = place.github.open("[PORTER]", end, "carol", "porter");

        try (Program daemon = place.startSmall()) {
            place.awaitClosed(plain, atTheEnd, hostile[0], hostile[12]);
            daemon.terminate();
        }

        place.assertMirrored(plain, "gcr.io/google-samples/pair:1", "pair:1");
        place.assertMirrored(atTheEnd, "ghcr.io/acme/arm-only:1", "arm-only:1");
        place.assertMirrored(hostile[12], "docker.io/library/pause:3.9", "docker.pause:3.9");
    }

    @Test
    void sevenRequestsAreAnsweredAndThreeOtherIssuesLeftAlone() throws Exception {
        int index = place.request("[PORTER]gcr.io/google-samples/hello-app:1.0");
        int whole = place.request("[PORTER]gcr.io/google-samples/pair:1");
        int single = place.request("[PORTER]pause:3.9");
        int list = place.request("[PORTER]quay.io/coreos/etcd:v3.5.17");
        int arm = place.request("[PORTER]ghcr.io/acme/arm-only:1");
        int absent = place.request("[PORTER]quay.io/coreos/etcd:v9");
        int unsupported = place.request("[PORTER]example.com/team/app:1");
        int one = place.request("[PORTER]docker.io/coreos/etcd:v3.5.17|linux/arm64");
        int pull = place.github.openPullRequest("[PORTER]gcr.io/google-samples/hello-app:1.0", "bob", "porter");
        int bug = place.github.open("[PORTER]gcr.io/google-samples/hello-app:1.0", "", "bob", "bug");
        int talk = place.github.open("How do I use this?", "", "bob", "porter");

        try (Program daemon = place.start("run")) {
            place.awaitClosed(index, whole, single, list, arm, absent, unsupported, one);
            daemon.terminate();
        }

        place.assertMirrored(index, "gcr.io/google-samples/hello-app:1.0", "hello-app:1.0");
        assertThat(place.manifest("hello-app:1.0"))
                .contains(
                        INDEX.children().get(0).digest().hex(),
                        INDEX.children().get(1).digest().hex())
                .contains(
                        INDEX.children().get(3).digest().hex(),
                        INDEX.children().get(4).digest().hex())
                .doesNotContain(
                        INDEX.children().get(2).digest().hex(),
                        INDEX.children().get(5).digest().hex());
        assertThat(place.answer(index))
                .contains(
                        INDEX.digest().toString(), place.digest("hello-app:1.0").toString(), "linux/s390x");
        place.assertMirrored(whole, "gcr.io/google-samples/pair:1", "pair:1");
        assertThat(place.digest("pair:1")).isEqualTo(PAIR.digest());
        place.assertMirrored(single, "docker.io/library/pause:3.9", "docker.pause:3.9");
        assertThat(place.digest("docker.pause:3.9")).isEqualTo(SINGLE.digest());
        place.assertMirrored(list, "quay.io/coreos/etcd:v3.5.17", "quay.coreos.etcd:v3.5.17");
        assertThat(place.digest("quay.coreos.etcd:v3.5.17")).isEqualTo(LIST.digest());
        place.assertMirrored(arm, "ghcr.io/acme/arm-only:1", "arm-only:1");
        assertThat(place.digest("arm-only:1")).isEqualTo(ARM.digest());
        place.assertNotMirrored(absent, "not_planned");
        assertThat(place.answer(absent)).contains("v3.5.17");
        place.assertNotMirrored(unsupported, "not_planned");
        assertThat(place.answer(unsupported)).contains("gcr.io", "quay.io", "registry.k8s.io");
        // Nobody of them gets a short name that is reserved for Kubernetes.
        place.assertMirrored(one, "docker.io/coreos/etcd:v3.5.17", "docker.coreos.etcd:v3.5.17");
        assertThat(place.github.issue(one).labels()).contains("platform");
        assertThat(place.manifest("docker.coreos.etcd:v3.5.17"))
                .contains(LIST.children().get(1).digest().hex())
                .doesNotContain(LIST.children().get(0).digest().hex());
        for (String image : new String[] {
            "hello-app:1.0",
            "pair:1",
            "docker.pause:3.9",
            "quay.coreos.etcd:v3.5.17",
            "arm-only:1",
            "docker.coreos.etcd:v3.5.17"
        }) {
            place.pull(image);
        }
        for (int other : new int[] {pull, bug, talk}) {
            assertThat(place.github.calls()).noneMatch(call -> call.path().matches(".*/issues/" + other + "(/.*)?"));
        }
    }

    @Test
    void theSameRequestTwiceAtOnceIsAnsweredTwice() throws Exception {
        int first = place.request("[PORTER]gcr.io/google-samples/hello-app:1.0");
        int second = place.request("[PORTER]gcr.io/google-samples/hello-app:1.0");
        place.start("once").ended(0);

        place.assertMirrored(first, "gcr.io/google-samples/hello-app:1.0", "hello-app:1.0");
        place.assertMirrored(second, "gcr.io/google-samples/hello-app:1.0", "hello-app:1.0");
    }

    @Test
    void onceTellsByItsExitCodeHowItWent() throws Exception {
        place.start("once").ended(0);
        int absent = place.request("[PORTER]quay.io/coreos/etcd:v9");
        int good = place.request("[PORTER]pause:3.9");

        assertThat(place.start("once").ended(1).out()).contains("mirrored 1", "refused 1");
        place.assertNotMirrored(absent, "not_planned");
        place.assertMirrored(good, "docker.io/library/pause:3.9", "docker.pause:3.9");

        place.github.forgetCalls();
        place.start("once").ended(0);
        assertThat(place.github.calls()).noneMatch(call -> call.writes());
    }

    @Test
    void twoHundredRequestsAtOnceAreTakenInTurnAtThePaceThatGitHubAllows() throws Exception {
        int[] issues = new int[200];
        for (int i = 0; i < issues.length; i++) {
            issues[i] = place.request("[PORTER]pause:3.9");
        }
        Instant start = Instant.now();
        try (Program daemon = place.start("run")) {
            place.awaitClosed(issues[0], issues[2]);
            // Past the burst.
            await().until(() ->
                    place.github.calls().stream().filter(call -> call.writes()).count() > 24);
            daemon.terminate();
        }
        long seconds = Duration.between(start, Instant.now()).toSeconds() + 1;

        // Two pages, and for each request that was begun one comment.
        assertThat(place.github.calls().toString()).contains("page=2");
        long created = place.github.calls().stream()
                .filter(call -> call.method().equals("POST"))
                .count();
        long writes =
                place.github.calls().stream().filter(call -> call.writes()).count();
        assertThat(created).isLessThanOrEqualTo(100);
        // A burst, then one a second: less than GitHub takes.
        assertThat(writes).isLessThanOrEqualTo(20 + seconds);
        for (int issue : issues) {
            assertThat(place.github.comments(issue)).hasSizeLessThanOrEqualTo(1);
        }
        assertThat(place.github.issue(issues[199]).open()).isTrue();
    }
}
