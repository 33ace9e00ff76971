package io.github.syncimage.store.run;

import io.github.syncimage.store.database.Sql;
import io.github.syncimage.store.database.Statements;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;

/** How much is left of what daemons spend together, for who only looks. */
public final class SharedLevels {
    /** What was told longer ago than GitHub counts says nothing of today. */
    private static final String DOORS = "SELECT scope, name, part, closed_until, remaining, most, resets_at FROM door"
            + " WHERE closed_until > now() OR (remaining IS NOT NULL AND told_at > now() - interval '1 hour')"
            + " ORDER BY scope, name, part";

    private static final String POOLS = "SELECT pool, COUNT(*) FILTER (WHERE owner IS NOT NULL AND until > now()),"
            + " COUNT(*) FROM permit GROUP BY pool ORDER BY pool";

    /**
     * A limit that somebody has been told of.
     *
     * @param scope {@code github} or {@code registry}
     * @param part of it that is limited by itself, or empty
     * @param closedUntil null where it is open
     * @param remaining null where nobody was told
     */
    public record SharedLimit(
            String scope,
            String name,
            String part,
            Instant closedUntil,
            Integer remaining,
            Integer most,
            Instant resetsAt) {}

    /** Permits that daemons have of {@code most}. */
    public record SharedPool(String name, int taken, int most) {}

    private final Statements statements;

    public SharedLevels(DataSource database, Duration patience) {
        this.statements = new Statements(database, patience);
    }

    public List<SharedLimit> limits() throws SQLException {
        return statements.query(
                DOORS,
                row -> new SharedLimit(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        Sql.timestamp(row, 4),
                        row.getObject(5, Integer.class),
                        row.getObject(6, Integer.class),
                        Sql.timestamp(row, 7)));
    }

    public List<SharedPool> pools() throws SQLException {
        return statements.query(POOLS, row -> new SharedPool(row.getString(1), row.getInt(2), row.getInt(3)));
    }
}
