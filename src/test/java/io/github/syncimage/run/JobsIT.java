package io.github.syncimage.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.store.PostgresServer;
import io.github.syncimage.store.database.PostgresDatabase;
import io.github.syncimage.store.run.Beat;
import io.github.syncimage.store.run.JobState;
import io.github.syncimage.store.run.JobTable;
import io.github.syncimage.store.run.Leadership;
import io.github.syncimage.store.run.Membership;
import io.github.syncimage.store.run.Node;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** Camel contexts as daemons, whose queue is in a real PostgreSQL. */
class JobsIT {
    /** Five times as often as usual, for where one of them is to be taken for dead. */
    private static final Beat QUICK = Beat.of(Duration.ofMillis(500));
    /** For where none is, however long this machine stands still. */
    private static final Beat CALM = Beat.of(Duration.ofMinutes(1));
    /** For where another leads only because the one before is gone. */
    private static final Beat LONG_LEASE = new Beat(QUICK.every(), QUICK.dead(), Duration.ofSeconds(8));

    private static PostgresServer server;

    private final List<Daemon> daemons = new ArrayList<>();
    /** What was done, each {@code daemon job}. */
    private final List<String> done = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void startServer() throws IOException {
        server = new PostgresServer();
        PostgresDatabase.open(server.url()).close();
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @AfterEach
    void clear() throws Exception {
        for (Daemon daemon : daemons) {
            daemon.close();
        }
        execute("DELETE FROM node; DELETE FROM leader; DELETE FROM scheduled_tasks");
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = source().getConnection()) {
            connection.createStatement().execute(sql);
        }
    }

    @Test
    void eachJobIsDoneOnceByOneOfTheDaemons() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        Daemon one = daemon("one", noteOnceBothHaveOne("one", both));
        daemon("two", noteOnceBothHaveOne("two", both));
        List<String> keys =
                IntStream.range(0, 200).mapToObj(number -> "key" + number).toList();

        keys.forEach(one::put);

        await().untilAsserted(() -> assertThat(jobsDone()).containsExactlyInAnyOrderElementsOf(keys));
        await().untilAsserted(() -> assertThat(one.jobs()).isEmpty());
    }

    /** No job of one is done before the other has one, too. */
    private Processor noteOnceBothHaveOne(String name, CountDownLatch both) {
        AtomicBoolean first = new AtomicBoolean(true);
        return exchange -> {
            if (first.getAndSet(false)) {
                both.countDown();
            }
            both.await();
            note(name).process(exchange);
        };
    }

    @Test
    void whatWaitsOrIsInWorkIsNotQueuedAgain() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        Daemon one = daemon("one", exchange -> {
            gate.await();
            note("one").process(exchange);
        });
        one.put("a");
        await().until(() -> one.jobs().stream().anyMatch(job -> job.node() != null));

        Stream.of("a", "b", "b", "c", "c").forEach(one::put);
        assertThat(one.jobs()).hasSize(3);
        gate.countDown();
        await().until(() -> one.jobs().isEmpty());
        assertThat(jobsDone()).containsExactlyInAnyOrder("a", "b", "c");

        one.put("a");
        await().untilAsserted(() -> assertThat(jobsDone()).containsExactlyInAnyOrder("a", "a", "b", "c"));
    }

    @Test
    void anotherTeamsJobsAreLeftAlone() throws Exception {
        Daemon one = daemon("one", "team", note("one"));
        Daemon stranger = daemon("stranger", "other", note("stranger"));

        one.put("a");
        stranger.put("a");

        await().untilAsserted(() -> assertThat(done).containsExactlyInAnyOrder("one a", "stranger a"));
        assertThat(one.deaths).containsExactly(0);
    }

    @Test
    void whoStopsHandsBackAtOnceWhatItHas() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        Daemon one = daemon("one", exchange -> {
            begun.countDown();
            new CountDownLatch(1).await();
        });
        one.put("a");
        begun.await();
        Daemon two = daemon("two", note("two"));
        one.context.getShutdownStrategy().setTimeout(1);

        one.context.stop();

        assertThat(two.jobs()).allSatisfy(job -> assertThat(job.node()).isNotEqualTo("one"));
        await().untilAsserted(() -> assertThat(done).containsExactly("two a"));
        assertThat(two.deaths).as("a stop is no death").containsOnly(0);
    }

    @Test
    void whatDoesNotEndInTimeAtAStopEndsLaterWithoutAWord() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        List<Thread> workers = new CopyOnWriteArrayList<>();
        List<Throwable> unexpected = new CopyOnWriteArrayList<>();
        Daemon one = daemon("one", exchange -> {
            Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> unexpected.add(thrown));
            workers.add(Thread.currentThread());
            begun.countDown();
            awaitThoughInterrupted(gate);
        });
        one.put("a");
        begun.await();
        one.context.getShutdownStrategy().setTimeout(1);
        one.context.stop();

        gate.countDown();
        for (Thread worker : workers) {
            worker.join();
        }
        assertThat(unexpected).isEmpty();
    }

    /** As what waits for bytes of a connection does. */
    private static void awaitThoughInterrupted(CountDownLatch gate) {
        while (gate.getCount() > 0) {
            try {
                gate.await();
            } catch (InterruptedException stopped) {
                continue;
            }
        }
    }

    @Test
    void whoIsCutOffLosesItsJobAndKnowsItWhenItIsBack() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        List<Boolean> ours = new CopyOnWriteArrayList<>();
        Outage outage = new Outage();
        Daemon one = new Daemon("one", "team", QUICK, outage, exchange -> {
            begun.countDown();
            gate.await();
            ours.add(leaseOf(exchange).stillOurs());
        });
        one.put("a");
        begun.await();
        CountDownLatch second = new CountDownLatch(1);
        Daemon two = quickDaemon("two", exchange -> {
            second.await();
            assertThat(leaseOf(exchange).stillOurs()).isTrue();
            note("two").process(exchange);
        });

        outage.begins();
        await().until(() -> two.jobs().stream().anyMatch(job -> "two".equals(job.node())));
        await().untilAsserted(() -> assertThat(two.deaths).containsExactly(1));
        outage.ends();
        gate.countDown();

        await().untilAsserted(() -> assertThat(ours).containsExactly(false));
        await().untilAsserted(() -> assertThat(two.jobs())
                .as("who comes back was not ended by the job")
                .extracting(JobState::deaths)
                .containsExactly(0));
        second.countDown();
        await().untilAsserted(() -> assertThat(two.jobs()).isEmpty());
        assertThat(done).containsExactly("two a");
    }

    @Test
    void aDatabaseThatIsAwayForAWhileMakesNothingBeDoneTwice() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        Daemon one = quickDaemon("one", heldUntil(begun, gate));
        quickDaemon("two", note("two"));
        while (begun.getCount() > 0) {
            one.put("a");
            await().until(() -> begun.getCount() == 0 || one.jobs().isEmpty());
        }
        int earlier = done.size();

        server.stop();
        gate.countDown();
        await().during(QUICK.dead().multipliedBy(2)).until(() -> done.size() == earlier);
        server.start();

        await().untilAsserted(() -> assertThat(one.jobs()).isEmpty());
        assertThat(done.subList(earlier, done.size())).containsExactly("one a");
        one.put("b");
        await().untilAsserted(() -> assertThat(jobsDone()).contains("b"));
    }

    @Test
    void whoseDatabaseForgetsThatItHasTheJobLosesItToWhoeverPicksItThen() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        List<Boolean> ours = new CopyOnWriteArrayList<>();
        Daemon one = daemon("one", exchange -> {
            begun.countDown();
            gate.await();
            ours.add(leaseOf(exchange).stillOurs());
        });
        one.put("a");
        begun.await();

        // As where a server takes the place of one whose last commits it has not got: the job waits there, and whoever
        // is first gives it the number that it had.
        execute("UPDATE scheduled_tasks SET picked_by = 'two', last_heartbeat = now()");
        gate.countDown();
        await().untilAsserted(() -> assertThat(ours).containsExactly(false));
        assertThat(one.jobs()).extracting(JobState::node).containsExactly("two");
    }

    @Test
    void whoPicksOnceMoreWhatItHasInWorkDoesItOnce() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        Daemon one = daemon("one", heldUntil(begun, gate));
        one.put("a");
        begun.await();

        execute("UPDATE scheduled_tasks SET picked = FALSE, picked_by = NULL, version = version - 1");
        await().until(() -> one.jobs().stream().anyMatch(job -> "one".equals(job.node())));
        gate.countDown();

        await().untilAsserted(() -> assertThat(one.jobs()).isEmpty());
        one.put("b");
        await().untilAsserted(() -> assertThat(done).containsExactly("one a", "one b"));
    }

    @Test
    void aDaemonThatStartsBeforeItsDatabaseWorksOnceThatIsThere() throws Exception {
        server.stop();
        Daemon one = new Daemon("one", "team", QUICK, source(), note("one"));
        server.start();

        one.membership.awaitJoined();
        one.put("a");
        await().untilAsserted(() -> assertThat(done).containsExactly("one a"));
    }

    @Test
    void whatFailsIsTriedAgainLater() throws Exception {
        List<String> tries = new CopyOnWriteArrayList<>();
        Daemon one = daemon("one", exchange -> {
            tries.add("try");
            if (tries.size() < 2) {
                throw new IllegalStateException("not this time");
            }
            note("one").process(exchange);
        });

        one.put("a");

        await().untilAsserted(() -> assertThat(done).containsExactly("one a"));
        assertThat(tries).hasSize(2);
    }

    @Test
    void theClockGoesAtOneDaemonAndThenAtAnother() throws Exception {
        Outage outage = new Outage();
        Daemon one = new Daemon("one", "team", LONG_LEASE, outage, note("one"));
        await().until(() -> one.ticks() > 1);
        Daemon two = joined(new Daemon("two", "team", LONG_LEASE, source(), note("two")));
        int before = one.ticks();
        await().until(() -> one.ticks() > before + 5);
        assertThat(two.ticks()).isZero();

        outage.begins();
        await().until(() -> two.ticks() > 0);
        int last = one.ticks();
        outage.ends();
        await().until(() -> two.ticks() > 5);
        assertThat(one.ticks()).isEqualTo(last);

        two.context.stop();
        await().until(() -> one.ticks() > last);
    }

    @Test
    void whoCannotDoThemLeavesJobsToOthersUntilItCan() throws Exception {
        Daemon one = daemon("one", note("one"));
        AtomicBoolean able = new AtomicBoolean(false);
        CountDownLatch asked = new CountDownLatch(2);
        one.ability.is(() -> {
            asked.countDown();
            return able.get();
        });
        // The first answer was looked at by then.
        asked.await();
        one.put("a");
        Daemon two = daemon("two", note("two"));
        await().untilAsserted(() -> assertThat(done).containsExactly("two a"));
        // What is told of as done while its daemon stops goes to the next one.
        await().untilAsserted(() -> assertThat(two.jobs()).isEmpty());

        two.context.stop();
        able.set(true);
        one.put("b");
        await().untilAsserted(() -> assertThat(done).containsExactly("two a", "one b"));
    }

    @Test
    void withoutSharedWorkItSaysWhatIsMissing() throws Exception {
        try (CamelContext alone = new DefaultCamelContext()) {
            alone.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("jobs:work?workers=2").to("log:work");
                }
            });

            assertThatThrownBy(alone::start)
                    .hasStackTraceContaining("jobs:work needs daemons that share a PostgreSQL: app.database_url");
        }
    }

    private List<String> jobsDone() {
        return done.stream().map(line -> line.substring(line.indexOf(' ') + 1)).toList();
    }

    /** Tells that it has begun, and waits; then it has to have the job still. */
    private Processor heldUntil(CountDownLatch begun, CountDownLatch gate) {
        return exchange -> {
            begun.countDown();
            gate.await();
            assertThat(leaseOf(exchange).stillOurs()).isTrue();
            note("one").process(exchange);
        };
    }

    private Processor note(String name) {
        return exchange -> done.add(name + " " + exchange.getMessage().getHeader(JobsComponent.KEY));
    }

    private Daemon daemon(String name, Processor work) throws Exception {
        return daemon(name, "team", work);
    }

    private Daemon quickDaemon(String name, Processor work) throws Exception {
        return joined(new Daemon(name, "team", QUICK, source(), work));
    }

    private Daemon daemon(String name, String team, Processor work) throws Exception {
        return joined(new Daemon(name, team, CALM, source(), work));
    }

    private static Daemon joined(Daemon daemon) throws InterruptedException {
        daemon.membership.awaitJoined();
        return daemon;
    }

    private static io.github.syncimage.concurrent.Lease leaseOf(Exchange exchange) {
        SharedWork work = exchange.getContext().getRegistry().lookupByNameAndType(SharedWork.NAME, SharedWork.class);
        return work.leases().of(exchange.getMessage().getHeader(JobsComponent.KEY, String.class));
    }

    private static DataSource source() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(server.url());
        return source;
    }

    private final class Daemon implements AutoCloseable {
        private final CamelContext context = new DefaultCamelContext();
        private final Membership membership;
        private final Leadership leadership;
        private final JobTable table;
        private final Ability ability = new Ability();
        private final List<Integer> deaths = new CopyOnWriteArrayList<>();
        private final List<String> ticks = new CopyOnWriteArrayList<>();

        Daemon(String name, String team, Beat beat, DataSource source, Processor work) throws Exception {
            membership = new Membership(source, new Node(name, team, "all", "1.0.0", 2), beat);
            leadership = new Leadership(source, membership);
            table = new JobTable(source, team, beat.dead());
            context.getRegistry()
                    .bind(
                            SharedWork.NAME,
                            new SharedWork(source, membership, leadership, table, new Leases(), ability, true, true));
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("jobs:work?workers=2").process(exchange -> {
                        deaths.add(exchange.getMessage().getHeader(JobsComponent.DEATHS, Integer.class));
                        work.process(exchange);
                    });
                    from("direct:put").to("jobs:work");
                    from("jobs:clock?every=20ms").process(exchange -> ticks.add("tick"));
                }
            });
            daemons.add(this);
            membership.start();
            leadership.start();
            context.start();
        }

        void put(String key) {
            context.createProducerTemplate().sendBodyAndHeader("direct:put", "{}", JobsComponent.KEY, key);
        }

        List<JobState> jobs() throws SQLException {
            return table.all();
        }

        int ticks() {
            return ticks.size();
        }

        @Override
        public void close() throws Exception {
            context.getShutdownStrategy().setTimeout(1);
            context.close();
            leadership.close();
            membership.close();
        }
    }

    /** A database that one daemon alone can be cut off from. */
    private static final class Outage extends PGSimpleDataSource {
        private volatile boolean away;

        Outage() {
            setUrl(server.url());
        }

        void begins() {
            away = true;
        }

        void ends() {
            away = false;
        }

        @Override
        public Connection getConnection() throws SQLException {
            if (away) {
                throw new SQLException("away");
            }
            return super.getConnection();
        }
    }
}
