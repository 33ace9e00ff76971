package io.github.syncimage.flow.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.syncimage.flow.line.GivenUpException;
import io.github.syncimage.flow.line.Turns;
import io.github.syncimage.github.ManualClock;
import io.github.syncimage.github.Repositories;
import io.github.syncimage.github.Served;
import io.github.syncimage.github.model.Issue;
import io.github.syncimage.run.ImageRun;
import io.github.syncimage.run.RequestRun;
import io.github.syncimage.store.MirrorStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a daemon that is alone finds in its SQLite file after a restart, or a crash. */
class KeptLineTest {
    @TempDir
    private Path folder;

    private final ManualClock clock = new ManualClock();
    private final Repositories repositories = Served.of(clock, Served.MIRROR);
    private MirrorStore store;
    private Daemon daemon;

    @BeforeEach
    void start() {
        store = MirrorStore.open(folder, null);
        daemon = Daemon.alone(store, 2, repositories, clock);
    }

    @AfterEach
    void close() {
        store.close();
    }

    /** What it has in hand is lost as in a crash. */
    private void restart() {
        store.close();
        start();
    }

    @Test
    void theLineKeepsItsOrderAndItsTimes() {
        Instant accepted = clock.instant();
        take("alice", 1, 2, 3, 4);
        ready();
        assertThat(due()).containsExactly(1L, 2L);
        end(1, "alice");
        clock.advance(Duration.ofMinutes(1));
        restart();

        assertThat(daemon.runs.size()).as("GitHub tells what is to be done").isZero();
        take("bob", 5);
        take("alice", 2, 3, 4);
        ready();

        assertThat(due())
                .as("2 had its turn already, and alice hers in this round")
                .containsExactly(2L, 5L);
        assertThat(daemon.turns.standing())
                .filteredOn(standing -> standing.state().run().user().equals("alice"))
                .extracting(standing -> standing.state().taken())
                .containsOnly(accepted.toEpochMilli());
    }

    @Test
    void pausesAndWhatWasClosedAreKept() {
        take("alice", 1, 2);
        daemon.runs.putOff(run(1, "alice"), clock.instant().plusSeconds(600), "docker.io");
        daemon.runs.closed(run(2, "alice"), null);
        restart();

        assertThat(daemon.runs.take(issue(1, "alice"))).isFalse();
        assertThat(daemon.runs.take(issue(2, "alice"))).isFalse();
        assertThat(daemon.runs.ended(Served.issue(2), 1002)).isTrue();
        assertThat(daemon.pauses.lasting()).singleElement().satisfies(pause -> assertThat(pause.host())
                .isEqualTo("docker.io"));
        clock.advance(Duration.ofSeconds(600));
        assertThat(daemon.runs.take(issue(1, "alice"))).isTrue();
    }

    @Test
    void whatIsNotOpenAnyMoreHasNoPlace() {
        take("alice", 1, 2);
        restart();
        daemon.runs.listed(daemon.mirror, List.of(issue(2, "alice")));
        restart();
        clock.advance(Duration.ofMinutes(1));

        take("alice", 1, 2);
        assertThat(daemon.turns.standing())
                .extracting(Turns.Standing::state)
                .filteredOn(place -> place.taken() == clock.instant().toEpochMilli())
                .singleElement()
                .satisfies(place -> assertThat(place.run().issue()).isEqualTo(Served.issue(1)));
    }

    @Test
    void whatTheProgramDiedOfThreeTimesIsGivenUpAndOnlyThat() {
        for (int death = 0; death < 3; death++) {
            serve();
            assertThat(daemon.interruptions.of(image()).isCancelled()).isFalse();
            restart();
        }
        serve();

        assertThatThrownBy(() -> daemon.interruptions.of(image()).run(() -> "copied"))
                .isInstanceOf(GivenUpException.class)
                .hasMessageContaining("3 times");
        daemon.runs.closed(run(1, "alice"), null);
        daemon.runs.wake(issue(1, "alice"));
        serve();
        assertThat(daemon.interruptions.of(image()).isCancelled())
                .as("a command begins to count anew")
                .isFalse();
    }

    @Test
    void aStopInOrderIsNoDeath() {
        for (int stop = 0; stop < 5; stop++) {
            serve();
            assertThat(daemon.interruptions.of(image()).isCancelled()).isFalse();
            daemon.runs.handBack();
            restart();
        }
    }

    private void serve() {
        take("alice", 1);
        ready();
        due();
        begin(1, "alice");
    }

    private void take(String user, long... issues) {
        for (long number : issues) {
            assertThat(daemon.runs.take(issue(number, user))).isTrue();
        }
    }

    private void ready() {
        for (RequestRun next = daemon.runs.next(); next != null; next = daemon.runs.next()) {
            daemon.turns.ready(next.withComment(1000 + next.issue().number()));
        }
    }

    private List<Long> due() {
        return daemon.turns.due().stream().map(run -> run.issue().number()).toList();
    }

    private void begin(long number, String user) {
        try {
            assertThat(daemon.runs.begins(run(number, user))).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        assertThat(daemon.interruptions.begins(run(number, user))).isTrue();
    }

    private void end(long number, String user) {
        begin(number, user);
        daemon.runs.closed(run(number, user), null);
    }

    private static ImageRun image() {
        return ImageRun.of(run(1, "alice"), null);
    }

    private static RequestRun run(long number, String user) {
        return RequestRun.on(issue(number, user)).withComment(1000 + number);
    }

    private static Issue issue(long number, String user) {
        return Served.open(number, "[PORTER]nginx:" + number, user);
    }
}
