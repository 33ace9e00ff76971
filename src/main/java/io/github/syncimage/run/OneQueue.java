package io.github.syncimage.run;

import com.github.kagkarlsson.scheduler.jdbc.JdbcTaskRepositoryContext;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.task.Execution;
import java.time.Instant;
import java.util.List;

/**
 * Picks jobs of one queue. db-scheduler itself picks what is due, sees then that it knows no task for another team's job,
 * and leaves it picked: that team would have to wait until it counts as a dead daemon's.
 */
final class OneQueue extends PostgreSqlJdbcCustomization {
    private static final String PICK = "WITH mine AS (UPDATE %1$s SET picked = TRUE, picked_by = ?, last_heartbeat = ?,"
            + " version = version + 1 WHERE (task_name, task_instance) IN (SELECT task_name, task_instance FROM %1$s"
            + " WHERE task_name = ? AND picked = FALSE AND execution_time <= ? ORDER BY execution_time"
            + " FOR UPDATE SKIP LOCKED LIMIT ?) RETURNING *) SELECT * FROM mine ORDER BY execution_time";

    private final String task;

    /** @param task what db-scheduler calls the queue */
    OneQueue(String task) {
        super(false, false);
        this.task = task;
    }

    @Override
    public List<Execution> lockAndFetchSingleStatement(
            JdbcTaskRepositoryContext scheduler, Instant now, int most, boolean byPriority) {
        return scheduler.jdbcRunner.query(
                PICK.formatted(scheduler.tableName),
                statement -> {
                    statement.setString(1, scheduler.schedulerName.getName());
                    setInstant(statement, 2, now);
                    statement.setString(3, task);
                    setInstant(statement, 4, now);
                    statement.setInt(5, most);
                },
                scheduler.resultSetMapper.get());
    }
}
