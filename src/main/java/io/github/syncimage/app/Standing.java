package io.github.syncimage.app;

import io.github.syncimage.flow.intake.RunsOverview;
import io.github.syncimage.flow.watch.ListOverview;
import io.github.syncimage.store.run.JobTable;
import io.github.syncimage.store.run.Membership;
import io.github.syncimage.store.run.SharedLevels;

/**
 * How the daemons stand that share a database, as it knows them; looks only, and is none of them.
 *
 * @param watches the watch lists of this configuration
 */
public record Standing(
        Membership daemons, JobTable jobs, RunsOverview requests, ListOverview watches, SharedLevels levels) {}
