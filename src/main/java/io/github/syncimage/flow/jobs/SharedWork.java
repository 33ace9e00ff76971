package io.github.syncimage.flow.jobs;

import io.github.syncimage.flow.lease.Leases;
import io.github.syncimage.store.job.JobTable;
import io.github.syncimage.store.node.Leadership;
import io.github.syncimage.store.node.Membership;
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
