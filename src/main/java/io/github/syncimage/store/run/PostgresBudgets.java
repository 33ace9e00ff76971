package io.github.syncimage.store.run;

import io.github.syncimage.concurrent.Budgets;
import io.github.syncimage.concurrent.Hold;
import io.github.syncimage.concurrent.Limit;
import io.github.syncimage.store.database.Sql;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What all processes on one PostgreSQL spend together. Nothing begins before the first question. */
public final class PostgresBudgets implements Budgets {
    /** Of how many processes one that has never reached the database takes itself to be one: it knows of none. */
    private static final int UNKNOWN_PROCESSES = 2;

    private static final String NEXT = "INSERT INTO pace AS p (name, paid)"
            + " VALUES (?, clock_timestamp() - make_interval(secs => ?) + make_interval(secs => ?))"
            + " ON CONFLICT (name) DO UPDATE SET paid = GREATEST(p.paid, clock_timestamp()"
            + " - make_interval(secs => ?)) + make_interval(secs => ?)"
            + " RETURNING EXTRACT(EPOCH FROM p.paid - make_interval(secs => ?) - clock_timestamp())";

    private final Membership members;
    private final Map<String, PermitPool> pools = new ConcurrentHashMap<>();
    private final SharedLimits limits;

    public PostgresBudgets(Membership members) {
        this.members = members;
        this.limits = new SharedLimits(members);
    }

    @Override
    public Optional<Duration> next(String pace, Duration step, Duration burst) {
        double stepSeconds = Sql.seconds(step);
        double burstSeconds = Sql.seconds(burst);
        return members.ask(connection -> Sql.first(
                        connection,
                        NEXT,
                        row -> Sql.duration(row, 1),
                        pace,
                        burstSeconds,
                        stepSeconds,
                        burstSeconds,
                        stepSeconds,
                        stepSeconds)
                .orElseThrow());
    }

    @Override
    public int processes() {
        return members.processes() == 0 ? UNKNOWN_PROCESSES : members.processes();
    }

    @Override
    public Limit limit(String scope, String name, String part, Clock clock) {
        return limits.of(scope, name, part, clock);
    }

    @Override
    public Hold permit(String pool, int most) throws InterruptedException {
        return pools.computeIfAbsent(pool, name -> new PermitPool(members, name, most))
                .take();
    }
}
