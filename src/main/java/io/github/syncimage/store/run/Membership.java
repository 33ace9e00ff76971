package io.github.syncimage.store.run;

import io.github.syncimage.concurrent.DaemonThreads;
import io.github.syncimage.store.database.Database;
import io.github.syncimage.store.database.Sql;
import io.github.syncimage.store.database.Statements;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process among those that share the database. It gives a sign of itself at each beat, and with it asks and tells all
 * that processes share: who lives, who leads, what is spent. While the database is away nobody waits for it, and only the
 * beat finds out that it is back. All times are the database's, so that a machine's wrong clock takes nobody's work away.
 */
public final class Membership implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Membership.class);
    /** Rows that nobody will need again are removed once in so many beats: every five minutes. */
    private static final int BEATS_OF_A_CLEANING = 150;

    /** Signs and counts in one: what is counted does not see the sign. */
    private static final String SIGN =
            "WITH sign AS (INSERT INTO node (name, process, team, role, program, workers, started_at, seen_at)"
                    + " VALUES (?, ?, ?, ?, ?, ?, now(), now())"
                    + " ON CONFLICT (name) DO UPDATE SET process = excluded.process, team = excluded.team,"
                    + " role = excluded.role, program = excluded.program, workers = excluded.workers, seen_at = now(),"
                    + " started_at = CASE WHEN node.process = excluded.process THEN node.started_at ELSE now() END"
                    + " WHERE node.process = excluded.process OR node.seen_at <= now() - make_interval(secs => ?)"
                    + " RETURNING name) SELECT clock_timestamp(), EXISTS (SELECT 1 FROM sign), 1 + COUNT(*) FROM node"
                    + " WHERE seen_at > now() - make_interval(secs => ?) AND process <> ?";

    private static final String SEEN = "SELECT name, node.team, role, program, workers, started_at,"
            + " EXTRACT(EPOCH FROM now() - seen_at), seen_at > now() - make_interval(secs => ?),"
            + " COALESCE(leads_until > now(), FALSE) FROM node"
            + " LEFT JOIN leader ON leader.team = node.team AND leader.node = node.name"
            + " WHERE seen_at > now() - interval '1 day' AND role <> ? ORDER BY name";

    /** Takes part in each beat. */
    interface OnBeat {
        void beat(Connection connection) throws SQLException;

        /** The database has gone away. */
        default void lost() {}
    }

    /**
     * A moment in this process.
     *
     * @param nanos by the monotonic clock
     * @param wall by this machine's: while that sleeps, only this one goes on
     */
    record Moment(long nanos, Instant wall) {
        static Moment now() {
            return new Moment(System.nanoTime(), Instant.now());
        }

        Duration age() {
            Duration passed = Duration.ofNanos(System.nanoTime() - nanos);
            Duration byClock = Duration.between(wall, Instant.now());
            return passed.compareTo(byClock) > 0 ? passed : byClock;
        }
    }

    /** The last sign that the database took: when it was sent and answered, and the database's time between the two. */
    private record Contact(Moment sent, long answered, Instant database) {}

    private final Beat beat;
    private final Statements statements;
    /** This process's alone, while two may have the same name by mistake. */
    private final String process = UUID.randomUUID().toString();

    private final List<OnBeat> onBeat = new CopyOnWriteArrayList<>();
    private final AtomicBoolean soon = new AtomicBoolean();
    private final CountDownLatch joined = new CountDownLatch(1);
    private volatile Node self = Node.ofCommand(process);
    private volatile ScheduledExecutorService thread;
    private volatile Contact contact;
    /** The first of the signs that came through without a gap, by the monotonic clock. */
    private volatile long steadySince;

    private volatile boolean hadGap;
    /** Since when the database gives no answer, by the monotonic clock; null while it does. */
    private volatile Long awaySince;

    private volatile String trouble;
    private volatile int processes;
    private int beats;
    private boolean closed;

    /** As a command; nothing begins before the first question. */
    public Membership(DataSource database, Beat beat) {
        this.beat = beat;
        this.statements = new Statements(database, beat.every().multipliedBy(2));
    }

    /** Tells the others, from the next sign on, that this process is a daemon. */
    public void as(Node daemon) {
        self = daemon;
    }

    public Node self() {
        return self;
    }

    Beat beat() {
        return beat;
    }

    /** This process, as its rows name it. */
    String process() {
        return process;
    }

    void each(OnBeat one) {
        onBeat.add(one);
    }

    /** Begins to give signs, unless it has; a database that is away is waited for. */
    public void start() {
        if (thread == null) {
            startNow();
        }
    }

    private synchronized void startNow() {
        if (thread == null && !closed) {
            thread = Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("heartbeat"));
            thread.scheduleWithFixedDelay(this::sign, 0, beat.every().toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Has a beat come before its time. */
    synchronized void beatSoon() {
        start();
        if (!closed && soon.compareAndSet(false, true)) {
            thread.execute(this::sign);
        }
    }

    /** Empty while the database is away. The first question begins the beat. */
    <T> Optional<T> ask(Database.Work<T> work) {
        start();
        if (awaySince != null) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(statements.run(work));
        } catch (SQLException | RuntimeException e) {
            lost(e);
            return Optional.empty();
        }
    }

    private record Sign(Instant database, boolean taken, int processes) {}

    private void sign() {
        soon.set(false);
        Moment sent = Moment.now();
        try {
            statements.run(connection -> {
                Sign sign = Sql.first(
                                connection,
                                SIGN,
                                row -> new Sign(Sql.timestamp(row, 1), row.getBoolean(2), row.getInt(3)),
                                self.name(),
                                process,
                                self.team(),
                                self.role(),
                                self.program(),
                                self.workers(),
                                Sql.seconds(beat.dead()),
                                Sql.seconds(beat.dead()),
                                process)
                        .orElseThrow();
                processes = sign.processes();
                if (sign.taken()) {
                    came(new Contact(sent, System.nanoTime(), sign.database()));
                }
                for (OnBeat one : onBeat) {
                    one.beat(connection);
                }
                if (beats++ % BEATS_OF_A_CLEANING == 0) {
                    clean(connection);
                }
                answered(sign.taken());
                return true;
            });
        } catch (SQLException | RuntimeException e) {
            lost(e);
        }
    }

    private static void clean(Connection connection) throws SQLException {
        Sql.update(connection, "DELETE FROM node WHERE seen_at < now() - interval '1 day'");
        Sql.update(connection, "DELETE FROM permit_wait WHERE until < now() - interval '1 hour'");
        Sql.update(connection, "DELETE FROM pace WHERE paid < now() - interval '1 day'");
        Sql.update(
                connection,
                "DELETE FROM shared_limit WHERE (closed_until IS NULL OR closed_until < now() - interval '1 day')"
                        + " AND (told_at IS NULL OR told_at < now() - interval '1 day')");
    }

    private synchronized void came(Contact latest) {
        Contact last = contact;
        if (last == null
                || awaySince != null
                || last.sent().age().compareTo(beat.every().multipliedBy(3)) > 0) {
            hadGap |= last != null || awaySince != null;
            steadySince = latest.sent().nanos();
        }
        contact = latest;
        if (last == null && !self.isCommand()) {
            LOG.info("{} is one of the daemons that share the work ({})", self.name(), self.role());
        }
        joined.countDown();
    }

    private synchronized void answered(boolean taken) {
        if (awaySince != null) {
            LOG.info("the database that daemons share answers again");
            awaySince = null;
            trouble = null;
        }
        if (taken) {
            trouble = null;
        } else if (trouble == null) {
            trouble = "another daemon calls itself " + self.name() + ", too: this one waits until that is gone"
                    + " (app.node has to be another for each)";
            LOG.warn("{}", trouble);
        }
    }

    private void lost(Exception cause) {
        synchronized (this) {
            if (awaySince != null || closed) {
                return;
            }
            awaySince = System.nanoTime();
            trouble =
                    "the database that daemons share does not answer, nothing new is begun, and each keeps to its share"
                            + " of what they spend: " + cause.getMessage();
            LOG.warn("{}", trouble);
        }
        onBeat.forEach(OnBeat::lost);
    }

    /** Waits until the database has taken the first sign: before, nobody knows of this daemon. */
    public void awaitJoined() throws InterruptedException {
        joined.await();
    }

    /** Returns whether no sign came through lately, so that others may take this daemon's work at any moment, or have. */
    public boolean stale() {
        Contact last = contact;
        return last == null
                || last.sent().age().compareTo(beat.dead().multipliedBy(3).dividedBy(4)) > 0;
    }

    /** Returns why this daemon begins nothing new: what lasts so long that it is {@link #stale}. */
    public Optional<String> trouble() {
        return stale() ? Optional.ofNullable(trouble) : Optional.empty();
    }

    /**
     * Returns whether this process may take others for dead: after the database was away for all, or this process stood
     * still, those who live get the time to say so.
     */
    public boolean knowsTheDead() {
        return awaySince == null
                && !stale()
                && Duration.ofNanos(System.nanoTime() - steadySince).compareTo(beat.dead()) > 0;
    }

    /** Returns whether the database is away, or was a moment ago: not everything that is held has its row then. */
    boolean lacksRows() {
        return awaySince != null || hadGap && !knowsTheDead();
    }

    Duration away() {
        Long since = awaySince;
        return since == null ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - since);
    }

    /** How many processes there are; 0 where the database was never reached. */
    int processes() {
        return processes;
    }

    /**
     * Returns the database's time; a little behind, by as much as its answer took.
     *
     * @throws IllegalStateException before {@link #awaitJoined} has returned
     */
    public Instant now() {
        Contact last = contact;
        if (last == null) {
            throw new IllegalStateException("the database was not reached yet");
        }
        return last.database().plusNanos(System.nanoTime() - last.answered());
    }

    /** Finds all daemons of all teams that gave a sign within a day. */
    public List<SeenNode> all() throws SQLException {
        return statements.query(
                SEEN,
                row -> new SeenNode(
                        new Node(row.getString(1), row.getString(2), row.getString(3), row.getString(4), row.getInt(5)),
                        Sql.timestamp(row, 6),
                        Sql.duration(row, 7),
                        row.getBoolean(8),
                        row.getBoolean(9)),
                Sql.seconds(beat.dead()),
                Node.COMMAND);
    }

    /** Finds those of this daemon's team that live, itself among them. */
    public List<SeenNode> living() throws SQLException {
        return all().stream()
                .filter(SeenNode::alive)
                .filter(seen -> seen.node().team().equals(self.team()))
                .toList();
    }

    /** Tells the others that it is gone. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            if (thread == null) {
                return;
            }
            thread.shutdownNow();
        }
        try {
            if (thread.awaitTermination(beat.every().toMillis(), TimeUnit.MILLISECONDS)
                    && contact != null
                    && awaySince == null) {
                statements.update("DELETE FROM node WHERE name = ? AND process = ?", self.name(), process);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException | RuntimeException e) {
            LOG.debug("not signed off: {}", e.getMessage());
        }
    }
}
