package io.github.syncimage.store.run;

import io.github.syncimage.concurrent.Hold;
import io.github.syncimage.store.database.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The permits of one pool: a row for each, which its holder renews at each beat. Within the process one asks after the
 * other; processes that wait stand in line.
 */
final class PermitPool implements Membership.OnBeat {
    private static final long LEAST_PAUSE = 40;
    private static final long MOST_PAUSE = 120;
    /** Uploads that ran when the database went away have ended after that, most of them. */
    private static final Duration AS_IT_STOOD = Duration.ofMinutes(1);
    /** Of how many processes one that has not reached the database yet takes itself to be one. */
    private static final int UNKNOWN_PROCESSES = 4;

    /** A permit that is held without a row. */
    private static final int NO_ROW = 0;

    private static final String MAKE =
            "INSERT INTO permit (pool, slot) SELECT ?, generate_series(1, ?) ON CONFLICT DO NOTHING";

    /** Whoever has waited for longer may have the free ones first. */
    private static final String TAKE = "UPDATE permit SET owner = ?, take = ?, until = now() + interval '6 seconds'"
            + " WHERE (pool, slot) = (SELECT pool, slot FROM permit WHERE pool = ? AND slot <= ?"
            + " AND (owner IS NULL OR ? AND until < now())"
            + " AND (SELECT COUNT(*) FROM permit free WHERE free.pool = permit.pool AND free.slot <= ?"
            + " AND (free.owner IS NULL OR ? AND free.until < now()))"
            + " > (SELECT COUNT(*) FROM permit_wait other WHERE other.pool = permit.pool AND other.owner <> ?"
            + " AND other.until > now() AND other.since < COALESCE((SELECT since FROM permit_wait own"
            + " WHERE own.pool = permit.pool AND own.owner = ?), now()))"
            + " ORDER BY slot LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING slot";

    private static final String RENEW = "UPDATE permit SET until = now() + interval '6 seconds'"
            + " WHERE pool = ? AND owner = ? AND take = ANY (?) RETURNING take";

    private static final String GIVE =
            "UPDATE permit SET owner = NULL, take = NULL, until = NULL WHERE pool = ? AND owner = ? AND take = ?";

    private static final String FREE = "SELECT COUNT(*) FROM permit WHERE pool = ? AND slot <= ? AND owner IS NULL";

    private static final String WAIT = "INSERT INTO permit_wait (pool, owner, since, until)"
            + " VALUES (?, ?, now(), now() + interval '2 seconds') ON CONFLICT (pool, owner) DO UPDATE"
            + " SET until = excluded.until,"
            + " since = CASE WHEN permit_wait.until < now() THEN excluded.since ELSE permit_wait.since END";

    private static final String LEAVE = "DELETE FROM permit_wait WHERE pool = ? AND owner = ?";

    private final Membership members;
    private final String name;
    private final int most;
    private final ReentrantLock asking = new ReentrantLock(true);
    private final AtomicLong takes = new AtomicLong();
    private final AtomicInteger waiting = new AtomicInteger();
    /** The slot of each permit that is held, by its take. */
    private final Map<Long, Integer> held = new ConcurrentHashMap<>();

    private volatile boolean made;
    /** Rows that nobody had at the latest beat; -1 before. */
    private volatile int free = -1;
    /** How many this process may hold while the database is away. */
    private volatile int allowance;

    PermitPool(Membership members, String name, int most) {
        this.members = members;
        this.name = name;
        this.most = most;
        this.allowance = share(UNKNOWN_PROCESSES);
        members.each(this);
    }

    Hold take() throws InterruptedException {
        waiting.incrementAndGet();
        boolean inLine = false;
        asking.lockInterruptibly();
        try {
            while (true) {
                Optional<Hold> permit = tried();
                if (permit.isPresent()) {
                    return permit.get();
                }
                inLine |= members.ask(connection -> Sql.update(connection, WAIT, name, members.process()))
                        .isPresent();
                Thread.sleep(ThreadLocalRandom.current().nextLong(LEAST_PAUSE, MOST_PAUSE));
            }
        } finally {
            if (inLine) {
                members.ask(connection -> Sql.update(connection, LEAVE, name, members.process()));
            }
            asking.unlock();
            waiting.decrementAndGet();
        }
    }

    private Optional<Hold> tried() {
        if (members.lacksRows() && held.size() >= allowance()) {
            return Optional.empty();
        }
        long take = takes.incrementAndGet();
        Optional<Optional<Integer>> answer = members.ask(connection -> taken(connection, take));
        if (answer.isEmpty() && held.size() >= allowance()) {
            return Optional.empty();
        }
        Optional<Integer> slot = answer.orElse(Optional.of(NO_ROW));
        slot.ifPresent(row -> held.put(take, row));
        return slot.map(row -> () -> give(take));
    }

    private Optional<Integer> taken(Connection connection, long take) throws SQLException {
        if (!made) {
            Sql.update(connection, MAKE, name, most);
            made = true;
        }
        boolean dead = members.knowsTheDead();
        String owner = members.process();
        return Sql.first(
                connection, TAKE, row -> row.getInt(1), owner, take, name, most, dead, most, dead, owner, owner);
    }

    private void give(long take) {
        if (held.remove(take) != null) {
            // Where this does not get through, nobody renews it any more.
            members.ask(connection -> Sql.update(connection, GIVE, name, members.process(), take));
        }
    }

    /** For a minute as it stood, then the same for all: what other processes do is not known any more. */
    private int allowance() {
        return members.away().compareTo(AS_IT_STOOD) > 0 ? share(Math.max(1, members.processes())) : allowance;
    }

    private int share(int processes) {
        return Math.max(1, most / processes);
    }

    @Override
    public void beat(Connection connection) throws SQLException {
        if (!made) {
            return;
        }
        Long[] takes = held.keySet().toArray(Long[]::new);
        if (takes.length > 0) {
            List<Long> renewed = Sql.query(
                    connection,
                    RENEW,
                    row -> row.getLong(1),
                    name,
                    members.process(),
                    connection.createArrayOf("bigint", takes));
            for (Long take : takes) {
                if (!renewed.contains(take)) {
                    held.computeIfPresent(take, (any, slot) -> NO_ROW);
                }
            }
            findRows(connection);
        }
        free = Sql.first(connection, FREE, row -> row.getInt(1), name, most).orElse(0);
    }

    /** Of what was taken while the database was away, or taken from this process because it stood still. */
    private void findRows(Connection connection) throws SQLException {
        for (Map.Entry<Long, Integer> one : held.entrySet()) {
            if (one.getValue() == NO_ROW) {
                Optional<Integer> slot = taken(connection, one.getKey());
                boolean stillHeld =
                        slot.isPresent() && held.computeIfPresent(one.getKey(), (any, none) -> slot.get()) != null;
                if (slot.isPresent() && !stillHeld) {
                    Sql.update(connection, GIVE, name, members.process(), one.getKey());
                }
            }
        }
    }

    @Override
    public void lost() {
        allowance = free < 0 ? share(UNKNOWN_PROCESSES) : held.size() + free / Math.max(1, members.processes());
    }
}
