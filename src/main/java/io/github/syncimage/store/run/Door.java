package io.github.syncimage.store.run;

import io.github.syncimage.concurrent.SharedDoor;
import io.github.syncimage.store.database.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/** One row of what is closed, and how much is left; as it was at the latest beat where nobody asks for more. */
final class Door implements SharedDoor {
    private static final String CLOSE = "INSERT INTO door (scope, name, part, closed_until)"
            + " VALUES (?, ?, ?, now() + make_interval(secs => ?)) ON CONFLICT (scope, name, part) DO UPDATE"
            + " SET closed_until = GREATEST(door.closed_until, excluded.closed_until)";

    private static final String TELL =
            "INSERT INTO door (scope, name, part, remaining, most, resets_at, told_by, told_at)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, now()) ON CONFLICT (scope, name, part) DO UPDATE"
                    + " SET remaining = excluded.remaining, most = excluded.most, resets_at = excluded.resets_at,"
                    + " told_by = excluded.told_by, told_at = excluded.told_at";

    private static final String READ =
            "SELECT " + Seen.COLUMNS + " FROM door WHERE scope = ? AND name = ? AND part = ?";

    private final Link link;
    private final String scope;
    private final String name;
    private final String part;
    /** By the monotonic clock. */
    private volatile long closedUntil = System.nanoTime();

    private volatile boolean closeUntold;
    private volatile Left leftUntold;
    private volatile Left leftElsewhere;

    /** What a row says. */
    record Seen(Duration closed, Left left, String by) {
        static final String COLUMNS = "EXTRACT(EPOCH FROM closed_until - now()), remaining, most, resets_at, told_by";

        static Seen read(ResultSet row) throws SQLException {
            String by = row.getString(5);
            Left left = by == null ? null : new Left(row.getInt(2), row.getInt(3), Sql.timestamp(row, 4));
            return new Seen(Sql.duration(row, 1), left, by);
        }
    }

    Door(Link link, String scope, String name, String part) {
        this.link = link;
        this.scope = scope;
        this.name = name;
        this.part = part;
    }

    @Override
    public void close(Duration time) {
        known(time);
        closeUntold = true;
        // Whoever is told of a limit has more to do than to wait for a database.
        link.beatSoon();
    }

    private synchronized void known(Duration closed) {
        long until = System.nanoTime() + closed.toNanos();
        if (until - closedUntil > 0) {
            closedUntil = until;
        }
    }

    @Override
    public Duration closed() {
        link.ask(connection -> Sql.first(connection, READ, Seen::read, scope, name, part))
                .flatMap(found -> found)
                .ifPresent(this::take);
        return lastKnownClosed();
    }

    synchronized void take(Seen seen) {
        known(seen.closed());
        if (leftUntold == null) {
            leftElsewhere = link.owner().equals(seen.by()) ? null : seen.left();
        }
    }

    @Override
    public Duration lastKnownClosed() {
        link.begin();
        return Duration.ofNanos(Math.max(0, closedUntil - System.nanoTime()));
    }

    @Override
    public void tell(Left left) {
        synchronized (this) {
            leftElsewhere = null;
            leftUntold = left;
        }
        link.begin();
    }

    @Override
    public Optional<Left> told() {
        return Optional.ofNullable(leftElsewhere);
    }

    /** Writes down what this process was told since the last beat. */
    void tellAll(Connection connection) throws SQLException {
        if (closeUntold) {
            closeUntold = false;
            try {
                Sql.update(connection, CLOSE, scope, name, part, Sql.seconds(lastKnownClosed()));
            } catch (SQLException e) {
                closeUntold = true;
                throw e;
            }
        }
        Left left = leftUntold;
        if (left != null) {
            Sql.update(
                    connection,
                    TELL,
                    scope,
                    name,
                    part,
                    left.remaining(),
                    left.limit(),
                    time(left.resetsAt()),
                    link.owner());
            written(left);
        }
    }

    /** What this process was told meanwhile is for the next beat. */
    private synchronized void written(Left left) {
        if (leftUntold == left) {
            leftUntold = null;
        }
    }

    private static OffsetDateTime time(Instant time) {
        return time == null ? null : time.atOffset(ZoneOffset.UTC);
    }
}
