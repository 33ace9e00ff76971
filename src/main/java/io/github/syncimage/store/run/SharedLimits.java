package io.github.syncimage.store.run;

import io.github.syncimage.concurrent.Limit;
import io.github.syncimage.store.database.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The limits that this process has to do with, a row each; at each beat one question for all of them. */
final class SharedLimits implements Membership.OnBeat {
    private static final String CLOSE = "INSERT INTO shared_limit (scope, name, part, closed_until)"
            + " VALUES (?, ?, ?, now() + make_interval(secs => ?)) ON CONFLICT (scope, name, part) DO UPDATE"
            + " SET closed_until = GREATEST(shared_limit.closed_until, excluded.closed_until)";

    private static final String TELL =
            "INSERT INTO shared_limit (scope, name, part, remaining, most, resets_at, told_by, told_at)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, now()) ON CONFLICT (scope, name, part) DO UPDATE"
                    + " SET remaining = excluded.remaining, most = excluded.most, resets_at = excluded.resets_at,"
                    + " told_by = excluded.told_by, told_at = excluded.told_at";

    private static final String READ = "SELECT scope, name, part, EXTRACT(EPOCH FROM closed_until - now()), remaining,"
            + " most, resets_at, told_by FROM shared_limit WHERE ";

    private static final String NEWS = READ + "closed_until > now() OR told_at > now() - interval '1 hour'";

    private static final String ONE = READ + "scope = ? AND name = ? AND part = ?";

    private record Key(String scope, String name, String part) {}

    private final Membership members;
    private final Map<Key, Row> known = new ConcurrentHashMap<>();

    SharedLimits(Membership members) {
        this.members = members;
        members.each(this);
    }

    Row of(String scope, String name, String part, Clock clock) {
        return known.computeIfAbsent(new Key(scope, name, part), key -> new Row(key, clock));
    }

    @Override
    public void beat(Connection connection) throws SQLException {
        for (Row row : known.values()) {
            row.tellAll(connection);
        }
        Sql.query(connection, NEWS, this::take);
    }

    private boolean take(ResultSet row) throws SQLException {
        Row limit = known.get(new Key(row.getString(1), row.getString(2), row.getString(3)));
        if (limit != null) {
            Limit.Level left = new Limit.Level(row.getInt(5), row.getInt(6), Sql.timestamp(row, 7), null);
            limit.take(Sql.duration(row, 4), left, row.getString(8));
        }
        return true;
    }

    /** One row; as it was at the latest beat where nobody asks for more. */
    final class Row extends Limit {
        private final Key key;
        private volatile boolean closeUntold;
        private volatile Level leftUntold;

        private Row(Key key, Clock clock) {
            super(clock);
            this.key = key;
        }

        @Override
        public void close(Instant until) {
            closeHere(until);
            closeUntold = true;
            // Whoever is told of a limit has more to do than to wait for a database.
            members.beatSoon();
        }

        @Override
        public Instant askClosedUntil() {
            members.ask(connection ->
                    Sql.query(connection, ONE, SharedLimits.this::take, key.scope(), key.name(), key.part()));
            return closedUntil();
        }

        /** @param by the process that was told what is left; null where none was */
        synchronized void take(Duration closed, Level left, String by) {
            closeHere(clock.instant().plus(closed));
            if (leftUntold == null && by != null && !members.process().equals(by)) {
                super.tell(left);
            }
        }

        @Override
        public Instant closedUntil() {
            members.start();
            return super.closedUntil();
        }

        @Override
        public void tell(Level left) {
            synchronized (this) {
                super.tell(left);
                leftUntold = left;
            }
            members.start();
        }

        /** Writes down what this process was told since the last beat. */
        void tellAll(Connection connection) throws SQLException {
            if (closeUntold) {
                closeUntold = false;
                try {
                    Duration closed = Duration.between(clock.instant(), closedUntil());
                    Sql.update(connection, CLOSE, key.scope(), key.name(), key.part(), Sql.seconds(closed));
                } catch (SQLException e) {
                    closeUntold = true;
                    throw e;
                }
            }
            Level left = leftUntold;
            if (left != null) {
                Instant resets = left.resetsAt();
                Sql.update(
                        connection,
                        TELL,
                        key.scope(),
                        key.name(),
                        key.part(),
                        left.remaining(),
                        left.most(),
                        resets == null ? null : resets.atOffset(ZoneOffset.UTC),
                        members.process());
                written(left);
            }
        }

        /** What this process was told meanwhile is for the next beat. */
        private synchronized void written(Level left) {
            if (leftUntold == left) {
                leftUntold = null;
            }
        }
    }
}
