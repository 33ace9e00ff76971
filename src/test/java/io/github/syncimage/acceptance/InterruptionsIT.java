package io.github.syncimage.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bench.LineSimulator;
import io.github.syncimage.demo.Flavour;
import io.github.syncimage.demo.LoopbackGitHub;
import io.github.syncimage.demo.LoopbackHost;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.demo.SampleImage;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program stopped and killed at work, and its neighbours away. */
class InterruptionsIT {
    private static final SampleImage LARGE =
            LoopbackImages.image(Flavour.OCI, "linux/amd64", List.of(LoopbackImages.random(7, 24 << 20)));

    @TempDir
    private Path folder;

    private Place place;

    @BeforeEach
    void open() throws Exception {
        place = new Place(folder);
        place.push("acme/large", "1", LARGE);
    }

    @AfterEach
    void close() {
        place.close();
    }

    @Test
    void killedAndThenStoppedInTheMiddleOfASlowCopyTheNextStartGoesOn() throws Exception {
        int issue = place.request("[PORTER]ghcr.io/acme/large:1");
        interrupt(issue, Program::kill);
        interrupt(issue, Program::terminate);
        place.configure(place.upstream.uri(), place.github.apiUrl());
        try (Program daemon = place.start("run")) {
            place.awaitClosed(issue);
            daemon.terminate();
        }
        place.assertMirrored(issue, "ghcr.io/acme/large:1", "large:1");
        assertThat(place.digest("large:1")).isEqualTo(LARGE.digest());
    }

    private interface End {
        void of(Program program) throws InterruptedException;
    }

    private void interrupt(int issue, End end) throws Exception {
        place.github.forgetCalls();
        // So slow that it would take minutes, over all the connections that it may open.
        try (LineSimulator line = new LineSimulator(place.upstream.port(), Duration.ZERO, 8 * 1024)) {
            place.configure(URI.create("http://127.0.0.1:" + line.port()), place.github.apiUrl());
            try (Program daemon = place.start("run")) {
                await().until(() -> place.github.calls().stream()
                        .anyMatch(call -> call.writes()
                                && call.body().contains("⏳")
                                && call.body().contains("%")));
                end.of(daemon);
            }
        }
        assertThat(place.github.issue(issue).open()).isTrue();
    }

    @Test
    void sigkillWithTwoRepositoriesLeavesEachItsRequestOfTheSameNumber() throws Exception {
        try (LoopbackHost host = new LoopbackHost("ghp_loopback", "acme/mirror", "other/two");
                LineSimulator line = new LineSimulator(place.upstream.port(), Duration.ZERO, 8 * 1024)) {
            List<LoopbackGitHub> both = List.of(host.repository("acme/mirror"), host.repository("other/two"));
            both.forEach(github -> github.open("[PORTER]ghcr.io/acme/large:1", "", "alice", "porter"));
            place.configure(URI.create("http://127.0.0.1:" + line.port()), host.apiUrl());
            try (Program daemon = place.startWith("other/two")) {
                await().until(() ->
                        both.stream().allMatch(github -> github.comments(1).size() == 1));
                daemon.kill();
            }
            assertThat(both).allMatch(github -> github.issue(1).open());

            place.configure(place.upstream.uri(), host.apiUrl());
            try (Program daemon = place.startWith("other/two")) {
                await().until(() ->
                        both.stream().noneMatch(github -> github.issue(1).open()));
                daemon.terminate();
            }

            assertThat(both).allSatisfy(github -> {
                assertThat(github.issue(1).labels()).containsExactly("porter", "success");
                assertThat(github.comments(1)).as("gone on with").hasSize(1);
            });
        }
    }

    @Test
    void gitHubMayBeAwayAtTheStartAndInTroubleLater() throws Exception {
        int issue = place.request("[PORTER]ghcr.io/acme/large:1");
        place.github.failNext(2, 0);
        place.github.failNext(3, 500);
        try (Program daemon = place.start("run")) {
            place.awaitClosed(issue);
            daemon.terminate();
        }
        place.assertMirrored(issue, "ghcr.io/acme/large:1", "large:1");
    }

    @Test
    void aRegistryThatIsAwayIsAFailureInPlainWords() throws Exception {
        int issue = place.request("[PORTER]quay.io/acme/large:1");
        // Another server might get a port that was just free; nobody gets this one.
        place.configure(URI.create("http://127.0.0.1:1"), place.github.apiUrl());
        place.start("once").ended(1);

        place.assertNotMirrored(issue, "completed");
        assertThat(place.answer(issue)).contains("refused").doesNotContain("ConnectException", "HttpHostConnect");
    }
}
