package io.github.syncimage.store;

import io.github.syncimage.store.database.ForgivingDatabase;
import io.github.syncimage.store.database.Namespaces;
import io.github.syncimage.store.database.Sql;
import io.github.syncimage.text.Json;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The answers, the newest first. What cannot be read is none, and what cannot be written is forgotten.
 *
 * @param namespaces whose answers these are
 */
public record AnswerLog(ForgivingDatabase database, Clock clock, Namespaces namespaces) {
    private static final String COLUMNS =
            "SELECT id, at, repository, issue, requester, source, outcome, reason, details FROM answer";
    private static final String WAITING = "waiting";
    /** Of daemons that write in the same millisecond. */
    private static final int TRIES = 20;

    /**
     * Adds an answer. That the image waits is told until it is told otherwise, however often it had to wait.
     *
     * @param answer whose id and time are given here
     */
    public void add(AnswerRow answer) {
        database.write("remember an answer", connection -> {
            Sql.update(
                    connection,
                    "DELETE FROM answer WHERE repository = ? AND issue = ? AND source = ? AND outcome = ? AND "
                            + namespaces.rows(),
                    namespaces.values(List.of(answer.repository(), answer.issue(), answer.source(), WAITING)));
            for (int tries = 0; tries < TRIES && insert(connection, answer, tries) == 0; tries++) {}
            return null;
        });
    }

    private int insert(Connection connection, AnswerRow answer, int tries) throws SQLException {
        long now = clock.millis();
        // Who has waited for another's row looks later than those who write the next: it would lose to each of them.
        int apart = tries == 0 ? 0 : ThreadLocalRandom.current().nextInt(8 * tries);
        long newest = Sql.first(connection, "SELECT COALESCE(MAX(id), 0) FROM answer", row -> row.getLong(1))
                .orElse(0L);
        return Sql.update(
                connection,
                "INSERT INTO answer (id, at, repository, issue, requester, source, outcome, reason, details, namespace)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
                Math.max(now, newest + 1) + apart,
                now,
                answer.repository(),
                answer.issue(),
                answer.user(),
                answer.source(),
                answer.outcome(),
                answer.reason(),
                Json.text(answer.details()),
                namespaces.any());
    }

    public List<AnswerRow> latest(int most) {
        return database.query(
                "read the latest answers",
                COLUMNS + " WHERE " + namespaces.rows() + " ORDER BY id DESC LIMIT ?",
                AnswerLog::read,
                namespaces.values(List.of(), most));
    }

    private static AnswerRow read(ResultSet row) throws SQLException {
        return new AnswerRow(
                row.getLong(1),
                Instant.ofEpochMilli(row.getLong(2)),
                row.getString(3),
                row.getLong(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                Sql.json(row, 9));
    }
}
