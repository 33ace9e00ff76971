package io.github.syncimage.store.run;

import io.github.syncimage.concurrent.DaemonThreads;
import io.github.syncimage.store.database.Sql;
import io.github.syncimage.store.database.Statements;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This daemon among those that share the database: gives a sign of itself every few seconds, knows who else does, and what
 * time it is there. All times are the database's, so that a machine's wrong clock takes nobody's work away.
 */
public final class Membership implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Membership.class);

    private static final String SIGN =
            "INSERT INTO node (name, process, team, role, program, workers, started_at, seen_at)"
                    + " VALUES (?, ?, ?, ?, ?, ?, now(), now())"
                    + " ON CONFLICT (name) DO UPDATE SET process = excluded.process, team = excluded.team,"
                    + " role = excluded.role, program = excluded.program, workers = excluded.workers, seen_at = now(),"
                    + " started_at = CASE WHEN node.process = excluded.process THEN node.started_at ELSE now() END"
                    + " WHERE node.process = excluded.process OR node.seen_at <= now() - make_interval(secs => ?)"
                    + " RETURNING clock_timestamp()";

    private static final String SEEN = "SELECT name, node.team, role, program, workers, started_at,"
            + " EXTRACT(EPOCH FROM now() - seen_at), seen_at > now() - make_interval(secs => ?),"
            + " COALESCE(leads_until > now(), FALSE) FROM node"
            + " LEFT JOIN leader ON leader.team = node.team AND leader.node = node.name"
            + " WHERE seen_at > now() - interval '1 day' ORDER BY name";

    private final Node self;
    private final Beat beat;
    private final Statements statements;
    private final String process = UUID.randomUUID().toString();
    private final CountDownLatch joined = new CountDownLatch(1);
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("heartbeat"));
    private volatile Contact contact;
    private volatile String trouble;

    public Membership(DataSource database, Node self, Beat beat) {
        this.self = self;
        this.beat = beat;
        this.statements = new Statements(database, beat.every().multipliedBy(2));
    }

    /** Begins to give signs; a database that is away is waited for. */
    public void start() {
        thread.scheduleWithFixedDelay(this::sign, 0, beat.every().toMillis(), TimeUnit.MILLISECONDS);
    }

    public Node self() {
        return self;
    }

    public Beat beat() {
        return beat;
    }

    private void sign() {
        long sent = System.nanoTime();
        Instant wall = Instant.now();
        try {
            List<Instant> taken = statements.query(
                    SIGN,
                    row -> Sql.timestamp(row, 1),
                    self.name(),
                    process,
                    self.team(),
                    self.role(),
                    self.program(),
                    self.workers(),
                    Sql.seconds(beat.dead()));
            if (taken.isEmpty()) {
                trouble("another daemon calls itself " + self.name() + ", too: this one waits until that is gone"
                        + " (app.node has to be another for each)");
            } else {
                taken(sent, wall, taken.get(0));
            }
        } catch (SQLException | RuntimeException e) {
            trouble("the database that daemons share does not answer, nothing new is begun: " + e.getMessage());
        }
    }

    private void taken(long sent, Instant wall, Instant database) throws SQLException {
        Contact last = contact;
        boolean gap = last == null || last.age().compareTo(beat.every().multipliedBy(3)) > 0;
        contact = new Contact(sent, wall, System.nanoTime(), database, gap ? sent : last.since());
        if (trouble != null) {
            LOG.info("the database that daemons share answers again");
            trouble = null;
        }
        if (last == null) {
            statements.update("DELETE FROM node WHERE seen_at < now() - interval '1 day'");
            LOG.info("{} is one of the daemons that share the work ({})", self.name(), self.role());
        }
        joined.countDown();
    }

    /** Tells of it once. */
    private void trouble(String line) {
        if (!line.equals(trouble)) {
            LOG.warn("{}", line);
            trouble = line;
        }
    }

    /** Waits until the database has taken the first sign: before, nobody knows of this daemon. */
    public void awaitJoined() throws InterruptedException {
        joined.await();
    }

    /** Whether no sign came through lately, so that others may take this daemon's work at any moment, or have. */
    public boolean stale() {
        Contact last = contact;
        return last == null || last.age().compareTo(beat.dead().multipliedBy(3).dividedBy(4)) > 0;
    }

    /** Why this daemon begins nothing new: what lasts so long that it is {@link #stale}. */
    public Optional<String> trouble() {
        return stale() ? Optional.ofNullable(trouble) : Optional.empty();
    }

    /**
     * Whether it may say of others that they are dead: after the database was away for all, or this daemon for itself,
     * those who live get the time to say so.
     */
    public boolean judges() {
        Contact last = contact;
        return !stale() && last.lasted().compareTo(beat.dead()) > 0;
    }

    /**
     * The database's time.
     *
     * @throws IllegalStateException before {@link #awaitJoined} has returned
     */
    public Instant now() {
        Contact last = contact;
        if (last == null) {
            throw new IllegalStateException("the database was not reached yet");
        }
        return last.now();
    }

    /** All daemons of all teams that gave a sign within a day. */
    public List<SeenNode> all() throws SQLException {
        return statements.query(
                SEEN,
                row -> new SeenNode(
                        new Node(row.getString(1), row.getString(2), row.getString(3), row.getString(4), row.getInt(5)),
                        Sql.timestamp(row, 6),
                        Sql.duration(row, 7),
                        row.getBoolean(8),
                        row.getBoolean(9)),
                Sql.seconds(beat.dead()));
    }

    /** Those of this daemon's team that live, itself among them. */
    public List<SeenNode> living() throws SQLException {
        return all().stream()
                .filter(SeenNode::alive)
                .filter(seen -> seen.node().team().equals(self.team()))
                .toList();
    }

    /** Tells the others that it is gone. */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (thread.awaitTermination(beat.every().toMillis(), TimeUnit.MILLISECONDS) && contact != null) {
                statements.update("DELETE FROM node WHERE name = ? AND process = ?", self.name(), process);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException | RuntimeException e) {
            LOG.debug("not signed off: {}", e.getMessage());
        }
    }
}
