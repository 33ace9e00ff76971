package io.github.syncimage.flow.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.syncimage.flow.line.Turns;
import io.github.syncimage.github.ManualClock;
import io.github.syncimage.github.Repositories;
import io.github.syncimage.github.Served;
import io.github.syncimage.github.model.Issue;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.issue.Decision.PlannedRequest;
import io.github.syncimage.issue.IssueReader;
import io.github.syncimage.issue.RequestReader;
import io.github.syncimage.naming.Mirrors;
import io.github.syncimage.naming.Rules;
import io.github.syncimage.run.RequestRun;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunsOverviewTest {
    private final ManualClock clock = new ManualClock();
    private final Repositories repositories = Served.of(clock, Served.MIRROR);
    private final Daemon daemon = Daemon.alone(1, repositories, clock);
    private final Turns turns = daemon.turns;
    private final RunsInProgress runs = daemon.runs;
    private final RunsOverview overview = new RunsOverview(
            turns, daemon.pauses, new Requests(name -> reader(), repositories, List.of(), null, null, runs));

    private static RequestReader reader() {
        return new RequestReader(
                new IssueReader(2),
                Rules.DEFAULT,
                null,
                PlatformSelection.parse("linux/amd64"),
                Map.of(),
                (image, target) -> false,
                new Mirrors(Map.of()));
    }

    @Test
    void nothingIsThereAtFirst() {
        assertThat(overview.running()).isEmpty();
        assertThat(overview.line()).isEmpty();
        assertThat(overview.held()).isEmpty();
    }

    @Test
    void theLineIsInTheOrderOfTheTurnsWithTheTimeOfTaking() {
        Instant first = clock.instant();
        take(1, "alice");
        take(2, "alice");
        clock.advance(Duration.ofSeconds(7));
        take(3, "bob");

        assertThat(overview.line())
                .extracting(waiting -> waiting.issue().number())
                .containsExactly(1L, 3L, 2L);
        assertThat(overview.line()).extracting(RunsOverview.Waiting::position).containsExactly(0, 1, 2);
        assertThat(overview.line())
                .extracting(RunsOverview.Waiting::accepted)
                .containsExactly(first, first.plusSeconds(7), first);
        assertThat(overview.line()).extracting(RunsOverview.Waiting::user).containsExactly("alice", "bob", "alice");
        assertThat(sources(overview.line().get(1).images())).containsExactly("docker.io/library/nginx:3");
    }

    @Test
    void whatAWorkerHasKeepsTheTimeOfItsBeginning() {
        take(1, "alice");
        take(2, "bob");
        ready();
        clock.advance(Duration.ofSeconds(3));
        Instant started = clock.instant();
        turns.due().forEach(daemon.interruptions::begins);
        clock.advance(Duration.ofSeconds(3));

        assertThat(overview.running()).singleElement().satisfies(running -> {
            assertThat(running.issue()).isEqualTo(Served.issue(1));
            assertThat(running.user()).isEqualTo("alice");
            assertThat(running.started()).isEqualTo(started);
            assertThat(sources(running.images())).containsExactly("docker.io/library/nginx:1");
        });
        assertThat(overview.line()).singleElement().satisfies(waiting -> {
            assertThat(waiting.issue()).isEqualTo(Served.issue(2));
            assertThat(waiting.position()).isEqualTo(1);
        });
    }

    @Test
    void whatIsPutOffIsHeldUntilThenAndBecauseOfThatHost() {
        take(1, "alice");
        take(2, "bob");
        Instant until = clock.instant().plusSeconds(600);
        runs.putOff(RequestRun.on(issue(1, "alice")), until, "docker.io");
        runs.broken(null, Served.issue(2));

        assertThat(overview.line()).isEmpty();
        assertThat(overview.held())
                .extracting(RunsOverview.Held::host, RunsOverview.Held::until, RunsOverview.Held::user)
                .containsExactly(
                        tuple(null, clock.instant().plusSeconds(60), "bob"), tuple("docker.io", until, "alice"));
        assertThat(sources(overview.held().get(1).images())).containsExactly("docker.io/library/nginx:1");
        clock.advance(Duration.ofSeconds(600));
        assertThat(overview.held()).isEmpty();
    }

    private void take(long number, String user) {
        assertThat(runs.take(issue(number, user))).isTrue();
    }

    private void ready() {
        for (RequestRun next = runs.next(); next != null; next = runs.next()) {
            turns.ready(next);
        }
    }

    private static List<String> sources(List<PlannedRequest> images) {
        return images.stream().map(image -> image.source().toString()).toList();
    }

    private static Issue issue(long number, String user) {
        return Served.open(number, "[PORTER]nginx:" + number, user);
    }
}
