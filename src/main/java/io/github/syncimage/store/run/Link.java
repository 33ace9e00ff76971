package io.github.syncimage.store.run;

import io.github.syncimage.concurrent.DaemonThreads;
import io.github.syncimage.store.database.Database;
import io.github.syncimage.store.database.Sql;
import io.github.syncimage.store.database.Statements;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to the database that processes share. While it is away nobody waits for it: only the beat, every two seconds,
 * finds out that it is back.
 */
final class Link implements AutoCloseable {
    static final Duration BEAT = Duration.ofSeconds(2);
    /** Who has not been heard for so long is taken for dead: two beats may be missed. */
    static final Duration DEAD = Duration.ofSeconds(6);

    private static final Logger LOG = LoggerFactory.getLogger(Link.class);
    /** A statement here takes a millisecond; a connection that died without a word gives no answer at all. */
    private static final Duration ANSWER = Duration.ofSeconds(3);
    /** Rows that nobody will need again are removed once in so many beats: every five minutes. */
    private static final int BEATS_OF_A_CLEANING = 150;

    /** Signs and counts in one: it does not see its own row yet. */
    private static final String SIGN =
            "WITH sign AS (INSERT INTO spender (owner, until) VALUES (?, now() + interval '6 seconds')"
                    + " ON CONFLICT (owner) DO UPDATE SET until = excluded.until)"
                    + " SELECT 1 + COUNT(*) FROM spender WHERE until > now() AND owner <> ?";

    /** What wants to be done at each beat. */
    interface OnBeat {
        void beat(Connection connection) throws SQLException;

        /** The database has gone away. */
        default void lost() {}
    }

    private final String owner;
    private final Statements statements;
    private final List<OnBeat> onBeat = new CopyOnWriteArrayList<>();
    private final AtomicBoolean soon = new AtomicBoolean();
    private volatile ScheduledExecutorService thread;
    private int beats;
    private volatile int processes;
    private volatile boolean away;
    private volatile long awaySince;
    /** The latest beat that came through, by the monotonic clock and by the one that goes on while a machine sleeps. */
    private volatile long beatNanos;

    private volatile long beatMillis;
    /** The first of the beats that came through without a gap. */
    private volatile long steadyNanos;

    private volatile boolean hadGap;
    private boolean closed;

    Link(DataSource database) {
        this.statements = new Statements(database, ANSWER);
        // Two processes may have the same name by mistake; this none has.
        this.owner = UUID.randomUUID().toString();
    }

    /** This process, as its rows name it. */
    String owner() {
        return owner;
    }

    void each(OnBeat one) {
        onBeat.add(one);
    }

    /** Empty while the database is away. The first question begins the beat. */
    <T> Optional<T> ask(Database.Work<T> work) {
        begin();
        if (away) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(statements.run(work));
        } catch (SQLException | RuntimeException e) {
            lost(e);
            return Optional.empty();
        }
    }

    /** Begins the beat, unless it goes already. */
    void begin() {
        if (thread == null) {
            beginNow();
        }
    }

    private synchronized void beginNow() {
        if (thread == null && !closed) {
            thread = Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("budgets"));
            thread.scheduleWithFixedDelay(this::beat, 0, BEAT.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Has a beat come before its time. */
    synchronized void beatSoon() {
        begin();
        if (!closed && soon.compareAndSet(false, true)) {
            thread.execute(this::beat);
        }
    }

    private void beat() {
        soon.set(false);
        try {
            statements.run(connection -> {
                processes = Sql.first(connection, SIGN, row -> row.getInt(1), owner, owner)
                        .orElse(1);
                for (OnBeat one : onBeat) {
                    one.beat(connection);
                }
                if (beats++ % BEATS_OF_A_CLEANING == 0) {
                    clean(connection);
                }
                return true;
            });
            came();
        } catch (SQLException | RuntimeException e) {
            lost(e);
        }
    }

    private static void clean(Connection connection) throws SQLException {
        Sql.update(connection, "DELETE FROM spender WHERE until < now() - interval '1 hour'");
        Sql.update(connection, "DELETE FROM permit_wait WHERE until < now() - interval '1 hour'");
        Sql.update(connection, "DELETE FROM pace WHERE paid < now() - interval '1 day'");
        Sql.update(
                connection,
                "DELETE FROM door WHERE (closed_until IS NULL OR closed_until < now() - interval '1 day')"
                        + " AND (told_at IS NULL OR told_at < now() - interval '1 day')");
    }

    private synchronized void came() {
        if (away || silence().compareTo(BEAT.multipliedBy(2)) > 0) {
            hadGap |= away || beatNanos != 0;
            steadyNanos = System.nanoTime();
        }
        if (away) {
            LOG.info("what daemons share is kept together again");
        }
        away = false;
        beatNanos = System.nanoTime();
        beatMillis = System.currentTimeMillis();
    }

    private void lost(Exception trouble) {
        synchronized (this) {
            if (away || closed) {
                return;
            }
            away = true;
            awaySince = System.nanoTime();
            hadGap = true;
        }
        onBeat.forEach(OnBeat::lost);
        LOG.warn(
                "the database that daemons share does not answer, each keeps to its share of what they spend: {}",
                trouble.getMessage());
    }

    /** How long no beat has come through; long before the first. */
    private Duration silence() {
        if (beatNanos == 0) {
            return DEAD;
        }
        Duration passed = Duration.ofNanos(System.nanoTime() - beatNanos);
        Duration byClock = Duration.ofMillis(System.currentTimeMillis() - beatMillis);
        return passed.compareTo(byClock) > 0 ? passed : byClock;
    }

    /**
     * Returns whether this process may take others for dead: after the database was away for all, or this process stood still,
     * those who live get the time to say so.
     */
    boolean steady() {
        return !away
                && silence().compareTo(BEAT.multipliedBy(2)) <= 0
                && Duration.ofNanos(System.nanoTime() - steadyNanos).compareTo(DEAD) > 0;
    }

    /** Returns whether the database is away, or was a moment ago: not everything that is held has its row then. */
    boolean lacksRows() {
        return away || hadGap && !steady();
    }

    Duration away() {
        return away ? Duration.ofNanos(System.nanoTime() - awaySince) : Duration.ZERO;
    }

    /** How many processes spend; 0 where the database was never reached. */
    int processes() {
        return processes;
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            if (thread == null) {
                return;
            }
            thread.shutdownNow();
        }
        if (!away) {
            try {
                statements.update("DELETE FROM spender WHERE owner = ?", owner);
            } catch (SQLException | RuntimeException e) {
                LOG.debug("not signed off: {}", e.getMessage());
            }
        }
    }
}
