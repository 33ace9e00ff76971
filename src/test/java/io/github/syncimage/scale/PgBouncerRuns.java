package io.github.syncimage.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bench.LineSimulator;
import io.github.syncimage.store.PgBouncer;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Daemons that reach their PostgreSQL through a PgBouncer in transaction mode. */
class PgBouncerRuns extends FleetRuns {
    private static final int ISSUES = 40;

    private int[] issues;
    private String upstream;
    private String connections;

    @BeforeEach
    void isThere() {
        assumeTrue(PgBouncer.installed(), "Debian's package pgbouncer is missing");
    }

    @Test
    void twoDaemonsShareTheWorkThroughItWhateverHappens() throws Exception {
        try (PgBouncer pooler = new PgBouncer(fleet.postgres)) {
            serve(pooler, () -> {
                fleet.named("two").kill();
                start("two");
                awaitClosed(ISSUES / 2);
                pooler.kill();
                TimeUnit.SECONDS.sleep(3);
                pooler.start();
                awaitClosed(ISSUES * 3 / 4);
                fleet.databaseGone(3);
            });
            tell(
                    "PgBouncer in transaction mode between, a worker killed, PgBouncer killed and started 3 s later, PostgreSQL"
                            + " behind it gone for 3 s");
        }
    }

    /** As those before 1.24 are, unless they are told otherwise; and with fewer connections than daemons would like. */
    @Test
    void oneThatTakesNoNamedStatementsAlongIsEnough() throws Exception {
        try (PgBouncer pooler = new PgBouncer(fleet.postgres, "max_prepared_statements = 0", "default_pool_size = 4")) {
            serve(pooler, () -> {});
            tell("PgBouncer that takes no named statements along, and has four connections");
        }
    }

    private interface Trouble {
        void comes() throws Exception;
    }

    private void serve(PgBouncer pooler, Trouble trouble) throws Exception {
        fleet.shares(pooler.url());
        fleet.offer(ISSUES);
        try (LineSimulator line = new LineSimulator(fleet.upstream.uri().getPort(), Duration.ofMillis(50), 256 << 10)) {
            upstream = Fleet.through(URI.create("http://127.0.0.1:" + line.port()));
            start("one");
            start("two");
            issues = IntStream.range(0, ISSUES)
                    .map(i -> fleet.request("acme/app" + i + ":1"))
                    .toArray();
            await().until(() -> fleet.working().size() == 2);
            awaitClosed(ISSUES / 4);
            String backends = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()";
            connections = fleet.sql(backends).get(0);
            trouble.comes();
            awaitClosed(ISSUES);
            fleet.assertServedOnce(issues);
            assertThat(fleet.tagsSet()).isEqualTo(ISSUES);
        }
    }

    private void start(String node) throws Exception {
        fleet.start(node, upstream).awaitReady();
    }

    private void awaitClosed(int number) {
        await().atMost(Duration.ofMinutes(4))
                .until(() -> IntStream.of(issues)
                                .filter(issue -> !fleet.github.issue(issue).open())
                                .count()
                        >= number);
    }

    private void tell(String what) throws Exception {
        report.line(
                what,
                ISSUES + " requests, one comment, one result and one tag each; " + connections
                        + " connections to PostgreSQL in the middle of it");
    }
}
