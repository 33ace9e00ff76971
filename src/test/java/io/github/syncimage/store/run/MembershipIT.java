package io.github.syncimage.store.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.store.PostgresServer;
import io.github.syncimage.store.database.PostgresDatabase;
import io.github.syncimage.testing.LogLines;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.ds.PGSimpleDataSource;

/** Daemons on one PostgreSQL. */
class MembershipIT {
    /** Five times as often as usual, for where one of them is to be taken for dead. */
    private static final Beat QUICK = Beat.of(Duration.ofMillis(500));
    /** For where none is, however long this machine stands still. */
    private static final Beat PATIENT = new Beat(QUICK.every(), Duration.ofMinutes(1), QUICK.lease());
    /** For where another leads only because the one before is gone. */
    private static final Beat LONG_LEASE = new Beat(QUICK.every(), QUICK.dead(), Duration.ofSeconds(8));
    /** Who closes waits for so long for a sign that is on its way. */
    private static final Beat CALM = Beat.of(Duration.ofMinutes(1));

    private static final String ASIDE = "lets another daemon try";

    @RegisterExtension
    static final PostgresServer server = new PostgresServer();

    private final PostgresDatabase database = PostgresDatabase.lazily(server.url());
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void clear() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
        execute("DELETE FROM node; DELETE FROM leader");
        database.close();
    }

    @Test
    void daemonsKnowWhoOfTheirTeamLives() throws Exception {
        Membership one = member("one", "team", PATIENT, database.connections());
        member("two", "team", PATIENT, database.connections());
        member("stranger", "other", PATIENT, database.connections());

        await().untilAsserted(() -> assertThat(names(one.living())).containsExactly("one", "two"));
        await().untilAsserted(() -> assertThat(names(one.all())).containsExactly("one", "stranger", "two"));
        assertThat(isAlive(one, "stranger")).isTrue();
        SeenNode two = one.living().get(1);
        assertThat(two.node()).isEqualTo(new Node("two", "team", "all", "1.0.0", 2));
        assertThat(two.silent()).isLessThan(PATIENT.dead());
    }

    @Test
    void whoGivesNoSignIsDeadAndWhoComesBackLives() throws Exception {
        Outage outage = new Outage();
        Membership one = member("one", "team", database.connections());
        Membership two = member("two", "team", outage);
        await().until(() -> isAlive(one, "two"));

        outage.begins();
        await().until(() -> !isAlive(one, "two"));
        assertThat(two.stale()).as("it knows so itself").isTrue();
        await().untilAsserted(() -> assertThat(two.trouble())
                .hasValueSatisfying(why -> assertThat(why).contains("does not answer")));
        assertThat(one.trouble()).isEmpty();

        outage.ends();
        await().until(() -> !two.stale());
        assertThat(two.knowsTheDead())
                .as("after a gap it says of nobody that he is dead")
                .isFalse();
        assertThat(two.trouble()).isEmpty();
        await().until(() -> isAlive(one, "two"));
        await().until(two::knowsTheDead);
    }

    @Test
    void whoStopsIsGoneAtOnce() throws Exception {
        Membership one = member("one", "team", CALM, database.connections());
        Membership two = member("two", "team", CALM, database.connections());

        two.close();

        assertThat(names(one.all())).containsExactly("one");
    }

    @Test
    void aNameIsOneDaemonsUntilThatIsGone() throws Exception {
        Membership first = member("same", "team", PATIENT, database.connections());
        Membership second = new Membership(database.connections(), PATIENT);
        second.as(node("same", "team"));
        open.add(second);
        second.start();

        await().untilAsserted(() -> assertThat(first.stale()).isFalse());
        assertThat(second.stale()).isTrue();

        first.close();
        second.awaitJoined();
        assertThat(second.stale()).isFalse();
    }

    @Test
    void timeIsTheDatabases() throws Exception {
        Membership one = member("one", "team", database.connections());

        Instant before = now();
        Instant told = one.now();
        assertThat(told).isBetween(before.minusSeconds(5), now().plusSeconds(5));
    }

    @Test
    void aServerThatComesUpLateIsJoinedThen() throws Exception {
        server.stop();
        Membership one = new Membership(database.connections(), QUICK);
        one.as(node("one", "team"));
        open.add(one);
        one.start();
        assertThat(one.stale()).isTrue();

        server.start();
        one.awaitJoined();
        await().until(() -> isAlive(one, "one"));
    }

    @Test
    void oneLeadsAndAnotherOnceItIsGone() throws Exception {
        Outage outage = new Outage();
        Membership one = member("one", "team", LONG_LEASE, outage);
        Leadership first = leadership(one);
        await().until(first::leads);
        Membership two = member("two", "team", LONG_LEASE, database.connections());
        Leadership second = leadership(two);
        Leadership stranger = leadership(member("stranger", "other", LONG_LEASE, database.connections()));
        await().until(stranger::leads);
        assertThat(second.leads()).isFalse();

        outage.begins();
        await().until(second::leads);
        assertThat(first.leads()).as("never two at once").isFalse();
        outage.ends();
        await().until(() -> !one.stale());
        assertThat(first.leads())
                .as("who came back does not take it away again")
                .isFalse();

        second.close();
        await().until(first::leads);
    }

    @Test
    void aLeaderThatHearsNothingLetsAnotherTry() throws Exception {
        AtomicBoolean deaf = new AtomicBoolean(true);
        AtomicInteger asked = new AtomicInteger();
        try (LogLines log = new LogLines()) {
            Leadership first = leadership(member("one", "team", database.connections()));
            first.stepAsideIf(led -> {
                asked.incrementAndGet();
                return deaf.get();
            });
            await().until(() -> asked.get() > 2);
            assertThat(log.with(ASIDE)).as("alone it goes on trying").isEmpty();
            await().until(first::leads);
            int term = first.term();

            Leadership second = leadership(member("two", "team", database.connections()));
            await().until(second::leads);
            assertThat(first.leads() && second.leads()).as("never two at once").isFalse();
            await().untilAsserted(() -> assertThat(log.with(ASIDE)).isNotEmpty());
            deaf.set(false);
            second.stepAsideIf(led -> true);
            await().until(() -> first.leads() && !second.leads());
            assertThat(first.term()).isGreaterThan(term);
        }
    }

    private Membership member(String name, String team, DataSource connections) throws InterruptedException {
        return member(name, team, QUICK, connections);
    }

    private Membership member(String name, String team, Beat beat, DataSource connections) throws InterruptedException {
        Membership member = new Membership(connections, beat);
        member.as(node(name, team));
        open.add(member);
        member.start();
        member.awaitJoined();
        return member;
    }

    private Leadership leadership(Membership member) {
        Leadership leadership = new Leadership(member);
        open.add(0, leadership);
        leadership.start();
        return leadership;
    }

    private static Node node(String name, String team) {
        return new Node(name, team, "all", "1.0.0", 2);
    }

    private static List<String> names(List<SeenNode> nodes) {
        return nodes.stream().map(seen -> seen.node().name()).toList();
    }

    private Instant now() throws SQLException {
        return database.run(connection -> {
            try (var rows = connection.createStatement().executeQuery("SELECT now()")) {
                rows.next();
                return rows.getTimestamp(1).toInstant();
            }
        });
    }

    private void execute(String sql) throws SQLException {
        database.run(connection -> connection.createStatement().execute(sql));
    }

    /** Connections that one daemon alone can be cut off from. */
    private static final class Outage extends PGSimpleDataSource {
        private final AtomicBoolean away = new AtomicBoolean();

        Outage() {
            setUrl(server.url());
        }

        void begins() {
            away.set(true);
        }

        void ends() {
            away.set(false);
        }

        @Override
        public Connection getConnection() throws SQLException {
            if (away.get()) {
                throw new SQLException("away");
            }
            return super.getConnection();
        }
    }

    private static boolean isAlive(Membership asked, String name) throws SQLException {
        return asked.all().stream()
                .anyMatch(seen -> seen.alive() && seen.node().name().equals(name));
    }
}
