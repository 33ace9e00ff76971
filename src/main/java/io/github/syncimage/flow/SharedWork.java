package io.github.syncimage.flow;

import io.github.syncimage.store.run.Leadership;
import io.github.syncimage.store.run.Membership;
import javax.sql.DataSource;

/**
 * What daemons share that work on the same issues, by the name {@link #NAME} among the beans.
 *
 * @param polls whether this daemon may lead
 */
public record SharedWork(DataSource database, Membership membership, Leadership leadership, boolean polls) {
    public static final String NAME = "sharedWork";
}
