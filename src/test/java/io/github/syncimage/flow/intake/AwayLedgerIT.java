package io.github.syncimage.flow.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.github.ManualClock;
import io.github.syncimage.github.Served;
import io.github.syncimage.github.model.Issue;
import io.github.syncimage.run.RequestRun;
import io.github.syncimage.store.PostgresServer;
import io.github.syncimage.store.database.PostgresDatabase;
import io.github.syncimage.testing.LogLines;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The PostgreSQL of the line is away, or its answer gets lost. */
class AwayLedgerIT {
    private final ManualClock clock = new ManualClock();
    private final Team team = new Team(2, clock);
    private PostgresServer server;
    private PostgresDatabase database;

    @BeforeEach
    void start() throws IOException {
        server = new PostgresServer();
        database = PostgresDatabase.lazily(server.url());
    }

    @AfterEach
    void stop() {
        database.close();
        server.close();
    }

    @Test
    void nothingIsTakenMeanwhileAndAnEndWaitsToBeTold() throws Exception {
        Daemon daemon = team.daemon("one", database.connections());
        assertThat(daemon.runs.take(issue(1))).isTrue();
        CompletableFuture<Void> end;
        try (LogLines lines = new LogLines()) {
            server.stop();
            assertThat(daemon.runs.take(issue(2))).isFalse();
            assertThat(daemon.turns.due()).isEmpty();
            assertThat(daemon.runs.size()).as("as it was known last").isEqualTo(1);
            end = CompletableFuture.runAsync(() -> daemon.runs.closed(run(1), null));
            assertThat(end).isNotDone();

            server.start();
            end.get();
            await().until(() -> daemon.runs.take(issue(2)));
            assertThat(lines.with("nothing new is taken")).hasSize(1);
        }

        Daemon other = team.daemon("two", database.connections());
        assertThat(other.runs.take(issue(1))).as("it was closed").isFalse();
        assertThat(other.runs.size()).isEqualTo(1);
    }

    @Test
    void whatTheProgramCannotTellAtItsEndItLeaves() {
        Daemon daemon = team.daemon("one", database.connections());
        assertThat(daemon.runs.take(issue(1))).isTrue();
        server.stop();
        CompletableFuture<Void> end = CompletableFuture.runAsync(() -> daemon.runs.closed(run(1), null));

        daemon.ledger.close();

        end.join();
        server.start();
    }

    @Test
    void aYesThatGotLostOnItsWayLeavesNothingStuck() throws SQLException {
        Losing losing = new Losing(database.connections());
        Daemon daemon = team.daemon("one", losing.source());
        assertThat(daemon.runs.take(issue(1))).isTrue();
        losing.next.set(1);
        assertThat(daemon.runs.take(issue(2))).as("as far as it knows").isFalse();

        await().until(() -> {
            daemon.runs.listed(daemon.mirror, List.of(issue(1), issue(2)));
            return daemon.runs.take(issue(2));
        });
        assertThat(daemon.runs.next().issue()).isEqualTo(Served.issue(1));
        assertThat(daemon.runs.next().issue()).isEqualTo(Served.issue(2));
        assertThat(daemon.runs.next()).isNull();
    }

    @Test
    void whoCannotAskWhoseARunIsWaitsUntilItCan() throws Exception {
        Daemon one = team.daemon("one", database.connections());
        assertThat(one.runs.take(issue(1))).isTrue();
        RequestRun answered = one.runs.next();
        team.dies("one");
        Daemon two = team.daemon("two", database.connections());
        two.runs.listed(two.mirror, List.of(issue(1)));
        assertThat(two.runs.take(issue(1))).isTrue();

        server.stop();
        CompletableFuture<Boolean> ours = CompletableFuture.supplyAsync(() -> one.turns.isOurs(answered.key()));
        assertThat(one.runs.take(issue(2))).isFalse();
        assertThat(ours).isNotDone();
        server.start();

        assertThat(ours.get()).as("it was, when it was asked last").isFalse();
    }

    @Test
    void whatIsToBeTakenAsideIsSoWhenTheLineCanBeAskedAgain() throws Exception {
        Daemon daemon = team.daemon("one", database.connections());
        assertThat(daemon.runs.take(issue(1))).isTrue();
        RequestRun answered = daemon.runs.next();

        server.stop();
        CompletableFuture<Boolean> aside = CompletableFuture.supplyAsync(() -> daemon.turns.takeAside(answered));
        assertThat(daemon.runs.take(issue(2))).isFalse();
        server.start();

        assertThat(aside.get()).isTrue();
    }

    @Test
    void aDatabaseThatTookThePlaceOfAnotherAndHasNotAllChangesIsBelieved() throws SQLException {
        Daemon daemon = team.daemon("one", database.connections());
        assertThat(daemon.runs.take(issue(1))).isTrue();
        assertThat(daemon.runs.take(issue(2))).isTrue();
        try (Connection connection = database.connections().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM run_note WHERE version = (SELECT number FROM run_note_change);"
                    + " UPDATE run_note_change SET number = number - 1");
        }

        assertThat(daemon.runs.size()).isEqualTo(1);
        assertThat(daemon.runs.take(issue(2))).isTrue();
    }

    @Test
    void aDatabaseThatTookThePlaceOfAnotherIsBelievedAlsoWhereItHasAsManyChangesByThen() throws SQLException {
        Daemon daemon = team.daemon("one", database.connections());
        assertThat(daemon.runs.take(issue(1))).isTrue();
        assertThat(daemon.runs.take(issue(2))).isTrue();
        server.stop();
        server.start();
        try (Connection connection = DriverManager.getConnection(server.url());
                Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM run_note WHERE version = (SELECT number FROM run_note_change);"
                    + " UPDATE run_note_change SET number = number - 1");
        }
        Daemon other = team.daemon("two", database.connections());
        await().until(() -> other.runs.take(issue(3)));

        await().until(() -> daemon.runs.take(issue(4)));
        assertThat(daemon.runs.size()).isEqualTo(3);
        assertThat(daemon.turns.isOurs(run(1).key()))
                .as("it had that before, too")
                .isTrue();
        assertThat(daemon.runs.take(issue(2))).isTrue();
        assertThat(daemon.runs.take(issue(3))).as("two has it").isFalse();
    }

    @Test
    void whatADatabaseThatTookThePlaceOfAnotherHasNotHeardTheEndOfIsTakenAnew() throws SQLException {
        Daemon daemon = team.daemon("one", database.connections());
        assertThat(daemon.runs.take(issue(1))).isTrue();
        daemon.runs.next();
        List<String> before = notes();
        daemon.runs.closed(run(1), null);
        assertThat(daemon.runs.size()).isZero();
        server.stop();
        server.start();
        try (Connection connection = DriverManager.getConnection(server.url());
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "DELETE FROM run_note; UPDATE run_note_change SET number = number - 1;" + String.join("", before));
        }

        await().until(() -> {
            daemon.runs.listed(daemon.mirror, List.of(issue(1)));
            return daemon.runs.take(issue(1));
        });
        assertThat(daemon.runs.next().issue()).isEqualTo(Served.issue(1));
    }

    /** The notes, as statements that write them. */
    private List<String> notes() throws SQLException {
        List<String> statements = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(server.url());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT format('INSERT INTO run_note VALUES (%L, %L, %L, %L, %L);', team, kind, name, value, version)"
                                + " FROM run_note")) {
            while (rows.next()) {
                statements.add(rows.getString(1));
            }
        }
        return statements;
    }

    /** A database that does what it is told, and whose answers get lost as often as wanted. */
    private static final class Losing {
        private final DataSource database;
        private final AtomicInteger next = new AtomicInteger();

        Losing(DataSource database) {
            this.database = database;
        }

        DataSource source() {
            return proxy(DataSource.class, (method, arguments) -> {
                Object result = call(database, method, arguments);
                return result instanceof Connection connection ? losing(connection) : result;
            });
        }

        private Connection losing(Connection connection) {
            return proxy(Connection.class, (method, arguments) -> {
                Object result = call(connection, method, arguments);
                if (method.getName().equals("commit") && next.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                    throw new SQLException("the connection broke");
                }
                return result;
            });
        }

        private interface Answer {
            Object to(Method method, Object[] arguments) throws Throwable;
        }

        private static Object call(Object on, Method method, Object[] arguments) throws Throwable {
            try {
                return method.invoke(on, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }

        private static <T> T proxy(Class<T> type, Answer answer) {
            return type.cast(Proxy.newProxyInstance(
                    type.getClassLoader(),
                    new Class<?>[] {type},
                    (self, method, arguments) -> answer.to(method, arguments)));
        }
    }

    private static RequestRun run(long number) {
        return RequestRun.on(issue(number));
    }

    private static Issue issue(long number) {
        return Served.open(number, "[PORTER]nginx:" + number, "alice");
    }
}
