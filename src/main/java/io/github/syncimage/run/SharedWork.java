package io.github.syncimage.run;

import io.github.syncimage.store.run.JobTable;
import io.github.syncimage.store.run.Leadership;
import io.github.syncimage.store.run.Membership;
import javax.sql.DataSource;

/**
 * What {@code jobs:} works with, by the name {@link #NAME} among the beans; without it a route may say {@code jobs:}, and
 * cannot be started.
 *
 * @param polls whether this daemon may lead
 * @param works whether it takes jobs from queues
 */
public record SharedWork(
        DataSource database,
        Membership membership,
        Leadership leadership,
        JobTable jobs,
        Leases leases,
        Ability ability,
        boolean polls,
        boolean works) {
    public static final String NAME = "sharedWork";
}
