package io.github.syncimage.store;

import io.github.syncimage.store.database.ForgivingDatabase;
import io.github.syncimage.store.database.Namespaces;
import io.github.syncimage.store.database.Sql;
import io.github.syncimage.text.Json;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** What each daemon of a team tells of the images that it has in work. */
public final class ProgressTable {
    /** What a daemon that died has left is nobody's after that; who takes its run over tells anew. */
    private static final Duration STALE = Duration.ofDays(1);

    private final ForgivingDatabase database;
    private final Clock clock;
    private final String namespace;

    public ProgressTable(ForgivingDatabase database, Clock clock, Namespaces namespaces) {
        this.database = database;
        this.clock = clock;
        this.namespace = Objects.requireNonNullElse(namespaces.any(), "");
    }

    /** All that the node has in work; nothing else is any more. */
    public void tell(String node, List<ProgressRow> rows) {
        long now = clock.millis();
        database.write("tell how far images are", connection -> {
            Sql.update(
                    connection,
                    "DELETE FROM team_progress WHERE node = ? OR told_at < ?",
                    node,
                    now - STALE.toMillis());
            String put = "INSERT INTO team_progress (namespace, repository, issue, source, node, told_at, progress)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (namespace, repository, issue, source)"
                    + " DO UPDATE SET node = excluded.node, told_at = excluded.told_at,"
                    + " progress = excluded.progress";
            return Sql.batch(connection, put, rows, row -> new Object[] {
                namespace, row.repository(), row.issue(), row.source(), node, now, Json.text(row.progress())
            });
        });
    }

    /** What the daemons have in work, by their latest word. */
    public List<ProgressRow> all() {
        return database.query(
                "read how far images are",
                "SELECT repository, issue, source, progress FROM team_progress WHERE namespace = ?",
                row -> new ProgressRow(row.getString(1), row.getLong(2), row.getString(3), Sql.json(row, 4)),
                namespace);
    }
}
