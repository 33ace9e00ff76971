package io.github.syncimage.store.run;

import io.github.syncimage.store.database.Sql;
import io.github.syncimage.store.database.Statements;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/**
 * The jobs of a team's queues, by the key of each. db-scheduler picks them, and keeps those alive that a daemon has; all
 * else is here, by the database's clock and never without the version: whoever has lost a job changes nothing of it.
 */
public final class JobTable {
    /** What {@code task_name} is: a queue and a team, because another team's daemons cannot do what is in ours. */
    private static final String SEPARATOR = "@";

    private static final String OF_JOB =
            " WHERE task_name = ? AND task_instance = ? AND version = ? AND picked AND picked_by = ?";

    private static final String FREE = "picked = FALSE, picked_by = NULL, last_heartbeat = NULL, version = version + 1";

    private final String team;
    private final Statements statements;
    private final AtomicLong revived = new AtomicLong();

    public JobTable(DataSource database, String team, Duration patience) {
        this.team = team;
        this.statements = new Statements(database, patience);
    }

    /** What db-scheduler calls the queue. */
    public String task(String queue) {
        return queue + SEPARATOR + team;
    }

    /** Puts a job at the end of the queue; returns false where one of that key waits there or is in work. */
    public boolean put(String queue, String key, String body) throws SQLException {
        String sql =
                "INSERT INTO scheduled_tasks (task_name, task_instance, task_data, execution_time, picked, version)"
                        + " VALUES (?, ?, ?, now(), FALSE, 1) ON CONFLICT (task_name, task_instance) DO NOTHING";
        return statements.update(sql, task(queue), key, body.getBytes(StandardCharsets.UTF_8)) > 0;
    }

    /** How many daemons have ended with it in work; empty where it is this daemon's no more. */
    public Optional<Integer> deaths(Job job) throws SQLException {
        return statements
                .query(
                        "SELECT deaths FROM scheduled_tasks" + OF_JOB,
                        row -> row.getInt(1),
                        job.queue(),
                        job.key(),
                        job.version(),
                        job.node())
                .stream()
                .findFirst();
    }

    /** The job is done. Returns false where it was another daemon's by then. */
    public boolean remove(Job job) throws SQLException {
        return update("DELETE FROM scheduled_tasks" + OF_JOB, job);
    }

    /** It failed, and is tried again after a pause that grows from a second to a minute. */
    public void again(Job job) throws SQLException {
        String sql = "UPDATE scheduled_tasks SET " + FREE + ", last_failure = now(),"
                + " consecutive_failures = COALESCE(consecutive_failures, 0) + 1,"
                + " execution_time = now() + LEAST(60, 2 ^ LEAST(6, COALESCE(consecutive_failures, 0)))"
                + " * interval '1 second'" + OF_JOB;
        update(sql, job);
    }

    /** Another daemon may have it, at its old place. */
    public void giveBack(Job job) throws SQLException {
        update("UPDATE scheduled_tasks SET " + FREE + OF_JOB, job);
    }

    private boolean update(String sql, Job job) throws SQLException {
        return statements.update(sql, job.queue(), job.key(), job.version(), job.node()) > 0;
    }

    /** The same for all that a daemon has in work; returns how many. */
    public int giveBackAll(String queue, String node) throws SQLException {
        return statements.update(
                "UPDATE scheduled_tasks SET " + FREE + " WHERE task_name = ? AND picked AND picked_by = ?",
                task(queue),
                node);
    }

    /** The daemon that had it gives no sign any more. Returns false where it has meanwhile, or somebody else was faster. */
    public boolean revive(Job job, Duration dead) throws SQLException {
        String sql = "UPDATE scheduled_tasks SET " + FREE + ", deaths = deaths + 1" + OF_JOB
                + " AND last_heartbeat < now() - make_interval(secs => ?)";
        boolean ours = statements.update(sql, job.queue(), job.key(), job.version(), job.node(), Sql.seconds(dead)) > 0;
        if (ours) {
            revived.incrementAndGet();
        }
        return ours;
    }

    /** How many jobs of the dead were found here, since the start. */
    public long revived() {
        return revived.get();
    }

    /** The daemon that was taken for dead lives: the job is not what has ended it. */
    public void notDead(Job job) throws SQLException {
        String sql = "UPDATE scheduled_tasks SET deaths = GREATEST(0, deaths - 1) WHERE task_name = ? AND"
                + " task_instance = ? AND version > ?";
        statements.update(sql, job.queue(), job.key(), job.version());
    }

    /** Forgets the jobs of teams of which no daemon has given a sign for an hour: GitHub knows what was asked for. */
    public int forgetTeamsThatAreGone() throws SQLException {
        return statements.update("DELETE FROM scheduled_tasks WHERE execution_time < now() - interval '1 hour'"
                + " AND NOT picked AND split_part(task_name, '" + SEPARATOR + "', 2) NOT IN"
                + " (SELECT node.team FROM node WHERE seen_at > now() - interval '1 hour')");
    }

    /** All jobs of all teams, those that are due first. */
    public List<JobState> all() throws SQLException {
        return statements.query(
                "SELECT task_instance, picked_by, deaths FROM scheduled_tasks ORDER BY execution_time, task_instance",
                row -> new JobState(row.getString(1), row.getString(2), row.getInt(3)));
    }
}
