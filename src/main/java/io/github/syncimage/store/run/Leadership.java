package io.github.syncimage.store.run;

import io.github.syncimage.store.database.Sql;
import io.github.syncimage.store.run.Membership.Moment;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this daemon is the one of its team that does what only one may: reads the issues, goes through watch lists. Who
 * is it stays it, because what a daemon has read it need not read again; when it is gone another is within seconds, and
 * one that cannot do it steps aside.
 */
public final class Leadership implements Membership.OnBeat, AutoCloseable {
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
    private static final long LOOK_MILLIS = 100;
    /** Who has stepped aside lets others go first for so many leases. */
    private static final int LEASES_ASIDE = 10;

    private final Membership membership;
    private final Beat beat;
    /** When it was claimed last with success; null while another leads. */
    private volatile Moment claimed;

    private volatile int term;
    /** By the monotonic clock, as the next. */
    private volatile long ledSince;

    private volatile long asideUntil = System.nanoTime();
    private volatile boolean closed;
    private volatile Predicate<Duration> useless = led -> false;

    public Leadership(Membership membership) {
        this.membership = membership;
        this.beat = membership.beat();
    }

    /**
     * A leader that cannot do what it leads for lets another try, where there is one: its lease would go on for as long as
     * its process lives.
     *
     * @param test asked with the time since it began to lead
     */
    public void stepAsideIf(Predicate<Duration> test) {
        useless = test;
    }

    /** Begins to ask whether it leads. */
    public void start() {
        membership.each(this);
        membership.beatSoon();
    }

    @Override
    public synchronized void beat(Connection connection) throws SQLException {
        // Whose name another has, or whom the others don't hear, leads nobody.
        if (closed || membership.stale()) {
            return;
        }
        Moment sent = Moment.now();
        if (leads() && useless.test(Duration.ofNanos(sent.nanos() - ledSince)) && anotherMayLead()) {
            stepAside(connection);
            return;
        }
        boolean leads = Sql.update(
                        connection,
                        CLAIM,
                        membership.self().team(),
                        membership.self().name(),
                        Sql.seconds(beat.lease()),
                        sent.nanos() - asideUntil < 0 ? Sql.seconds(beat.lease()) : 0.0)
                > 0;
        if (leads && claimed == null) {
            LOG.info(
                    "{} reads the issues for all daemons from now on",
                    membership.self().name());
        }
        if (leads && !leads()) {
            term++;
            ledSince = sent.nanos();
        }
        claimed = leads ? sent : null;
    }

    private boolean anotherMayLead() throws SQLException {
        return membership.living().stream()
                .map(SeenNode::node)
                .anyMatch(node ->
                        node.mayLead() && !node.name().equals(membership.self().name()));
    }

    private void stepAside(Connection connection) throws SQLException {
        claimed = null;
        asideUntil = System.nanoTime() + beat.lease().multipliedBy(LEASES_ASIDE).toNanos();
        Sql.update(
                connection,
                STEP_ASIDE,
                membership.self().team(),
                membership.self().name());
        LOG.warn(
                "{} cannot read the issues and lets another daemon try",
                membership.self().name());
    }

    /** Whether this daemon leads, for sure: a little before its time is over it holds itself for one that does not. */
    public boolean leads() {
        Moment last = claimed;
        Duration sure = beat.lease().minus(beat.every().dividedBy(2));
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
        while (!leads() && membership.stale() && !closed && System.nanoTime() < end) {
            Thread.sleep(LOOK_MILLIS);
        }
        // It is asked again with the next beat after the database is back.
        long soon = System.nanoTime() + beat.every().multipliedBy(2).toNanos();
        while (!leads() && claimed != null && System.nanoTime() < soon) {
            Thread.sleep(LOOK_MILLIS);
        }
        return leads();
    }

    /** Lets another lead at once. */
    @Override
    public synchronized void close() {
        closed = true;
        if (claimed != null) {
            claimed = null;
            membership.ask(connection -> Sql.update(
                    connection,
                    "DELETE FROM leader WHERE team = ? AND node = ?",
                    membership.self().team(),
                    membership.self().name()));
        }
    }
}
