package io.github.syncimage.store.run;

import io.github.syncimage.concurrent.SharedLimit;
import io.github.syncimage.store.database.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The limits that this process has to do with, a row each; at each beat one question for all of them. */
final class SharedLimits implements Membership.OnBeat {
    private static final String CLOSE = "INSERT INTO door (scope, name, part, closed_until)"
            + " VALUES (?, ?, ?, now() + make_interval(secs => ?)) ON CONFLICT (scope, name, part) DO UPDATE"
            + " SET closed_until = GREATEST(door.closed_until, excluded.closed_until)";

    private static final String TELL =
            "INSERT INTO door (scope, name, part, remaining, most, resets_at, told_by, told_at)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, now()) ON CONFLICT (scope, name, part) DO UPDATE"
                    + " SET remaining = excluded.remaining, most = excluded.most, resets_at = excluded.resets_at,"
                    + " told_by = excluded.told_by, told_at = excluded.told_at";

    private static final String READ = "SELECT scope, name, part, EXTRACT(EPOCH FROM closed_until - now()), remaining,"
            + " most, resets_at, told_by FROM door WHERE ";

    private static final String NEWS = READ + "closed_until > now() OR told_at > now() - interval '1 hour'";

    private static final String ONE = READ + "scope = ? AND name = ? AND part = ?";

    private record Key(String scope, String name, String part) {}

    private final Membership members;
    private final Map<Key, Row> known = new ConcurrentHashMap<>();

    SharedLimits(Membership members) {
        this.members = members;
        members.each(this);
    }

    Row of(String scope, String name, String part) {
        return known.computeIfAbsent(new Key(scope, name, part), Row::new);
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
            SharedLimit.Level left = new SharedLimit.Level(row.getInt(5), row.getInt(6), Sql.timestamp(row, 7), null);
            limit.take(Sql.duration(row, 4), left, row.getString(8));
        }
        return true;
    }

    /** One row; as it was at the latest beat where nobody asks for more. */
    final class Row implements SharedLimit {
        private final Key key;
        /** By the monotonic clock. */
        private volatile long closedUntil = System.nanoTime();

        private volatile boolean closeUntold;
        private volatile Level leftUntold;
        private volatile Level leftElsewhere;

        private Row(Key key) {
            this.key = key;
        }

        @Override
        public void close(Duration time) {
            known(time);
            closeUntold = true;
            // Whoever is told of a limit has more to do than to wait for a database.
            members.beatSoon();
        }

        private synchronized void known(Duration closed) {
            long until = System.nanoTime() + closed.toNanos();
            if (until - closedUntil > 0) {
                closedUntil = until;
            }
        }

        @Override
        public Duration closed() {
            members.ask(connection ->
                    Sql.query(connection, ONE, SharedLimits.this::take, key.scope(), key.name(), key.part()));
            return lastKnownClosed();
        }

        /** @param by the process that was told what is left; null where none was */
        synchronized void take(Duration closed, Level left, String by) {
            known(closed);
            if (leftUntold == null) {
                leftElsewhere = by == null || members.process().equals(by) ? null : left;
            }
        }

        @Override
        public Duration lastKnownClosed() {
            members.start();
            return Duration.ofNanos(Math.max(0, closedUntil - System.nanoTime()));
        }

        @Override
        public void tell(Level left) {
            synchronized (this) {
                leftElsewhere = null;
                leftUntold = left;
            }
            members.start();
        }

        @Override
        public Optional<Level> told() {
            return Optional.ofNullable(leftElsewhere);
        }

        /** Writes down what this process was told since the last beat. */
        void tellAll(Connection connection) throws SQLException {
            if (closeUntold) {
                closeUntold = false;
                try {
                    double closed = Sql.seconds(lastKnownClosed());
                    Sql.update(connection, CLOSE, key.scope(), key.name(), key.part(), closed);
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
