package io.github.syncimage.flow.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.syncimage.concurrent.Cancellation;
import io.github.syncimage.concurrent.CancelledException;
import io.github.syncimage.concurrent.TakenOverException;
import io.github.syncimage.flow.line.GivenUpException;
import io.github.syncimage.flow.line.Leases;
import io.github.syncimage.flow.line.TurnsContract;
import io.github.syncimage.github.ManualClock;
import io.github.syncimage.github.Repositories;
import io.github.syncimage.github.Served;
import io.github.syncimage.github.model.Command;
import io.github.syncimage.github.model.Issue;
import io.github.syncimage.github.model.IssueComment;
import io.github.syncimage.github.webhook.Deliveries.IssueNews;
import io.github.syncimage.run.ImageRun;
import io.github.syncimage.run.RequestRun;
import io.github.syncimage.run.RunLedger;
import io.github.syncimage.store.PostgresServer;
import io.github.syncimage.store.database.PostgresDatabase;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Several daemons and one line, in a real PostgreSQL. */
class SharedLineIT {
    private static PostgresServer server;
    private static PostgresDatabase database;

    private final ManualClock clock = new ManualClock();
    private final Team team = new Team(2, clock);
    private final Daemon one = team.daemon("one", database.connections());
    private final Daemon two = team.daemon("two", database.connections());
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeAll
    static void startServer() throws IOException {
        server = new PostgresServer();
        database = PostgresDatabase.lazily(server.url());
    }

    @AfterAll
    static void stopServer() {
        database.close();
        server.close();
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @Nested
    class InTurns extends TurnsContract {
        @Override
        protected RunLedger ledger() {
            return new Team(1, clock).ledger("alone", database.connections());
        }
    }

    @Nested
    class OfRunsInProgress extends RunsInProgressContract {
        @Override
        Daemon daemon(Repositories repositories, ManualClock time) {
            return new Team(2, time).daemon("alone", database.connections());
        }
    }

    @Test
    void eachIssueIsTakenOnceHoweverManyOfferIt() throws Exception {
        AtomicInteger taken = new AtomicInteger();
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        open.add(threads::shutdownNow);
        List<Future<?>> offers = new ArrayList<>();
        for (int offer = 0; offer < 1000; offer++) {
            Daemon daemon = offer % 2 == 0 ? one : two;
            Issue issue = issue(1 + offer % 50, "alice");
            offers.add(threads.submit(() -> {
                start.await();
                return daemon.runs.take(issue) ? taken.incrementAndGet() : 0;
            }));
        }
        start.countDown();
        for (Future<?> offer : offers) {
            offer.get();
        }

        assertThat(taken).hasValue(50);
        assertThat(one.runs.size()).isEqualTo(50);
        assertThat(two.runs.size()).isEqualTo(50);
    }

    @Test
    void turnsAndPositionsAreTheSameForAllDaemons() {
        take(one, "alice", 1, 2, 3);
        take(two, "bob", 4, 5);
        ready(one);
        ready(two);

        assertThat(due(one)).containsExactly(1L);
        assertThat(due(two)).containsExactly(4L);
        assertThat(due(one)).as("its worker has something").isEmpty();
        for (Daemon daemon : List.of(one, two)) {
            assertThat(daemon.turns.position(run(2, "alice"))).isEqualTo(1);
            assertThat(daemon.turns.position(run(5, "bob"))).isEqualTo(2);
            assertThat(daemon.turns.position(run(3, "alice"))).isEqualTo(3);
        }
        end(one, 1, "alice");
        assertThat(due(two)).isEmpty();
        assertThat(due(one)).containsExactly(2L);
    }

    @Test
    void noMoreIsHandedOnThanThereAreWorkersHoweverManyAskAtOnce() throws Exception {
        take(one, "alice", LongStream.rangeClosed(1, 40).toArray());
        ready(one);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        open.add(threads::shutdownNow);
        List<Future<List<RequestRun>>> asked = IntStream.range(0, 40)
                .mapToObj(ask -> threads.submit(() -> (ask % 2 == 0 ? one : two).turns.due()))
                .toList();
        List<RequestRun> due = new ArrayList<>();
        for (Future<List<RequestRun>> each : asked) {
            due.addAll(each.get());
        }

        assertThat(due).hasSize(2);
    }

    @Test
    void aRestartOfAllKeepsPlacesPausesAndWhatWasClosed() {
        take(one, "alice", 1, 2, 3, 4);
        take(one, "bob", 5);
        ready(one);
        assertThat(due(one)).containsExactly(1L);
        assertThat(due(two)).containsExactly(5L);
        Instant accepted =
                Instant.ofEpochMilli(one.turns.standing().get(2).state().taken());
        end(one, 1, "alice");
        Instant until = clock.instant().plusSeconds(600);
        begin(two, 5, "bob");
        two.runs.putOff(run(5, "bob"), until, "docker.io");
        team.dies("one");
        team.dies("two");
        clock.advance(Duration.ofSeconds(20));

        Daemon next = team.daemon("three", database.connections());
        assertThat(next.runs.take(issue(1, "alice"))).as("it was closed").isFalse();
        assertThat(next.runs.take(issue(5, "bob"))).as("it is put off").isFalse();
        assertThat(next.pauses.lasting()).singleElement().satisfies(pause -> assertThat(pause.host())
                .isEqualTo("docker.io"));
        take(next, "carol", 6);
        ready(next);
        assertThat(due(next)).as("alice had her turn in this round").containsExactly(6L);
        assertThat(next.turns.standing().get(2).state().taken()).isEqualTo(accepted.toEpochMilli());
    }

    @Test
    void whatADeadDaemonHadInHandIsTakenByAnotherAndKeepsItsPlace() {
        take(one, "alice", 1, 2);
        one.runs.next();
        long taken = one.turns.standing().get(0).state().taken();
        assertThat(two.runs.take(issue(1, "alice"))).isFalse();

        team.dies("one");
        clock.advance(Duration.ofSeconds(20));
        two.runs.listed(two.mirror, List.of(issue(1, "alice"), issue(2, "alice")));

        assertThat(two.runs.take(issue(1, "alice")))
                .as("its first answer was being written")
                .isTrue();
        assertThat(two.runs.take(issue(2, "alice"))).as("it waited for one").isTrue();
        assertThat(two.turns.standing())
                .allSatisfy(standing -> assertThat(standing.state().taken()).isEqualTo(taken));
    }

    @Test
    void whatADeadDaemonHadAtAWorkerIsAnothersNextAndHasOneDeathMore() {
        take(one, "alice", 1, 2, 3);
        ready(one);
        assertThat(due(one)).containsExactly(1L);
        assertThat(due(two)).containsExactly(2L);
        begin(one, 1, "alice");
        begin(two, 2, "alice");
        assertThat(one.runs.mayBeAnswered(run(1, "alice"))).isFalse();

        team.dies("one");
        assertThat(due(two)).as("its worker is busy").isEmpty();
        end(two, 2, "alice");
        assertThat(due(two)).as("it had its turn before the third").containsExactly(1L);
        assertThat(two.runs.mayBeAnswered(run(1, "alice"))).isTrue();
        begin(two, 1, "alice");
        assertThat(two.turns.served().get(0).deaths()).isEqualTo(1);
        one.runs.closed(run(1, "alice"), null);
        assertThat(two.turns.isOurs(run(1, "alice").key())).as("a late end").isTrue();
        end(two, 1, "alice");
        assertThat(due(two)).containsExactly(3L);
    }

    @Test
    void whoComesBackInTheMiddleOfARunGoesOnWithItOnceAndHasNotDied() throws Exception {
        take(one, "alice", 1);
        ready(one);
        due(one);
        begin(one, 1, "alice");
        team.dies("one");
        two.turns.freeWhatTheDeadLeft();

        assertThat(due(one)).as("it lives").containsExactly(1L);
        assertThat(one.runs.begins(run(1, "alice"))).isFalse();
        assertThat(one.turns.served()).singleElement().satisfies(state -> assertThat(state.deaths())
                .isZero());
        one.runs.closed(run(1, "alice"), null);
        assertThat(two.runs.size()).isZero();
    }

    @Test
    void whatADaemonOfTheSameNameHadAtAWorkerIsLeft() {
        take(one, "alice", 1);
        ready(one);
        due(one);
        begin(one, 1, "alice");

        Daemon again = team.daemon("one", database.connections());
        // As at each start.
        again.ledger.settle(null, notes -> null);
        assertThat(due(again)).containsExactly(1L);
        assertThat(again.runs.mayBeAnswered(run(1, "alice"))).isTrue();
    }

    @Test
    void whoDoesNotReachWhatItNeedsLeavesRunsToOthers() {
        take(one, "alice", 1, 2);
        ready(one);
        team.isCutOff("one");

        assertThat(due(one)).isEmpty();
        assertThat(due(two)).containsExactly(1L);
    }

    @Test
    void aCommandThatOneDaemonReadEndsTheCopyOfAnother() {
        take(one, "alice", 1);
        ready(one);
        due(two);
        begin(two, 1, "alice");
        Cancellation copy = two.interruptions.of(image(1, "alice"));

        assertThat(one.interruptions.cancel(Served.issue(1), true))
                .as("who works on it tells its end")
                .isNull();
        two.interruptions.look();

        assertThatThrownBy(() -> copy.run(() -> "copied")).isInstanceOf(CancelledException.class);
        assertThat(two.runs.isLeft(run(1, "alice"))).isTrue();
    }

    @Test
    void aCommandForAnotherRunReachesWhoWorks() {
        take(one, "alice", 1);
        ready(one);
        due(two);
        begin(two, 1, "alice");
        assertThat(two.runs.unchanged(run(1, "alice"))).isTrue();

        assertThat(one.interruptions.retried(retry(1), issue(1, "alice"))).isTrue();

        assertThat(two.runs.unchanged(run(1, "alice"))).isFalse();
        two.runs.again(run(1, "alice"));
        one.runs.listed(one.mirror, List.of(issue(1, "alice")));
        assertThat(one.runs.take(issue(1, "alice"))).isTrue();
    }

    @Test
    void whatIsCancelledBeforeItsTurnNoWorkerBegins() throws Exception {
        take(one, "alice", 1);
        ready(one);
        due(one);

        assertThat(one.interruptions.cancel(Served.issue(1), false)).isEqualTo(run(1, "alice"));
        assertThat(one.interruptions.begins(run(1, "alice"))).isFalse();
        assertThat(due(two)).isEmpty();
    }

    @Test
    void aLateEndFreesNothingThatAnotherHasTaken() {
        take(one, "alice", 1);
        ready(one);
        due(one);
        begin(one, 1, "alice");
        team.dies("one");
        due(two);
        begin(two, 1, "alice");

        one.runs.closed(run(1, "alice"), null);
        one.runs.again(run(1, "alice"));
        one.runs.putOff(run(1, "alice"), clock.instant().plusSeconds(9), "docker.io");
        one.runs.broken(null, Served.issue(1));

        assertThat(two.turns.isOurs(run(1, "alice").key())).isTrue();
        assertThat(two.pauses.lasting()).isEmpty();
        assertThat(two.runs.size()).isEqualTo(1);
        two.runs.closed(run(1, "alice"), null);
        assertThat(one.runs.size()).isZero();
    }

    @Test
    void whatWasTakenOverOnceIsNotToldThoughTheRunComesBack() {
        Leases leases = new Leases(one.turns, one.interruptions, () -> {});
        RequestRun run = run(1, "alice");
        take(one, "alice", 1);
        ready(one);
        due(one);
        begin(one, 1, "alice");
        leases.check(run.key());
        team.dies("one");
        due(two);
        begin(two, 1, "alice");
        assertThatThrownBy(() -> leases.check(run.key())).isInstanceOf(TakenOverException.class);

        team.dies("two");
        due(one);
        assertThat(one.turns.isOurs(run.key())).isTrue();
        assertThatThrownBy(() -> leases.check(run.key()))
                .as("what it has come to here is that it was broken off")
                .isInstanceOf(TakenOverException.class);

        one.runs.broken(null, Served.issue(1));
        assertThat(one.pauses.lasting()).hasSize(1);
        assertThat(one.interruptions.begins(run)).isFalse();
    }

    @Test
    void aLateFirstAnswerIsNotWritten() {
        Leases leases = new Leases(one.turns, one.interruptions, () -> {});
        take(one, "alice", 1);
        RequestRun answered = one.runs.next();
        leases.check(answered.key());

        team.dies("one");
        two.runs.listed(two.mirror, List.of(issue(1, "alice")));
        take(two, "alice", 1);

        assertThatThrownBy(() -> leases.check(answered.key())).isInstanceOf(TakenOverException.class);
        one.turns.ready(answered.withComment(7L));
        assertThat(two.turns.isOurs(run(1, "alice").key())).isTrue();
    }

    @Test
    void whoStoodStillInAFirstAnswerTakesNothingAsideThatAnotherHasAnswered() {
        take(one, "alice", 1);
        RequestRun answered = one.runs.next();
        team.dies("one");
        two.runs.listed(two.mirror, List.of(issue(1, "alice")));
        take(two, "alice", 1);
        ready(two);

        assertThat(one.turns.takeAside(answered)).isFalse();
        assertThat(one.interruptions.begins(answered)).isFalse();
        assertThat(one.turns.isOurs(answered.key())).isFalse();
        assertThat(one.turns.takeAside(two.turns.waiting().get(0)))
                .as("by its comment")
                .isTrue();
    }

    @Test
    void whatALaterReleaseHasNotedBesideIsLeftToIt() throws SQLException {
        take(one, "alice", 1);
        execute("UPDATE run_note SET value = replace(replace(value, '\"NEW\"', '\"NEWER\"'), '\"marks\":[]',"
                + " '\"marks\":[\"OTHER\",\"AGAIN\"],\"more\":1') WHERE team = '" + team.name() + "'");

        Daemon older = team.daemon("older", database.connections());

        older.runs.listed(older.mirror, List.of(issue(1, "alice")));
        assertThat(older.runs.take(issue(1, "alice"))).isFalse();
        assertThat(older.interruptions.wantsAnother(Served.issue(1))).isTrue();
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = database.connections().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void whatThreeDaemonsDiedOfIsGivenUp() {
        take(one, "alice", 1);
        ready(one);
        for (String name : List.of("three", "four", "five")) {
            Daemon daemon = team.daemon(name, database.connections());
            due(daemon);
            begin(daemon, 1, "alice");
            assertThat(daemon.interruptions.of(image(1, "alice")).isCancelled()).isFalse();
            team.dies(name);
        }
        due(two);
        begin(two, 1, "alice");

        assertThatThrownBy(() -> two.interruptions.of(image(1, "alice")).run(() -> "copied"))
                .isInstanceOf(GivenUpException.class)
                .hasMessageContaining("3 times");
    }

    @Test
    void aDaemonThatEndsInOrderDiesOfNothing() {
        take(one, "alice", 1);
        ready(one);
        for (String name : List.of("three", "four", "five", "six")) {
            Daemon daemon = team.daemon(name, database.connections());
            due(daemon);
            begin(daemon, 1, "alice");
            daemon.runs.handBack();
            team.dies(name);
        }
        due(two);
        begin(two, 1, "alice");

        assertThat(two.interruptions.of(image(1, "alice")).isCancelled()).isFalse();
    }

    @Test
    void newsThatOneHeardIsLookedAtByWhoeverPolls() {
        assertThat(one.runs.due()).containsExactly(one.mirror);
        one.runs.offered(one.mirror);
        assertThat(one.runs.due()).isEmpty();

        two.runs.pollSoon(new IssueNews(Served.issue(1), false, true));

        assertThat(one.runs.due()).containsExactly(one.mirror);
    }

    private static void take(Daemon daemon, String user, long... issues) {
        for (long number : issues) {
            assertThat(daemon.runs.take(issue(number, user))).isTrue();
        }
    }

    private static void ready(Daemon daemon) {
        for (RequestRun next = daemon.runs.next(); next != null; next = daemon.runs.next()) {
            daemon.turns.ready(next.withComment(1000 + next.issue().number()));
        }
    }

    private static List<Long> due(Daemon daemon) {
        return daemon.turns.due().stream().map(run -> run.issue().number()).toList();
    }

    private static void begin(Daemon daemon, long number, String user) {
        try {
            assertThat(daemon.runs.begins(run(number, user))).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        assertThat(daemon.interruptions.begins(run(number, user))).isTrue();
    }

    private static void end(Daemon daemon, long number, String user) {
        daemon.runs.closed(run(number, user), null);
    }

    private static Command retry(long number) {
        IssueComment comment =
                new IssueComment(7, Served.issue(number), "/retry", "alice", false, Instant.EPOCH, Instant.EPOCH);
        return Command.in(comment).orElseThrow();
    }

    private static ImageRun image(long number, String user) {
        return ImageRun.of(run(number, user), null);
    }

    private static RequestRun run(long number, String user) {
        return RequestRun.on(issue(number, user)).withComment(1000 + number);
    }

    private static Issue issue(long number, String user) {
        return Served.open(number, "[PORTER]nginx:" + number, user);
    }
}
