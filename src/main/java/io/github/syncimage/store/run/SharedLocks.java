package io.github.syncimage.store.run;

import io.github.syncimage.concurrent.DaemonThreads;
import io.github.syncimage.concurrent.SharedLock;
import io.github.syncimage.store.database.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Locks over all processes on one PostgreSQL: an advisory lock in a transaction that stays open, on a connection of its
 * own. A process that dies loses it with its connection, one that stands still when the server ends the transaction.
 */
public final class SharedLocks implements AutoCloseable {
    /** Opens a connection that nobody else uses. */
    public interface Connections {
        Connection open() throws SQLException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(SharedLocks.class);

    /** After so long without a word the server ends the transaction; those that live give one each two seconds. */
    private static final String STANDING_STILL = "10s";

    /** Whoever waits asks so often whether it is to go on waiting. */
    private static final String WAIT = "1s";

    private static final int WAIT_MILLIS = 5_000;
    /** The state of a statement that waited for a lock for too long. */
    private static final String NOT_YET = "55P03";

    private static final Duration KEEPING = Duration.ofSeconds(2);
    private static final int MOST_IDLE = 2;
    private static final long PAUSE_MILLIS = 500;

    private final Connections connections;
    private final Duration patience;
    private final Deque<Connection> idle = new ConcurrentLinkedDeque<>();
    private final Set<Held> held = ConcurrentHashMap.newKeySet();
    private ScheduledExecutorService keeper;
    private volatile boolean closed;

    public SharedLocks(Connections connections) {
        this(connections, Duration.ofMinutes(1));
    }

    /** @param patience with a database that is away, before it is done without */
    SharedLocks(Connections connections, Duration patience) {
        this.connections = connections;
        this.patience = patience;
    }

    /** Waits for the lock. Where the database stays away it is this process's own, which others do not know of. */
    public SharedLock take(String name) throws InterruptedException {
        long awaySince = 0;
        while (true) {
            Connection known = idle.poll();
            Connection connection = known;
            try {
                connection = known != null ? known : connections.open();
                if (locked(connection, name)) {
                    return held(connection);
                }
                awaySince = 0;
                putBack(connection);
            } catch (SQLException e) {
                close(connection);
                // One that was kept may have died since: a new one tells.
                if (known == null) {
                    awaySince = awaySince == 0 ? System.nanoTime() : awaySince;
                    if (closed || System.nanoTime() - awaySince > patience.toNanos()) {
                        LOG.warn("{} is set without asking the other daemons: {}", name, e.getMessage());
                        return SharedLock.OWN;
                    }
                    Thread.sleep(PAUSE_MILLIS);
                }
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    private static boolean locked(Connection connection, String name) throws SQLException {
        connection.setNetworkTimeout(Runnable::run, WAIT_MILLIS);
        connection.setAutoCommit(false);
        try {
            Sql.query(
                    connection,
                    "SELECT set_config('lock_timeout', ?, true), set_config('idle_in_transaction_session_timeout', ?, true)",
                    row -> true,
                    WAIT,
                    STANDING_STILL);
            Sql.query(connection, "SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", row -> true, name);
            return true;
        } catch (SQLException e) {
            if (NOT_YET.equals(e.getSQLState())) {
                connection.rollback();
                return false;
            }
            throw e;
        }
    }

    private SharedLock held(Connection connection) {
        keep();
        Held lock = new Held(connection);
        held.add(lock);
        return lock;
    }

    private synchronized void keep() {
        if (keeper == null && !closed) {
            keeper = Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("locks"));
            keeper.scheduleWithFixedDelay(
                    () -> held.forEach(Held::held), KEEPING.toMillis(), KEEPING.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void putBack(Connection connection) {
        idle.push(connection);
        if (closed || idle.size() > MOST_IDLE) {
            close(idle.pollLast());
        }
    }

    private static void close(Connection connection) {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException e) {
            LOG.debug("closing a connection: {}", e.getMessage());
        }
    }

    private final class Held implements SharedLock {
        private final Connection connection;
        private boolean lost;

        Held(Connection connection) {
            this.connection = connection;
        }

        @Override
        public boolean shared() {
            return true;
        }

        /** Asking is what keeps it, too. */
        @Override
        public synchronized boolean held() {
            try {
                return !lost && !Sql.query(connection, "SELECT 1", row -> true).isEmpty();
            } catch (SQLException e) {
                LOG.debug("a lock is lost: {}", e.getMessage());
                lost = true;
                return false;
            }
        }

        @Override
        public synchronized void close() {
            held.remove(this);
            try {
                if (!lost) {
                    lost = true;
                    connection.commit();
                    putBack(connection);
                    return;
                }
            } catch (SQLException e) {
                LOG.debug("a lock was lost: {}", e.getMessage());
            }
            SharedLocks.close(connection);
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            if (keeper != null) {
                keeper.shutdownNow();
            }
        }
        for (Connection one = idle.poll(); one != null; one = idle.poll()) {
            close(one);
        }
    }
}
