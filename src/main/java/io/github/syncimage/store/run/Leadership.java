package io.github.syncimage.store.run;

import io.github.syncimage.concurrent.DaemonThreads;
import io.github.syncimage.store.database.Sql;
import io.github.syncimage.store.database.Statements;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this daemon is the one of its team that does what only one may: reads the issues, goes through watch lists. Who
 * is it stays it, because what a daemon has read it need not read again; when it is gone another is within seconds, and
 * one that cannot do it steps aside.
 */
public final class Leadership implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);

    private static final String CLAIM = "INSERT INTO leader (team, node, since, leads_until)"
            + " VALUES (?, ?, now(), now() + make_interval(secs => ?))"
            + " ON CONFLICT (team) DO UPDATE SET node = excluded.node, leads_until = excluded.leads_until,"
            + " since = CASE WHEN leader.node = excluded.node THEN leader.since ELSE now() END"
            + " WHERE leader.node = excluded.node OR leader.leads_until < now() - make_interval(secs => ?)";

    /** Nobody's, and over by now. */
    private static final String STEP_ASIDE =
            "UPDATE leader SET node = '', leads_until = now() WHERE team = ? AND node = ?";

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int TICKS = 3;
    /** Who has stepped aside lets others go first for so many leases. */
    private static final int LEASES_ASIDE = 10;

    private final Membership membership;
    private final Beat beat;
    private final Statements statements;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("leader"));
    /** When it was claimed last with success; null while another leads. */
    private volatile Contact claimed;

    private volatile int term;
    /** By the monotonic clock, as the next. */
    private volatile long ledSince;

    private volatile long asideUntil = System.nanoTime();
    private volatile Predicate<Duration> useless = led -> false;

    public Leadership(DataSource database, Membership membership) {
        this.membership = membership;
        this.beat = membership.beat();
        this.statements = new Statements(database, beat.lease());
    }

    /**
     * A leader that cannot do what it leads for lets another try, where there is one: its lease would go on for as long as
     * its process lives.
     *
     * @param test asked with the time since it began to lead
     */
    public void stepsAsideWhere(Predicate<Duration> test) {
        useless = test;
    }

    /** Begins to ask whether it leads. */
    public void start() {
        thread.scheduleWithFixedDelay(this::claim, 0, beat.tick().toMillis(), TimeUnit.MILLISECONDS);
    }

    private void claim() {
        // Whose name another has, or whom the others don't hear, leads nobody.
        if (membership.stale() || isRenewed()) {
            return;
        }
        long sent = System.nanoTime();
        Instant wall = Instant.now();
        try {
            if (leads() && useless.test(Duration.ofNanos(sent - ledSince)) && anotherMayLead()) {
                stepAside();
                return;
            }
            boolean leads = statements.update(
                            CLAIM,
                            membership.self().team(),
                            membership.self().name(),
                            Sql.seconds(beat.lease()),
                            sent - asideUntil < 0 ? Sql.seconds(beat.lease()) : 0.0)
                    > 0;
            if (leads && claimed == null) {
                LOG.info(
                        "{} reads the issues for all daemons from now on",
                        membership.self().name());
            }
            if (leads && !leads()) {
                term++;
                ledSince = sent;
            }
            claimed = leads ? new Contact(sent, wall, sent, wall, sent) : null;
        } catch (SQLException | RuntimeException e) {
            // The heartbeat tells of it.
            LOG.debug("not asked who leads: {}", e.getMessage());
        }
    }

    private boolean anotherMayLead() throws SQLException {
        return membership.living().stream()
                .map(SeenNode::node)
                .anyMatch(node ->
                        node.mayLead() && !node.name().equals(membership.self().name()));
    }

    private void stepAside() throws SQLException {
        claimed = null;
        asideUntil = System.nanoTime() + beat.lease().multipliedBy(LEASES_ASIDE).toNanos();
        statements.update(
                STEP_ASIDE, membership.self().team(), membership.self().name());
        LOG.warn(
                "{} cannot read the issues and lets another daemon try",
                membership.self().name());
    }

    /** A leader has time for a second and a third try before its lease ends; who waits for that asks each tick. */
    private boolean isRenewed() {
        Contact last = claimed;
        return last != null && last.age().compareTo(beat.tick().multipliedBy(3).dividedBy(2)) < 0;
    }

    /** Whether this daemon leads, for sure: a little before its time is over it holds itself for one that does not. */
    public boolean leads() {
        Contact last = claimed;
        Duration sure = beat.lease().minus(beat.tick());
        return last != null && last.age().compareTo(sure) < 0;
    }

    /** Another number each time it begins to lead: what it knew from before may not be so any more. */
    public int term() {
        return term;
    }

    /**
     * Whether it still leads, once the database can be asked: what is about to be written waits for that.
     *
     * @throws InterruptedException when the work is ended meanwhile
     */
    public boolean stillOurs() throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!leads() && membership.stale() && !thread.isShutdown() && System.nanoTime() < end) {
            Thread.sleep(beat.tick().toMillis());
        }
        // It is asked again within a tick after the database is back.
        for (int ticks = 0; !leads() && claimed != null && ticks < TICKS; ticks++) {
            Thread.sleep(beat.tick().toMillis());
        }
        return leads();
    }

    /** Lets another lead at once. */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (thread.awaitTermination(beat.lease().toMillis(), TimeUnit.MILLISECONDS) && claimed != null) {
                claimed = null;
                statements.update(
                        "DELETE FROM leader WHERE team = ? AND node = ?",
                        membership.self().team(),
                        membership.self().name());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException | RuntimeException e) {
            LOG.debug("not resigned: {}", e.getMessage());
        }
    }
}
