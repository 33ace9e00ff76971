package io.github.syncimage.flow;

import io.github.syncimage.flow.jobs.SharedWork;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;

/** What an operator wants to see of the daemons that share the work. */
final class TeamMeters {
    private TeamMeters() {}

    static void register(MeterRegistry registry, SharedWork work) {
        Gauge.builder("sync.image.nodes", work, TeamMeters::living)
                .description("daemons that share the work and live, -1 where the database cannot be asked")
                .register(registry);
        Gauge.builder("sync.image.leads", work, shared -> shared.leadership().leads() ? 1 : 0)
                .description("1 where this daemon reads the issues for all that share the work")
                .register(registry);
        FunctionCounter.builder(
                        "sync.image.takeovers", work, shared -> shared.jobs().revived())
                .description(
                        "requests of daemons that gave no sign any more, found by this one for another to go on with")
                .register(registry);
    }

    private static double living(SharedWork work) {
        try {
            return work.membership().living().size();
        } catch (SQLException away) {
            return -1;
        }
    }
}
