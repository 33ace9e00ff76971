package io.github.syncimage.store.run;

import io.github.syncimage.concurrent.Limit;
import io.github.syncimage.store.database.Sql;
import io.github.syncimage.store.database.Statements;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;

/** How much is left of what daemons spend together, for who only looks. */
public final class SharedLevels {
    /** What was told longer ago than GitHub counts says nothing of today. */
    private static final String LIMITS = "SELECT scope, name || CASE WHEN part = '' THEN '' ELSE ' ' || part END,"
            + " COALESCE(remaining, -1), COALESCE(most, -1), resets_at, closed_until FROM shared_limit"
            + " WHERE closed_until > now() OR (remaining IS NOT NULL AND told_at > now() - interval '1 hour')"
            + " ORDER BY scope, name, part";

    private static final String POOLS = "SELECT pool, COUNT(*) FILTER (WHERE owner IS NOT NULL AND until > now()),"
            + " COUNT(*) FROM permit GROUP BY pool ORDER BY pool";

    /** A limit that somebody has been told of: {@code github} or {@code registry}, and whose it is. */
    public record ToldLimit(String scope, String name, Limit.Level level) {}

    /** Permits that daemons have of {@code most}. */
    public record SharedPool(String name, int taken, int most) {}

    private final Statements statements;

    public SharedLevels(DataSource database, Duration patience) {
        this.statements = new Statements(database, patience);
    }

    public List<ToldLimit> limits() throws SQLException {
        return statements.query(
                LIMITS,
                row -> new ToldLimit(
                        row.getString(1),
                        row.getString(2),
                        new Limit.Level(row.getInt(3), row.getInt(4), Sql.timestamp(row, 5), Sql.timestamp(row, 6))));
    }

    public List<SharedPool> pools() throws SQLException {
        return statements.query(POOLS, row -> new SharedPool(row.getString(1), row.getInt(2), row.getInt(3)));
    }
}
