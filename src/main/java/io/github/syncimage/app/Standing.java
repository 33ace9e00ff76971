package io.github.syncimage.app;

import io.github.syncimage.flow.intake.RunsOverview;
import io.github.syncimage.flow.watch.ListOverview;
import io.github.syncimage.store.budget.SharedLevels;
import io.github.syncimage.store.job.JobState;
import io.github.syncimage.store.job.JobTable;
import io.github.syncimage.store.node.SeenNode;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;

/** How the daemons stand that share a database, as it knows them; looks only, and is none of them. */
public final class Standing {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final SharedBeans shared;
    private final RunsOverview overview;
    private final ListOverview watches;
    private final SharedLevels levels;

    Standing(SharedBeans shared, RunsOverview overview, ListOverview watches) {
        this.shared = shared;
        this.overview = overview;
        this.watches = watches;
        DataSource database = shared.work.database();
        this.levels = new SharedLevels(database, PATIENCE);
    }

    /** All that gave a sign within a day, those of other teams too. */
    public List<SeenNode> nodes() throws SQLException {
        return shared.work.membership().all();
    }

    /** Who has the same configuration as this one. */
    public String team() {
        return shared.work.membership().self().team();
    }

    public List<JobState> jobs() throws SQLException {
        JobTable jobs = shared.work.jobs();
        return jobs.all();
    }

    public RunsOverview requests() {
        return overview;
    }

    /** How the watch lists of this configuration stand. */
    public ListOverview watches() {
        return watches;
    }

    public SharedLevels levels() {
        return levels;
    }
}
